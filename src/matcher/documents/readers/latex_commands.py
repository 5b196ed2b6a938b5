"""What LaTeX commands mean for a reader: which arguments are text, which are measures, keys and files."""

from matcher.text.lexicon import Lexicon

WORDS = Lexicon("documents/latex.txt")
FIRST_DROPPED = {
    **dict.fromkeys("textcolor colorbox parbox scalebox raisebox rotatebox hyperlink hypertarget".split(), 1),
    **dict.fromkeys("fcolorbox resizebox multicolumn multirow".split(), 2),
}
"""So many arguments come before the text that the command shows."""

_MARKED = {
    1: "part chapter",
    2: "section cvsection rubric sectiontitle",
    3: "subsection frametitle",
    4: "subsubsection framesubtitle",
    5: "paragraph subparagraph",
}
HTML = {
    **{word: (f"\n\n<h{n}>", f"</h{n}>\n\n") for n, words in _MARKED.items() for word in words.split()},
    **dict.fromkeys("textbf emph textit textsl underline alert strong mathbf hl uline".split(), ("<b>", "</b>")),
    "footnote": (" (", ")"),
    "href": ('<a href="x">', "</a>"),
}
"""What is written around the argument of headings, of what is emphasised, of footnotes and links."""

BETWEEN = {"cvitem": ": ", "cvlistdoubleitem": "; ", "cvdoubleitem": ", ", "cventry": ", ", "cvlanguage": ", "}
"""What is written between the arguments of a command that has several."""

LETTERS = WORDS.pairs("letters")
ACCENTS = dict(zip("'`^\"~=.", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307", strict=True))
LETTER_ACCENTS = dict(zip("cvuHkrd", "\u0327\u030c\u0306\u030b\u0328\u030a\u0323", strict=True))
