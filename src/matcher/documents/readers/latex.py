"""LaTeX to blocks: a small command stripper that writes HTML; nothing is executed, included or looked up."""

import html
import re

from matcher.documents.blocks import ParsedBlocks
from matcher.documents.readers.html import read_html

_COMMENT = re.compile(r"(?<!\\)%.*")
_BODY = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)
_SECTION = re.compile(
    r"\\((?:sub){0,2}section|chapter|part|paragraph|cvsection|rubric)\*?(?:\[[^\[\]]{0,200}\])?\{([^{}]{0,300})\}"
)
_SILENT = re.compile(
    r"\\(?:label|ref|cref|Cref|autoref|eqref|cite\w*|nocite|includegraphics|input|include|usepackage"
    r"|documentclass|vspace|hspace|bibliography\w*"
    r"|pagestyle|thispagestyle|setlength|setcounter|addtolength|fontsize|color|hypersetup|geometry"
    r"|hyphenation|newcommand|renewcommand|def"
    r"|hypertarget|phantomsection|addcontentsline|columnbreak|definecolor|graphicspath|setmainfont"
    r"|linespread)\*?"
    r"(?:\[[^\[\]]{0,300}\]){0,2}(?:\{[^{}]{0,500}\}){0,3}"
)
_DROPPED_ENVIRONMENT = re.compile(
    r"\\begin\{(equation|align|gather|tikzpicture|figure|lstlisting|verbatim|displaymath|multline|thebibliography)\*?\}.*?\\end\{\1\*?\}",
    re.DOTALL,
)
_INLINE = (
    (
        re.compile(r"\\(?:textbf|emph|textit|textsl|underline|alert|strong|mathbf|hl)\{([^{}]{0,1000})\}"),
        r"<b>\1</b>",
    ),
    (re.compile(r"\\href\{[^{}]{0,500}\}\{([^{}]{0,500})\}"), r'<a href="x">\1</a>'),
    (re.compile(r"\\url\{[^{}]{0,500}\}"), " "),
    (re.compile(r"\\footnote\{([^{}]{0,2000})\}"), r" (\1)"),
    (
        re.compile(
            r"\\(?:texttt|textsc|textrm|textsf|text|mbox|textsuperscript|textsubscript|mathrm|textcolor\{[^{}]{0,40}\}|uppercase|MakeUppercase|centerline|fbox)\{([^{}]{0,1000})\}"
        ),
        r"\1",
    ),
)
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
}
_ACCENTS |= {"c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a"}
_ACCENT = re.compile(r"\\(?:(['`^\"~=.])\s*|([cvuHkr])(?=\{|\s))\s*\{?\s*\\?([A-Za-z])\}?")
_LETTERS = {
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
}
_LETTERS |= {
    "ldots": "...",
    "dots": "...",
    "textendash": "–",
    "textemdash": "—",
    "textregistered": "",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
}
_LETTERS |= {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "mu": "μ",
    "sigma": "σ",
    "lambda": "λ",
    "times": "×",
    "pm": "±",
    "quad": " ",
    "qquad": " ",
}
_LETTER = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])[ ]?(?:\{\})?")
_ITEM = re.compile(r"\\(?:item|cvitem|resumeItem)\b\s*(?:\[([^\[\]]{0,200})\])?")
_DISPLAY = re.compile(r"\$\$[^$]{0,2000}\$\$|\\\[.{0,2000}?\\\]", re.DOTALL)


def read_latex(text: str, name: str) -> ParsedBlocks:
    """Return a LaTeX source as blocks: headings, items, emphasis and link texts kept.

    Figures and equations counted.
    """
    text = _accented(_COMMENT.sub("", text))
    names = re.findall(r"\\(?:author|name)\s*\{([^{}\\]{1,100})", text)
    titles = re.findall(r"\\title\s*\{([^{}]{1,200})\}", text)
    keywords = re.findall(
        r"\\keywords?\{([^{}]{1,500})\}|\\begin\{keywords?\}(.{1,500}?)\\end\{keywords?\}", text, re.DOTALL
    )
    body = _BODY.search(text)
    inner, n_dropped = _DROPPED_ENVIRONMENT.subn("\n\n", body[1] if body else text)
    inner, n_displayed = _DISPLAY.subn(" ", inner)
    parsed = read_html(_as_html(re.sub(r"\\(?:title|author|date|name)\s*\{[^{}]{0,300}\}", "", inner)), name)
    parsed.names = names + parsed.names
    parsed.tags += [word.strip() for pair in keywords for word in re.split(r"[,;·]|\\and", "".join(pair))]
    parsed.head += [f"title: {title}" for title in titles]
    parsed.dropped["equations and figures"] = n_dropped + n_displayed
    return parsed


def _as_html(text: str) -> str:
    text = re.sub(r"(?<!\\)&amp;", " | ", html.escape(text, quote=False)).replace("\\&amp;", "&amp;")
    text = re.sub(r"\\[,;:!](?!\w*\{)|\\ ", " ", text)
    for _ in range(3):  # commands nest: \textbf{\emph{x}}
        for pattern, replacement in _INLINE:
            text = pattern.sub(replacement, text)
    text = _SECTION.sub(_heading, text)
    text = _SILENT.sub(" ", text)
    text = _ITEM.sub(lambda match: f"\n\n<li>{match[1] + ': ' if match[1] else ''}", text)
    text = re.sub(
        r"\\begin\{(?:tabular|longtable|tabularx|array)\*?\}(?:\[[^\[\]]{0,9}\])?(?:\{(?:[^{}]|\{[^{}]{0,99}\}){0,99}\})",
        "\n\n",
        text,
    )
    text = re.sub(r"\\(?:begin|end)\{[^{}]{1,60}\}(?:\[[^\[\]]{0,200}\])?(?:\{[^{}]{0,100}\})?", "\n\n", text)
    text = re.sub(r"\\\\(?:\[[^\[\]]{0,30}\])?|\\newline\b|\\par\b", "<br>", text)
    text = _LETTER.sub(lambda match: _LETTERS.get(match[1], " "), text)
    text = re.sub(r"\\([#$%&_{}])", r"\1", text)
    text = re.sub(r"``|''", '"', text).replace("~", " ").replace("---", "—").replace("--", "–")
    text = re.sub(r"(?<!\\)[{}$]|\\", "", text)
    return "".join(_paragraph(paragraph) for paragraph in re.split(r"\n[ \t]*\n\s*", text))


def _accented(text: str) -> str:
    text = _ACCENT.sub(lambda match: match[3] + _ACCENTS[match[1] or match[2]], text)
    return re.sub(r"\\(ss|o|O|l|L|ae|AE|oe|OE|aa|AA)(?:\{\}|\s|(?![A-Za-z]))", lambda match: _LETTERS[match[1]], text)


def _heading(match: re.Match[str]) -> str:
    level = {"part": 1, "chapter": 1, "paragraph": 5}.get(match[1], 2 + match[1].count("sub"))
    return f"\n\n<h{level}>{match[2]}</h{level}>\n\n"


def _paragraph(paragraph: str) -> str:
    if paragraph.lstrip().startswith("<li>"):
        return f"<ul>{paragraph}</li></ul>"
    return paragraph if re.match(r"\s*<h\d>", paragraph) else f"<p>{paragraph}</p>\n"
