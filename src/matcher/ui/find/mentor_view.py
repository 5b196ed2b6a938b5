"""One mentor beside the statement: what the score is made of, and both texts with the shared words marked."""

from collections.abc import Mapping, Sequence

from matcher.explaining import find_gaps
from matcher.model import MatchModel
from matcher.pages.sentences import HONESTY
from matcher.records import Explanation, Profile, RankedMentor
from matcher.registry import facet_names, spec_of
from matcher.text.profile_text import profile_text
from matcher.ui import session
from matcher.ui.components import control, marked_text, stacked_bar, strength_bar, swatch, toggle
from matcher.ui.find.pairs_view import pairs_html
from matcher.ui.markup import Html, tag
from matcher.ui.weight_sliders import percents
from matcher.wording import facts

_MAIN = 5


def mentor_html(
    model: MatchModel, applicant: Profile, ranking: Sequence[RankedMentor], weights: Mapping[str, float], opened: str
) -> Html:
    """Return the view of a mentor; one who has left the ranking stays open and says so."""
    mentor = model.mentor(opened)
    explanation = model.explain(applicant, mentor.id, weights)
    main = [reason for facet in facet_names() for reason in explanation.largest(facet, _MAIN)[0]]
    telling = "\n".join(reason.label for reason in main)
    lost = dict(explanation.contributions)["avoid"]
    return tag(
        "article",
        _steps(mentor, [line.mentor_id for line in ranking]),
        _head(mentor, explanation, ranking),
        pairs_html(model, applicant, mentor, weights),
        tag("div", *(_facet(explanation, facet, weights) for facet in facet_names()), cls="m-facets"),
        *([_lost(explanation, lost)] if lost else []),
        _missing(model, applicant, weights, opened),
        _next_step(mentor),
        _KEY,
        tag("div", _yours(applicant, mentor, telling), _theirs(applicant, mentor, telling), cls="m-pair"),
        cls="m-view",
    )


def _steps(mentor: Profile, ids: Sequence[str]) -> Html:
    """Return the way back to the ranking, and to its neighbours."""
    place = ids.index(mentor.id) if mentor.id in ids else None

    def step(label: str, distance: int) -> Html:
        there = None if place is None or not 0 <= place + distance < len(ids) else ids[place + distance]
        return control(label, "open", there or "", data_focus=label, **({} if there else {"disabled": "disabled"}))

    return tag(
        "nav",
        control("← Back to the ranking", "close", data_focus="back"),
        step("Previous", -1),
        step("Next", 1),
        cls="m-steps",
        aria_label="Labs of the ranking",
    )


def _head(mentor: Profile, explanation: Explanation, ranking: Sequence[RankedMentor]) -> Html:
    line = next((line for line in ranking if line.mentor_id == mentor.id), None)
    starred = mentor.id in session.stars()
    spoken = f"{'Take off' if starred else 'Put on'} the shortlist: {mentor.name}"
    return tag(
        "header",
        tag(
            "div",
            tag(
                "div",
                tag("h2", mentor.name, tabindex="-1", data_focus="head"),
                tag("p", " · ".join(facts(mentor)), cls="m-facts"),
            ),
            toggle("★" if starred else "☆", starred, "star", mentor.id, spoken=spoken, cls="m-star"),
            tag("div", f"{explanation.score:.3f}", tag("small", _place(line, ranking)), cls="m-score"),
        ),
        *([] if line else [tag("p", _GONE, cls="m-note", role="status")]),
        strength_bar(dict(explanation.contributions), line.strength if line else None),
        cls="m-mentor",
    )


def _place(line: RankedMentor | None, ranking: Sequence[RankedMentor]) -> str:
    return f"no. {line.rank} of {len(ranking)}" if line else ""


def _missing(model: MatchModel, applicant: Profile, weights: Mapping[str, float], opened: str) -> Html:
    """Return what this mentor writes about and the statement does not, on demand: it is scored again many times."""
    if session.gaps_asked() != opened:
        return tag("p", control("What is not in your text?", "gaps", opened, cls="m-small"))
    gaps = find_gaps(model, applicant, opened, weights=weights)
    nothing = tag("p", "Nothing that would add points.", cls="m-facts")
    terms = tag("div", *(tag("span", one.label) for one in gaps.missing), cls="m-chips")
    return tag(
        "section",
        tag("h3", "Not found in your text", tabindex="-1", data_focus=f"gaps {opened}"),
        terms if gaps.missing else nothing,
        tag("p", HONESTY, cls="m-facts"),
        cls="m-missing",
    )


def _next_step(mentor: Profile) -> Html:
    """Return how to get in touch, and the place for a private note."""
    link = tag("a", mentor.url, href=mentor.url, rel="noopener noreferrer", target="_blank")
    known = mentor.url.startswith(("https://", "http://"))
    contact = tag("p", "Their page: ", link) if known else tag("p", mentor.url) if mentor.url else ""
    field = tag(
        "textarea",
        session.note(mentor.id),
        data_act="note",
        data_value=mentor.id,
        data_focus=f"note {mentor.id}",
        id="m-note",
        rows="2",
        maxlength="2000",
    )
    return tag(
        "section",
        tag("h3", "Next step"),
        contact,
        tag(
            "p", "Say which of their projects yours would join, and ask for a talk; a reason above can open the letter."
        ),
        tag("label", "Private note (stays in this visit)", for_="m-note"),
        field,
        cls="m-next",
    )


_KEY = tag(
    "div",
    tag("span", tag("mark", "Filled", cls="m-strong"), " words add most to the score"),
    tag("span", tag("mark", "underlined"), " ones are shared too"),
    cls="m-pair-key",
)
_GONE = "With these settings this lab is no longer in the ranking; what it would score is still shown."


def _facet(explanation: Explanation, facet: str, weights: Mapping[str, float]) -> Html:
    reasons, rest = explanation.largest(facet, _MAIN)
    points = dict(explanation.contributions)[facet]
    longest = max((abs(reason.points) for reason in explanation.of(facet)), default=0.0)
    n_more = len(explanation.of(facet)) - len(reasons)
    lines = [_reason(reason.label, reason.points, longest, facet) for reason in reasons]
    if n_more:
        lines.append(_reason(f"{n_more} more", rest, 0.0, facet))
    return tag(
        "section",
        tag("h3", swatch(facet), spec_of(facet).label, tag("b", f"{points:.3f}")),
        tag("p", f"{spec_of(facet).help} Weight {percents(weights)[facet]}%.", cls="m-facts"),
        tag("ul", *lines) if lines else tag("p", "Nothing shared here.", cls="m-facts"),
    )


def _lost(explanation: Explanation, points: float) -> Html:
    words = ", ".join(reason.label for reason in explanation.largest("avoid", _MAIN)[0])
    text = f" {points:.3f} points: one of you does not want what the other is about ({words}).".replace("-", "−")
    return tag("p", tag("b", spec_of("avoid").label), text, cls="m-avoid")


def _reason(label: str, points: float, longest: float, facet: str) -> Html:
    return tag(
        "li",
        tag("span", label),
        tag("b", f"{points:.3f}".replace("-", "−")),
        stacked_bar({facet: max(points, 0.0)}, longest) if longest else "",
    )


def _yours(applicant: Profile, mentor: Profile, telling: str) -> Html:
    text = "\n\n".join(part for part in (applicant.interests, applicant.statement) if part.strip())
    return tag(
        "section",
        tag("h3", "You write"),
        tag("div", marked_text(text, profile_text(mentor).said, telling), cls="m-text"),
        cls="m-yours",
    )


def _theirs(applicant: Profile, mentor: Profile, telling: str) -> Html:
    yours = profile_text(applicant).said
    wishes = [phrase for line in mentor.interests.splitlines() for phrase in line.split(";") if phrase.strip()]
    return tag(
        "section",
        tag("h3", "They write"),
        tag("div", *(tag("span", marked_text(phrase, yours, telling)) for phrase in wishes), cls="m-chips m-wishes"),
        *([tag("p", tag("b", "They do not want: "), mentor.avoid, cls="m-avoid")] if mentor.avoid.strip() else []),
        tag("div", marked_text(mentor.statement, yours, telling), cls="m-text"),
        *_projects(mentor, yours, telling),
    )


def _projects(mentor: Profile, yours: str, telling: str) -> list[Html]:
    if not mentor.evidence:
        return []
    return [
        tag("h4", "Past projects"),
        *(
            tag(
                "div",
                tag(
                    "h5", marked_text(piece.title, yours, telling), tag("small", f" {piece.year}") if piece.year else ""
                ),
                tag("div", marked_text(piece.text, yours, telling), cls="m-text"),
                cls="m-project",
            )
            for piece in mentor.evidence
        ),
    ]
