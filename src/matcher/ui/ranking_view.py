"""The ranking, a row per mentor with its reason, and the comparison of two mentors."""

from collections.abc import Mapping

from matcher.config import Wanted
from matcher.explaining import Certainty, Comparison
from matcher.explaining.messages import certainty_sentence, comparison_sentence
from matcher.explaining.report_records import difference
from matcher.model import MatchModel
from matcher.pages.markup import Html, tag
from matcher.records import Explanation, Profile, RankedMentor, Ranking, Reason
from matcher.registry import spec_of
from matcher.ui import components, picks, session
from matcher.ui.components import control, points_text, stacked_bar
from matcher.wording import clipped, counted, facts

_MAIN, _CLIPPED = 4, 50
"""The largest number of reasons in a cell of the comparison, and of characters of each."""

_NARROW = tag("small", "Weights and filters are behind » at the top left.", cls="m-narrow")
_NO_DECISION = "matcher ranks and explains; it does not decide about people."
_SAMPLE = " The labs of the sample pool are invented."
_SCALE = "The length of a bar is the strength of the match; its colours are the parts of the score."
_NOTHING_FITS = (
    "None of these labs is a real match; the nearest are listed. Other labs, or describing your interests in other "
    "words, may help more than the order below."
)


def ranking_html(
    model: MatchModel, counted_part: Profile, ranking: Ranking, wanted: Wanted, sort: str, *, is_sample: bool
) -> Html:
    """Return a ranking as one block; `sort` is one of the orders of `find_input.SORTS`."""
    sure = session.how_sure(model, counted_part, wanted)
    why = session.reasons_of(model, counted_part, ranking, wanted.weights)
    mentors = {line.mentor_id: model.mentor(line.mentor_id) for line in ranking}
    lines = list(ranking)  # by score, also where another order has ties
    if sort == "name":
        lines.sort(key=lambda line: line.mentor_name.casefold())
    elif sort == "places":
        lines.sort(key=lambda line: -(mentors[line.mentor_id].capacity or 0))
    rows = (_row(line, mentors[line.mentor_id], why[line.mentor_id], _certainty(sure, line)) for line in lines)
    n_eligible = len(model.mentors if wanted.eligible is None else wanted.eligible)
    title = f"{len(ranking)} of {counted(n_eligible, 'lab')}"
    ask = control("How sure is this order?", "sure", cls="m-small") if sure is None else ""
    return tag(
        "section",
        tag("h2", title, cls="m-count", role="status", tabindex="-1", data_focus="count"),
        tag("p", tag("b", "Nothing here fits. "), _NOTHING_FITS, cls="m-note") if ranking.fits is False else "",
        tag("div", components.legend(), tag("small", _SCALE), ask, _NARROW, cls="m-key"),
        tag("ol", *rows, cls="m-ranking"),
        tag("p", _NO_DECISION, _SAMPLE if is_sample else "", cls="m-foot"),
        cls="m-results",
    )


def _certainty(sure: Mapping[str, Certainty] | None, line: RankedMentor) -> Html:
    """Return how sure a place is; empty for a lab that is no fit, since its place says nothing."""
    certainty = sure.get(line.mentor_id) if sure else None
    if certainty is None or line.strength == "none":
        return Html("")
    return tag(
        "span",
        certainty.verdict,
        cls=f"m-sure m-{certainty.verdict.replace(' ', '-')}",
        title=certainty_sentence(certainty),
    )


def _row(line: RankedMentor, mentor: Profile, why: str, sure: Html) -> Html:
    note, compared = session.visit().notes.get(mentor.id), mentor.id in picks.compared()
    spoken = f"Compare {mentor.name} with another"
    body = (
        tag("h3", control(mentor.name, "open", mentor.id, cls="m-link")),
        tag("p", why, cls="m-reason"),
        tag("p", " · ".join(facts(mentor)), cls="m-facts"),
        components.strength_bar(line.points, line.strength),
        components.chips(line.shared_terms) if line.shared_terms else "",
        tag("p", note, cls="m-own-note") if note else "",
    )
    side = (
        tag("div", components.strength_badge(line.strength), sure, cls="m-badges"),
        tag("div", components.score_text(line.score), cls="m-score"),
        tag(
            "div",
            picks.star(mentor),
            components.toggle("Compare", compared, "compare", mentor.id, spoken=spoken, cls="m-small"),
            cls="m-tools",
        ),
    )
    return tag(
        "li",
        tag("div", str(line.rank), cls="m-rank", title="place in the ranking"),
        tag("div", *body, cls="m-body"),
        tag("div", *side, cls="m-side"),
        cls="m-line",
    )


def compare_html(model: MatchModel, applicant: Profile, weights: Mapping[str, float], mentor_ids: list[str]) -> Html:
    """Return two mentors beside each other; for one mentor, a note to choose another."""
    if len(mentor_ids) == 1:
        text = f"{model.mentor(mentor_ids[0]).name}: choose “Compare” on another lab to see both side by side."
        return tag("p", text, control("Cancel", "uncompare", cls="m-small"), cls="m-note", role="status")
    explained = (model.explain(applicant, mentor_id, weights) for mentor_id in mentor_ids)
    first, second = sides = sorted(explained, key=lambda side: -side.score)
    comparison = difference(first, second)
    title = f"Why {first.mentor_name} stands above {second.mentor_name}"
    head = (tag("th", name, scope="col") for name in ("Points", *(side.mentor_name for side in sides), "Difference"))
    about = _line("About", *(" · ".join(facts(model.mentor(side.mentor_id))) for side in sides), "")
    table = tag("table", tag("thead", tag("tr", *head)), tag("tbody", *_rows(comparison), about))
    shown = tag("h2", title, tabindex="-1", data_focus="both")
    return tag(
        "section",
        tag("div", shown, control("Close", "uncompare", cls="m-small"), cls="m-compare-head"),
        tag("p", comparison_sentence(comparison), cls="m-facts"),
        tag("div", table, cls="m-scroll", tabindex="0", role="region", aria_label=title),
        cls="m-compare",
    )


def _rows(comparison: Comparison) -> list[Html]:
    both = (comparison.first, comparison.second)
    longest = max(abs(points) for side in both for _, points in side.contributions)
    scores = (tag("b", f"{side.score:.3f}") for side in both)
    rows = [_line("Score", *scores, tag("b", points_text(comparison.gap, "+")))]
    for facet, gap in comparison.contributions:
        cells = (_cell(side, facet, longest) for side in both)
        pairs = {reason.label for side in both for reason in side.of(facet) if reason.sentences}
        main = [part for part in comparison.reasons if part.facet == facet and part.label not in pairs]
        detail = ", ".join(f"{_short(reason)} {points_text(reason.points, '+')}" for reason in main[:_MAIN])
        rows.append(_line(spec_of(facet).label, *cells, tag("b", points_text(gap, "+")), detail=detail))
    return rows


def _short(reason: Reason) -> str:
    """Return a reason in a few words; for a pair of sentences the mentor's, since the applicant's are the same."""
    if reason.sentences is None or spec_of(reason.facet).is_penalty:
        return clipped(reason.label, _CLIPPED)
    return f"“{clipped(reason.sentences[1], _CLIPPED)}”"


def _line(name: str, *cells: str, detail: str = "") -> Html:
    last = len(cells) - 1
    return tag(
        "tr",
        tag("th", name, scope="row"),
        *(tag("td", cell, tag("small", detail) if place == last else "") for place, cell in enumerate(cells)),
    )


def _cell(explanation: Explanation, facet: str, longest: float) -> Html:
    points = dict(explanation.contributions)[facet]
    reasons = ", ".join(map(_short, explanation.largest(facet, _MAIN)[0]))
    bar = "" if spec_of(facet).is_penalty else stacked_bar({facet: points}, longest)
    return tag("div", tag("b", points_text(points)), bar, tag("small", reasons))
