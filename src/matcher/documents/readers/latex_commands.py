"""What LaTeX commands mean for a reader: which arguments are text, which are measures, keys and files."""

DROPPED = frozenset(
    """
    label ref cref Cref autoref eqref pageref cite citep citet citeauthor citeyear parencite textcite footcite autocite
    nocite includegraphics input include usepackage RequirePackage documentclass vspace hspace bibliography
    bibliographystyle addbibresource printbibliography pagestyle thispagestyle setlength setcounter addtolength
    addtocounter fontsize selectfont color hypersetup geometry newgeometry hyphenation phantomsection
    addcontentsline definecolor colorlet graphicspath setmainfont setsansfont linespread pagenumbering renewcommand
    titleformat titlespacing newlength newcounter theoremstyle newtheorem pagecolor rule url email
    fancyhead fancyfoot lhead rhead chead lfoot rfoot cfoot setlist enlargethispage needspace vskip hskip moderncvstyle
    moderncvcolor photo phone mobile homepage social extrainfo address title author date name firstname familyname
    signature thanks hyperref usetikzlibrary tikzset lstset bibitem index markboth markright
    """.split()
)
"""Commands whose arguments are no text of the document."""

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

LETTERS = dict(
    pair.split("=")
    for pair in """
    ss=ß o=ø O=Ø l=ł L=Ł ae=æ AE=Æ oe=œ OE=Œ aa=å AA=Å i=ı j=ȷ ldots=... dots=... textendash=– textemdash=—
    textasciitilde=~ textbar=| LaTeX=LaTeX TeX=TeX alpha=α beta=β gamma=γ delta=δ mu=μ sigma=σ lambda=λ times=× pm=±
    textbullet=• euro=€ pounds=£ degree=°
    """.split()
)
ACCENTS = dict(zip("'`^\"~=.", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307", strict=True))
LETTER_ACCENTS = dict(zip("cvuHkrd", "\u0327\u030c\u0306\u030b\u0328\u030a\u0323", strict=True))
