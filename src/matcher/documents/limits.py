"""All limits on reading, each with its reason.

`docs/reading.md` lists them too; a test compares the two.
"""

from matcher.tables import MAX_BYTES

BYTES = MAX_BYTES
"""Bytes of a document: a statement has about 10 kB, a PDF with many pictures some megabytes."""

CHARACTERS = 400_000
"""Characters of text, about 65,000 words: longer than a thesis. Parsers and patterns take only seconds up to it."""

LINES = 20_000
"""Lines of text: each may be a heading, an item or a paragraph, and takes as long as 500 letters."""

SOURCE_CHARACTERS = 2_000_000
"""Characters of a web page's source: scripts and styles may be many times longer than the text."""

TAGS = 60_000
"""Tags in a web page; a long article has some thousands. Limits the memory for the tree."""

NESTING = 400
"""Tags open at once: browsers stop at 512, and the parser's time grows with the square of the depth."""

BRACKETS = 20_000
"""Opening brackets in Markdown; a link, a table bar or a tilde counts as four. The parser is slow with more."""

FRONT_MATTER = 20_000
"""Characters of front matter, which has usually some hundreds. YAML is slow, and nests."""

PAGES = 200
"""Pages of a PDF: a thesis passes, a proceedings volume does not."""

STEPS = 4_500_000
"""Words of a PDF's page descriptions, a string counting as three: 4 seconds, or 100 full pages of single letters.

Browsers write kerned text letter by letter, about 11 words each; LaTeX writes 1,000 to 5,000 words a page."""

ENTRIES = 2_000
"""Entries of an office file, which is a zip file: one for each picture, and about a dozen others."""

ELEMENTS = 50_000
"""Text elements of a Word file, runs of equal format counting as one; for an OpenDocument text five times as many.

Four seconds, or about 120,000 runs of text of which 40,000 differ in format."""

GROUPS = 1_000
"""Groups open at once in rich text; real files nest about twenty."""

EXPANDED = 20 * 1024 * 1024
"""Bytes of XML in an unpacked office file: the time of the libraries is linear only up to about 32 MB."""

SECONDS = 10
"""Wall time of the child process that parses office files, PDFs and uploads; ten pages take half a second."""

MEMORY = 420 * 1024 * 1024
"""Address space of that child, Python and libraries included; an ordinary file needs 100 MB."""

REPLY = 32 * 1024 * 1024
"""Bytes in the reply of that child: its text as JSON with the layout of each line."""

CHILDREN = 2
"""Children at once in one process, so that many uploads together use at most CHILDREN times MEMORY."""
