"""Two mentors side by side: what each score is made of."""

from collections.abc import Mapping

from matcher.model import MatchModel
from matcher.records import Explanation, Profile
from matcher.registry import contributor_names, spec_of
from matcher.ui.components import control, stacked_bar
from matcher.ui.markup import Html, tag
from matcher.wording import facts

_MAIN = 4


def compare_html(model: MatchModel, applicant: Profile, weights: Mapping[str, float], mentor_ids: list[str]) -> Html:
    """Return two mentors beside each other; with one chosen, what to do next."""
    chosen = [model.explain(applicant, mentor_id, weights) for mentor_id in mentor_ids]
    if len(chosen) == 1:
        text = f"{chosen[0].mentor_name} is chosen; choose “Compare” on another lab to see both side by side."
        return tag("p", text, control("Cancel", "uncompare", cls="m-small"), cls="m-note", role="status")
    chosen.sort(key=lambda one: (-one.score, one.mentor_id))
    title = f"Why {chosen[0].mentor_name} stands above {chosen[1].mentor_name}"
    head = [tag("th", "Points", scope="col"), *(tag("th", one.mentor_name, scope="col") for one in chosen)]
    rows = [_row(name, chosen) for name in contributor_names()]
    total = tag("tr", tag("th", "Score", scope="row"), *(tag("td", f"{one.score:.3f}") for one in chosen))
    known = tag(
        "tr",
        tag("th", "About", scope="row"),
        *(tag("td", " · ".join(facts(model.mentor(one.mentor_id)))) for one in chosen),
    )
    return tag(
        "section",
        tag("div", tag("h2", title), control("Close", "uncompare", cls="m-small"), cls="m-compare-head"),
        tag("table", tag("thead", tag("tr", *head)), tag("tbody", total, *rows, known)),
        cls="m-compare",
    )


def _row(name: str, chosen: list[Explanation]) -> Html:
    longest = max(abs(points) for one in chosen for _, points in one.contributions)
    cells = []
    for one in chosen:
        points = dict(one.contributions)[name]
        reasons = ", ".join(reason.label for reason in one.largest(name, _MAIN)[0])
        bar = stacked_bar({name: points}, longest) if name != "avoid" else ""
        cells.append(tag("td", tag("b", f"{points:.3f}".replace("-", "−")), bar, tag("small", reasons)))
    return tag("tr", tag("th", spec_of(name).label, scope="row"), *cells)
