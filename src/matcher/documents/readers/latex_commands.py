"""What LaTeX commands mean for a reader: which arguments are text, which are measures, keys and files.

And where their groups end.
"""

import re

DROPPED = frozenset(
    """
    label ref cref Cref autoref eqref pageref cite citep citet citeauthor citeyear parencite textcite footcite autocite
    nocite includegraphics input include usepackage RequirePackage documentclass vspace hspace bibliography
    bibliographystyle addbibresource printbibliography pagestyle thispagestyle setlength setcounter addtolength
    addtocounter fontsize selectfont color hypersetup geometry newgeometry hyphenation phantomsection
    addcontentsline definecolor colorlet graphicspath setmainfont setsansfont linespread pagenumbering renewcommand
    titleformat titlespacing newlength newcounter theoremstyle newtheorem pagecolor rule url email href
    fancyhead fancyfoot lhead rhead chead lfoot rfoot cfoot setlist enlargethispage needspace vskip hskip moderncvstyle
    moderncvcolor photo phone mobile homepage social extrainfo address title author date name firstname familyname
    signature thanks hyperref usetikzlibrary tikzset lstset bibitem index markboth markright
    """.split()
)
"""Commands whose arguments are no text of the document."""

FIRST_DROPPED = {
    "textcolor": 1,
    "colorbox": 1,
    "fcolorbox": 2,
    "parbox": 1,
    "resizebox": 2,
    "scalebox": 1,
    "raisebox": 1,
    "multicolumn": 2,
    "multirow": 2,
    "makebox": 0,
    "rotatebox": 1,
    "hyperlink": 1,
    "hypertarget": 1,
}
"""So many arguments come before the text that the command shows."""

STRONG = frozenset("textbf emph textit textsl underline alert strong mathbf hl uline".split())

HEADINGS = {
    "part": 1,
    "chapter": 1,
    "section": 2,
    "cvsection": 2,
    "rubric": 2,
    "sectiontitle": 2,
    "subsection": 3,
    "subsubsection": 4,
    "frametitle": 3,
    "framesubtitle": 4,
    "paragraph": 5,
    "subparagraph": 5,
}
ITEMS = frozenset(
    "item cvitem resumeItem cvlistitem cvlistdoubleitem cvdoubleitem cventry cvlanguage cvcomputer".split()
)
BETWEEN = {"cvitem": ": ", "cvlistdoubleitem": "; ", "cvdoubleitem": ", ", "cventry": ", ", "cvlanguage": ", "}
"""What is written between the arguments of a command that has several."""

SKIPPED_ENVIRONMENTS = frozenset(
    """
    equation align gather tikzpicture figure lstlisting verbatim displaymath multline thebibliography minted eqnarray
    algorithm algorithmic comment filecontents
    """.split()
)
ENVIRONMENT_ARGUMENTS = frozenset(
    """
    tabular tabularx tabulary longtable array minipage multicols multicols* adjustwidth wrapfigure list spacing
    tcolorbox table itemize enumerate description
    """.split()
)
"""Environments behind whose name stand measures and options, not text."""

LINE_ENDS = frozenset("newline linebreak tabularnewline cr".split())
PARAGRAPH_ENDS = frozenset("par newpage clearpage pagebreak bigskip medskip smallskip vfill columnbreak hrule".split())

DEFINITIONS = frozenset(
    "newcommand renewcommand providecommand DeclareRobustCommand def gdef edef let newenvironment".split()
)

LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "ldots": "...",
    "dots": "...",
    "textendash": "–",
    "textemdash": "—",
    "textasciitilde": "~",
    "textbar": "|",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "mu": "μ",
    "sigma": "σ",
    "lambda": "λ",
    "times": "×",
    "pm": "±",
    "textbullet": "•",
    "euro": "€",
    "pounds": "£",
    "degree": "°",
}
ACCENTS = dict(zip("'`^\"~=.", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307", strict=True))
LETTER_ACCENTS = dict(zip("cvuHkrd", "\u0327\u030c\u0306\u030b\u0328\u030a\u0323", strict=True))
MOST_EXPANDED = 200_000
"""Characters that a document's own commands may put in, so that commands of commands of commands end."""


def group_ends(text: str) -> dict[int, int]:
    """Return for each brace that opens a group where the group has ended."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            ends[opened.pop()] = match.end()
    return ends
