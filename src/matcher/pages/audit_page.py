"""An audit as one page: first the questions and answers in words, then the numbers, then the limits."""

from collections import Counter
from collections.abc import Sequence

from matcher.auditing import records
from matcher.auditing.records import Audit, Example, Exposed, Exposure, Groups, Language, Length
from matcher.pages.markup import Html, bars, bullets, dots, page, ranges, section, table, tag
from matcher.wording import counted


def audit_page(audit: Audit, card: str = "") -> str:
    """Return the page; `card` is a line that describes what was audited."""
    return page(
        "What this ranking does to applicants",
        tag("h1", "What this ranking does to applicants"),
        tag("p", _lead(audit), cls="lead"),
        tag("p", card, cls="quiet") if card else "",
        tag("div", *(tag("div", tag("b", n), text, cls=f"card {cls}") for n, text, cls in _cards(audit)), cls="cards"),
        _swaps(audit),
        _exposure(audit.exposure, audit.n_mentors),
        _length(audit.length),
        _groups(audit.groups) if audit.groups else "",
        _language(audit.language, audit.k),
        section("What this page does not show", bullets(records.NOT_SHOWN)),
    )


def _lead(audit: Audit) -> str:
    unknown = f" Of {counted(audit.n_unknown, 'applicant')} the pool knows nothing." if audit.n_unknown else ""
    return (
        f"{counted(audit.n_applicants, 'applicant')} were ranked against {counted(audit.n_mentors, 'mentor')}. "
        "The same statements were ranked again with another name, origin, university or gap, and in plainer words. "
        f"A fair reader's list should not move.{unknown}"
    )


def _cards(audit: Audit) -> list[tuple[str, str, str]]:
    """Return the headline numbers, the text of each, and the CSS class of its card."""
    tried = sum(swap.n_comparisons for swap in audit.swaps)
    verdict = "bad" if audit.n_first_changed else "good"
    swaps = f"swaps of identity change who is in a first {audit.k}"
    never = f"{len(audit.exposure.never)} of {audit.n_mentors:,}"
    length = audit.length.correlation
    return [
        (f"{audit.n_first_changed} of {tried:,}", swaps, verdict),
        (f"{audit.language.mean_overlap:.0%}", f"of the first {audit.k} stay when the wording is plainer", ""),
        (never, f"mentors are in nobody's first {audit.exposure.k}", ""),
        (f"{length.value:+.2f}" if length else "–", "correlation of length and best score", ""),
    ]


def _swaps(audit: Audit) -> Html:
    changed = f"first {audit.k} changed"
    header = ["swapped", "statements", "pairs", "largest change of a score", changed, "only reordered"]
    rows = [
        (
            swap.kind,
            *(f"{n:,}" for n in (swap.n_applicants, swap.n_comparisons)),
            f"{swap.largest_change:.4f}",
            *(f"{n:,}" for n in (swap.n_first_changed, swap.n_order_changed)),
        )
        for swap in audit.swaps
    ]
    return section(
        "Does it matter who somebody is?",
        tag("p", records.swap_sentence(audit.swaps, audit.k)),
        table(header, rows, numbers=range(1, 6)),
        tag(
            "p",
            "Each statement is ranked twice, the two versions differ in one thing: a line put before it, or a word of "
            "its own. What most people would write of themselves does not count at all; in other words it may be read "
            "as a part of the text, and a close call may tip. Scores lie between 0 and 1.",
        ),
        *_worst([example for swap in audit.swaps for example in swap.worst]),
    )


def _worst(examples: Sequence[Example]) -> list[Html]:
    moved = sorted(examples, key=lambda example: (-len(example.left), -example.size))[:5]
    if not moved:
        return []
    header = ["applicant", "change", "mentor whose score moved most", "before", "after", "enters", "leaves"]
    rows = [
        (
            *example[:3],
            *(f"{score:.4f}" for score in (example.before, example.after)),
            *(", ".join(ids) or "–" for ids in (example.entered, example.left)),
        )
        for example in moved
    ]
    return [tag("h3", "The largest changes"), table(header, rows, numbers=(3, 4))]


def _exposure(exposure: Exposure, n_mentors: int) -> Html:
    shown = Counter(min(mentor.n, 9) for mentor in exposure.mentors)
    shown[0] = len(exposure.never)
    heights = [(f"{n}+" if n == 9 else str(n), float(shown[n])) for n in range(max(shown) + 1)]
    often = "Shown far more often than an even deal"
    hubs = [tag("h3", often), _mentors(exposure.hubs, exposure.n_rankings)] if exposure.hubs else []
    return section(
        "Who is shown?",
        tag(
            "p",
            f"{counted(len(exposure.never), 'mentor')} of {n_mentors:,} are in nobody's first {exposure.k}. "
            f"The Gini coefficient is {exposure.gini:.2f}; dealing out the places at random gives about "
            f"{exposure.gini_even:.2f}. 0 means that all are shown alike, 1 that one has every place.",
        ),
        _figure(
            bars(heights, "Mentors by how often they are shown", f"times in a first {exposure.k}"),
            "How many mentors are shown how often.",
        ),
        *hubs,
        tag("h3", "Shown most often"),
        _mentors(exposure.mentors[:10], exposure.n_rankings),
    )


def _mentors(mentors: Sequence[Exposed], n_rankings: int) -> Html:
    rows = [
        (name or mentor_id, mentor_id, f"{shown}", f"{shown / max(1, n_rankings):.0%}")
        for mentor_id, name, shown in mentors
    ]
    return table(["mentor", "id", "shown", "of all applicants"], rows, numbers=(2, 3))


def _length(length: Length) -> Html:
    return section(
        "Does a longer statement score higher?",
        tag("p", records.length_sentence(length)),
        _figure(
            dots([(float(n), score) for n, score in length.points], "Words and best score", "words", "best score"),
            "Each dot is an applicant.",
        ),
    )


def _groups(groups: Groups) -> Html:
    header = ["group", "applicants", "mean best score", "gap to the others", "nDCG@10", "gap"]
    rows = [
        (
            group.name,
            f"{group.n:,}",
            f"{group.best.value:.3f}",
            _range(group.gap),
            f"{group.quality.value:.3f}" if group.quality else "–",
            _range(group.quality_gap),
        )
        for group in groups.groups
    ]
    gaps = [(group.name, *group.gap) for group in groups.groups]
    none = tag("p", "No group is large enough to say anything.")
    return section(
        f"Do groups differ? ({groups.column})",
        table(header, rows, numbers=range(1, 6)) if rows else none,
        _figure(ranges(gaps, "Gaps in the best score", "mean best score, group minus all others"), _GAPS)
        if gaps
        else "",
        *(tag("p", note, cls="note") for note in records.group_notes(groups)),
    )


_GAPS = "Dots are gaps, lines their 95 % bootstrap intervals. A line that crosses 0 shows no difference."


def _range(interval: tuple[float, float, float] | None) -> str:
    return "{:+.3f} ({:+.3f} to {:+.3f})".format(*interval) if interval else "–"


def _language(language: Language, k: int) -> Html:
    same = "The same statements without articles, in short sentences and simple tenses; all subject words stay."
    said = (tag("p", text) for text in (records.language_sentence(language, k), same))
    return section("Does plain English cost places?", *said, *_worst(language.worst))


def _figure(chart: Html, caption: str) -> Html:
    return tag("figure", chart, tag("figcaption", caption))
