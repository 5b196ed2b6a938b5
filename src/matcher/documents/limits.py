"""Every limit of reading in one place, each with its reason.

`docs/reading.md` repeats them, held by a test.
"""

from matcher.tables import MAX_BYTES

BYTES = MAX_BYTES
"""Bytes of a document: a statement is some 10 kB, a picture-rich PDF some megabytes."""

CHARACTERS = 400_000
"""Characters of text, 65,000 words.

Longer than a thesis. Parsers and patterns stay within seconds up to here.
"""

LINES = 20_000
"""Lines of text: each may be a heading, an item or a paragraph, and costs as much as 500 letters."""

SOURCE_CHARACTERS = 2_000_000
"""Characters of a web page's source: scripts and styles may be many times the text."""

TAGS = 60_000
"""Tags in a web page; a long article has some thousands. Bounds the tree's memory."""

NESTING = 400
"""Tags open at once: browsers stop at 512, and the parser's time grows with the square of the depth."""

BRACKETS = 20_000
"""Opening brackets in Markdown, four for each of its links, bars of tables or tildes: more take the parser long."""

FRONT_MATTER = 20_000
"""Characters of front matter; real ones have some hundreds. YAML is slow, and nests."""

PAGES = 200
"""Pages of a PDF: a thesis passes, a proceedings volume does not."""

STEPS = 4_500_000
"""Words of a PDF's page descriptions, a string of letters as three: 4 seconds, or 100 full pages of single letters.

A browser sets text with kerning so, some 11 words a letter; what LaTeX writes has 1,000 to 5,000 a page."""

ENTRIES = 2_000
"""Entries of an office file, which is a zip: a picture each, a dozen parts."""

ELEMENTS = 50_000
"""Elements of a Word file that are text, runs alike being one, and five times as many of an OpenDocument text.

Four seconds, or some 120,000 runs of text in 40,000 that look different."""

GROUPS = 1_000
"""Groups open at once in rich text; real files nest some twenty."""

EXPANDED = 20 * 1024 * 1024
"""Bytes of XML an office file unpacks to: the libraries stay linear to about 32 MB and blow up after."""

SECONDS = 10
"""Wall time of the child process that parses office files, PDFs and uploads; ten pages take half a second."""

MEMORY = 420 * 1024 * 1024
"""Address space of that child, Python and libraries included; an ordinary file needs 100 MB."""

REPLY = 32 * 1024 * 1024
"""Bytes that child may answer: its text as JSON with the layout of each line."""

CHILDREN = 2
"""Children at once in one process, so that many uploads together stay within CHILDREN times MEMORY."""
