"""Two mentors side by side: why one stands above the other, part by part."""

from collections.abc import Mapping

from matcher.explaining import Comparison, compare
from matcher.explaining.messages import comparison_sentence
from matcher.model import MatchModel
from matcher.pages.markup import Html, tag
from matcher.records import Explanation, Profile
from matcher.registry import spec_of
from matcher.ui.components import control, points_text, signed, stacked_bar
from matcher.wording import facts

_MAIN = 4


def compare_html(model: MatchModel, applicant: Profile, weights: Mapping[str, float], mentor_ids: list[str]) -> Html:
    """Return two mentors beside each other; with one chosen, what to do next."""
    if len(mentor_ids) == 1:
        text = (
            f"{model.mentor(mentor_ids[0]).name} is chosen; choose “Compare” on another lab to see both side by side."
        )
        return tag("p", text, control("Cancel", "uncompare", cls="m-small"), cls="m-note", role="status")
    first, second = mentor_ids
    found = compare(model, applicant, first, second, weights)
    if found.gap < 0:
        found = compare(model, applicant, second, first, weights)
    both = (found.first, found.second)
    title = f"Why {found.first.mentor_name} stands above {found.second.mentor_name}"
    head = ["Points", *(one.mentor_name for one in both), "Difference"]
    known = (" · ".join(facts(model.mentor(one.mentor_id))) for one in both)
    return tag(
        "section",
        tag("div", tag("h2", title), control("Close", "uncompare", cls="m-small"), cls="m-compare-head"),
        tag("p", comparison_sentence(found), cls="m-facts"),
        tag(
            "div",
            tag(
                "table",
                tag("thead", tag("tr", *(tag("th", name, scope="col") for name in head))),
                tag("tbody", *_rows(found), _line("About", *known, "")),
            ),
            cls="m-scroll",
            tabindex="0",
            role="region",
            aria_label=title,
        ),
        cls="m-compare",
    )


def _rows(found: Comparison) -> list[Html]:
    both = (found.first, found.second)
    longest = max(abs(points) for one in both for _, points in one.contributions)
    rows = [_line("Score", *(tag("b", f"{one.score:.3f}") for one in both), tag("b", signed(found.gap)))]
    for facet, gap in found.contributions:
        cells = (_cell(one, facet, longest) for one in both)
        main = ", ".join(f"{one.label} {signed(one.points)}" for one in found.reasons if one.facet == facet)
        rows.append(_line(spec_of(facet).label, *cells, tag("b", signed(gap)), detail=_first(main)))
    return rows


def _first(text: str) -> str:
    return ", ".join(text.split(", ")[:_MAIN])


def _line(name: str, *cells: str, detail: str = "") -> Html:
    last = len(cells) - 1
    return tag(
        "tr",
        tag("th", name, scope="row"),
        *(tag("td", cell, tag("small", detail) if place == last else "") for place, cell in enumerate(cells)),
    )


def _cell(one: Explanation, facet: str, longest: float) -> Html:
    points = dict(one.contributions)[facet]
    reasons = ", ".join(reason.label for reason in one.largest(facet, _MAIN)[0])
    bar = "" if spec_of(facet).is_penalty else stacked_bar({facet: points}, longest)
    return tag("div", tag("b", points_text(points)), bar, tag("small", reasons))
