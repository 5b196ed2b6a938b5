"""Small drawings: bars, chips, marked texts; each returns HTML in which strangers' text is escaped."""

import re
from collections.abc import Iterable, Mapping

from matcher.explain import marked
from matcher.ui.markup import Html, join, shortened, tag
from matcher.ui.weight_sliders import percents

FACET_NAMES = {"terms": "Terms", "interests": "Interests", "topics": "Topics"}
NAMES = {**FACET_NAMES, "avoid": "Not wanted"}
FACET_HELP = {
    "terms": "Words and pairs of words that both sides write.",
    "interests": "What you seek against the interests they list.",
    "topics": "Wider themes, learned from the whole pool; they also link different words.",
}

_WRAPPED_AT = 45
_BLANK_LINES = re.compile(r"(\n\s*\n)")
_ITEM = re.compile(r"\s*([-*+#>|]|\d+[.)])\s")


def stacked_bar(points: Mapping[str, float], longest: float) -> Html:
    """Return one thin bar, a segment per facet, as long as its points are beside the longest bar's."""
    said = ", ".join(f"{NAMES[name]} {value:.3f}" for name, value in points.items() if value or name in FACET_NAMES)
    segments = [_segment(facet, value, longest) for facet, value in points.items() if value > 0 and longest > 0]
    return tag("div", *segments, cls="m-bar", role="img", aria_label=said, title=said)


def _segment(facet: str, value: float, longest: float) -> Html:
    return tag("span", cls=f"m-{facet}", style=f"width:{min(100.0, 100 * value / longest):.2f}%")


def swatch(facet: str) -> Html:
    """Return the little square of a facet's colour."""
    return tag("i", cls=f"m-swatch m-{facet}", aria_hidden="true")


def legend(shares: Mapping[str, float] | None = None) -> Html:
    """Return the colours of the facets with their names, and with their shares in percent when these are given."""
    whole = percents(shares) if shares else {}
    return tag(
        "div",
        *(
            tag("span", swatch(facet), name, *([tag("b", f" {whole[facet]}%")] if whole else []))
            for facet, name in FACET_NAMES.items()
        ),
        cls="m-legend",
    )


def chips(words: Iterable[str], label: str = "") -> Html:
    """Return words as chips, one line of them where there is room."""
    return tag("div", *([tag("small", label)] if label else []), *(tag("span", w) for w in words), cls="m-chips")


def marked_text(text: str, other: str, telling: str = "") -> Html:
    """Return a text with the words that `other` says too marked; those of `telling`, the main reasons, stronger."""
    shown, left_out = shortened(unwrapped(text.strip()))
    pieces = [_passage(p.text, telling) if p.shared else join(p.text) for p in marked(shown, other)]
    rest = [tag("em", f" … {left_out:,} more characters are not shown here")] if left_out else []
    return join(*pieces, *rest)


def _passage(word: str, telling: str) -> Html:
    strong = any(passage.shared for passage in marked(word, telling))
    return tag("mark", word, cls="m-strong" if strong else "")


def unwrapped(text: str) -> str:
    r"""Return a text without the line breaks of a narrow editor; lists, verses and blank lines stay as they are.

    >>> unwrapped("A letter that was wrapped by an editor, at column\nfifty or so.\n\n- a\n- list")
    'A letter that was wrapped by an editor, at column fifty or so.\n\n- a\n- list'
    """
    return "".join(_unwrapped(block) for block in _BLANK_LINES.split(text))


def _unwrapped(block: str) -> str:
    """Return one paragraph on one line when all its lines but the last are about as long as an editor's window."""
    *full, _ = lines = block.split("\n")
    wrapped = all(_WRAPPED_AT <= len(line) <= 2 * _WRAPPED_AT for line in full)
    return " ".join(lines) if full and wrapped and not any(map(_ITEM.match, lines)) else block
