"""The ranking: one row per mentor with its score, what the score is made of, and the words both sides share."""

from collections.abc import Mapping, Sequence

from matcher.explaining import Certainty
from matcher.explaining.messages import certainty_sentence
from matcher.model import MatchModel
from matcher.pages.markup import Html, tag
from matcher.records import Profile, RankedMentor, Ranking
from matcher.ui import session
from matcher.ui.components import chips, control, legend, score_text, strength_badge, strength_bar, toggle
from matcher.ui.find import picks
from matcher.ui.find.settings_panel import SORTS
from matcher.ui.session import Settings
from matcher.wording import counted, facts

_NARROW = tag("small", "Weights and filters are behind » at the top left.", cls="m-narrow")
_MANNERS = "matcher ranks and explains; it does not decide about people."
_SAMPLE = " The labs of the sample pool are invented."
_SCALE = "A bar is as long as the match is strong, and coloured by what it rests on."
_NOTHING_FITS = (
    "None of these labs is a match in itself; the nearest are listed. Other labs, or another way to say what you are "
    "after, may help more than the order below."
)
_NOTED = 0.1
_LOST = "Loses points: one of you does not want what the other is about."


def ranking_html(
    model: MatchModel,
    applicant: Profile,
    ranking: Ranking,
    n_eligible: int,
    wanted: Settings,
    is_sample: bool,
) -> Html:
    """Return a ranking as one block, the best first or in another order."""
    sure = session.how_sure(model, applicant, wanted)
    why = session.reasons_of(model, applicant, ranking, wanted.weights)
    mentors = {line.mentor_id: model.mentor(line.mentor_id) for line in ranking}
    rows = []
    for line in ordered(ranking, mentors, wanted.sort):
        mentor = mentors[line.mentor_id]
        rows.append(_row(line, mentor, why[line.mentor_id], _certainty(sure, line.mentor_id)))
    ask = control("How sure is this order?", "sure", cls="m-small") if sure is None else Html("")
    return tag(
        "section",
        tag("h2", f"{len(ranking)} of {counted(n_eligible, 'lab')}", cls="m-count", role="status"),
        *([tag("p", tag("b", "Nothing here fits. "), _NOTHING_FITS, cls="m-note")] if ranking.fits is False else []),
        tag("div", legend(), tag("small", _SCALE), ask, _NARROW, cls="m-key"),
        tag("ol", *rows, cls="m-ranking"),
        tag("p", _MANNERS, _SAMPLE if is_sample else "", cls="m-foot"),
        cls="m-results",
    )


def _certainty(sure: Mapping[str, Certainty] | None, mentor_id: str) -> Html:
    one = sure.get(mentor_id) if sure else None
    if one is None:
        return Html("")
    return tag("span", one.verdict, cls=f"m-sure m-{one.verdict.replace(' ', '-')}", title=certainty_sentence(one))


def ordered(ranking: Sequence[RankedMentor], mentors: Mapping[str, Profile], sort: str) -> list[RankedMentor]:
    """Return a ranking in the order asked for, one of `SORTS`; among equals the better score comes first."""
    keys = {
        "name": lambda line: (line.mentor_name.casefold(), line.rank),
        "places": lambda line: (-(mentors[line.mentor_id].capacity or 0), line.rank),
    }
    return sorted(ranking, key=keys.get(sort, lambda line: line.rank)) if sort in SORTS else list(ranking)


def _row(line: RankedMentor, mentor: Profile, why: str, sure: Html) -> Html:
    note = picks.note(line.mentor_id)
    return tag(
        "li",
        tag("div", str(line.rank), cls="m-rank", title="place in the ranking"),
        tag(
            "div",
            tag("h3", control(line.mentor_name, "open", line.mentor_id, cls="m-link")),
            tag("p", why, cls="m-reason"),
            tag("p", " · ".join(facts(mentor)), cls="m-facts"),
            strength_bar(line.points, line.strength),
            chips(line.shared_terms) if line.shared_terms else "",
            *([tag("p", _LOST, cls="m-avoid")] if line.points["avoid"] <= -_NOTED * line.score else []),
            *([tag("p", note, cls="m-own-note")] if note else []),
            cls="m-body",
        ),
        tag(
            "div",
            tag("div", strength_badge(line.strength), sure, cls="m-badges"),
            tag("div", score_text(line.score), cls="m-score"),
            _tools(line),
            cls="m-side",
        ),
        cls="m-line",
    )


def _tools(line: RankedMentor) -> Html:
    starred, compared = line.mentor_id in picks.stars(), line.mentor_id in picks.compared()
    name = line.mentor_name
    star = f"{'Take off' if starred else 'Put on'} the shortlist: {name}"
    return tag(
        "div",
        toggle("★" if starred else "☆", starred, "star", line.mentor_id, spoken=star, cls="m-star"),
        toggle("Compare", compared, "compare", line.mentor_id, spoken=f"Compare {name} with another", cls="m-small"),
        cls="m-tools",
    )
