"""An audit as one page for a dean: first what was asked and the answer in words, then the numbers, then the limits."""

from collections import Counter
from collections.abc import Sequence

from matcher.auditing.records import NOT_SHOWN, Audit, Example, Exposure, Groups, Language, Length
from matcher.auditing.sentences import group_notes, language_sentence, length_sentence, swap_sentence
from matcher.pages.charts import bars, dots, ranges
from matcher.pages.markup import Html, bullets, cards, figure, page, paragraph, section, table, tag
from matcher.wording import counted


def audit_page(audit: Audit, card: str = "") -> str:
    """Return the page; `card` is a line on what was audited."""
    return page(
        "What this ranking does to applicants",
        tag("h1", "What this ranking does to applicants"),
        tag("p", _lead(audit), cls="lead"),
        *([tag("p", card, cls="quiet")] if card else []),
        cards(_headlines(audit)),
        _swaps(audit),
        _exposure(audit.exposure, audit.n_mentors),
        _length(audit.length),
        *([_groups(audit.groups)] if audit.groups else []),
        _language(audit.language, audit.k),
        section("What this page does not show", bullets(NOT_SHOWN)),
    )


def _lead(audit: Audit) -> str:
    unknown = f" Of {counted(audit.n_unknown, 'applicant')} the pool knows nothing." if audit.n_unknown else ""
    return (
        f"{counted(audit.n_applicants, 'applicant')} were ranked against {counted(audit.n_mentors, 'mentor')}. "
        "The same statements were ranked again with another name, origin, university or gap, and in plainer words. "
        f"A fair reader's list should not move.{unknown}"
    )


def _headlines(audit: Audit) -> list[tuple[str, str, str]]:
    tried = sum(swap.n_comparisons for swap in audit.swaps)
    changed = audit.n_first_changed
    never = len(audit.exposure.never)
    return [
        (
            f"{changed} of {tried:,}",
            f"swaps of identity change who is in a first {audit.k}",
            "bad" if changed else "good",
        ),
        (f"{audit.language.mean_overlap:.0%}", f"of the first {audit.k} stay when the wording is plainer", ""),
        (f"{never} of {audit.n_mentors:,}", f"mentors are in nobody's first {audit.exposure.k}", ""),
        (_signed(audit.length.correlation.value) if audit.length.correlation else "–", "length and best score", ""),
    ]


def _swaps(audit: Audit) -> Html:
    header = [
        "swapped",
        "statements",
        "pairs",
        "largest change of a score",
        f"first {audit.k} changed",
        "only reordered",
    ]
    rows = [
        (
            swap.kind,
            f"{swap.n_applicants:,}",
            f"{swap.n_comparisons:,}",
            f"{swap.largest_change:.4f}",
            f"{swap.n_first_changed:,}",
            f"{swap.n_order_changed:,}",
        )
        for swap in audit.swaps
    ]
    return section(
        "Does it matter who somebody is?",
        paragraph(swap_sentence(audit.swaps, audit.k)),
        table(header, rows, numbers=range(1, 6)),
        paragraph(
            "Each statement is ranked twice, the two versions differ in one thing: a line put before it, or a word of "
            "its own. What most people would write of themselves does not count at all; in other words it may be read "
            "as a part of the text, and a close call may tip. Scores lie between 0 and 1."
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
            example.applicant_id,
            example.change,
            example.mentor_id,
            f"{example.before:.4f}",
            f"{example.after:.4f}",
            ", ".join(example.entered) or "–",
            ", ".join(example.left) or "–",
        )
        for example in moved
    ]
    return [tag("h3", "The largest changes"), table(header, rows, numbers=(3, 4))]


def _exposure(exposure: Exposure, n_mentors: int) -> Html:
    shown = Counter(min(mentor.n, 9) for mentor in exposure.mentors)
    shown[0] = len(exposure.never)
    heights = [(f"{n}+" if n == 9 else str(n), float(shown[n])) for n in range(max(shown) + 1)]
    hubs = (
        [tag("h3", "Shown far more often than an even deal"), table(*_mentors(exposure.hubs, exposure.n_rankings))]
        if exposure.hubs
        else []
    )
    return section(
        "Who is shown?",
        paragraph(
            f"{counted(len(exposure.never), 'mentor')} of {n_mentors:,} are in nobody's first {exposure.k}. "
            f"The Gini coefficient is {exposure.gini:.2f}; dealing out the places at random gives about "
            f"{exposure.gini_even:.2f}. 0 means that all are shown alike, 1 that one has every place."
        ),
        figure(
            bars(heights, "Mentors by how often they are shown", f"times in a first {exposure.k}"),
            "How many mentors are shown how often.",
        ),
        *hubs,
        tag("h3", "Shown most often"),
        table(*_mentors(exposure.mentors[:10], exposure.n_rankings)),
    )


def _mentors(
    mentors: Sequence[tuple[str, str, int]], n: int
) -> tuple[list[str], list[tuple[str, ...]], tuple[int, int]]:
    rows: list[tuple[str, ...]] = [
        (name or mentor_id, mentor_id, f"{shown}", f"{shown / max(1, n):.0%}") for mentor_id, name, shown in mentors
    ]
    return ["mentor", "id", "shown", "of all applicants"], rows, (2, 3)


def _length(length: Length) -> Html:
    return section(
        "Does a longer statement score higher?",
        paragraph(length_sentence(length)),
        figure(
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
            *_qualities(group.quality, group.quality_gap),
        )
        for group in groups.groups
    ]
    gaps = [(group.name, *group.gap) for group in groups.groups]
    drawn = (
        [figure(ranges(gaps, "Gaps in the best score", "mean best score, group minus all others"), _GAPS)]
        if gaps
        else []
    )
    return section(
        f"Do groups differ? ({groups.column})",
        *(
            [table(header, rows, numbers=range(1, 6))]
            if rows
            else [paragraph("No group is large enough to say anything.")]
        ),
        *drawn,
        *(tag("p", note, cls="note") for note in group_notes(groups)),
    )


_GAPS = "Dots are gaps, lines their 95 % bootstrap intervals. A line that crosses 0 shows no difference."


def _qualities(quality: tuple[float, float, float] | None, gap: tuple[float, float, float] | None) -> tuple[str, str]:
    return (f"{quality[0]:.3f}" if quality else "–", _range(gap) if gap else "–")


def _range(interval: tuple[float, float, float]) -> str:
    value, low, high = interval
    return f"{value:+.3f} ({low:+.3f} to {high:+.3f})"


def _language(language: Language, k: int) -> Html:
    return section(
        "Does plain English cost places?",
        paragraph(language_sentence(language, k)),
        paragraph(
            "The same statements without articles, in short sentences and simple tenses; all subject words stay."
        ),
        *_worst(language.worst),
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}"
