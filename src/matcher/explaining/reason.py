"""One plain sentence for a place in a ranking: what both sides work on, and what the other side names besides."""

import re
from collections.abc import Collection, Iterator, Sequence

from matcher.records import Contribution, Profile
from matcher.text.tokens import Span, spans

_SUBJECTS = 3
_LONGEST = 4
_CLIPPED = 110
_JOINT = re.compile(r"[\s-]{1,2}")


def reason(
    applicant: Profile,
    mentor: Profile,
    shared_terms: Sequence[str],
    contributions: Sequence[Contribution] = (),
    strength: str | None = None,
    close: tuple[str, str] | None = None,
) -> str:
    """Return why a mentor is in the ranking, in words that the two sides wrote.

    Parameters
    ----------
    shared_terms
        The terms that add most, as a ranking shows them.
    contributions
        The points of each facet: where no term is shared they tell what is.
    strength
        How strong the match is in itself. Of a weak one it is not said that both work on something; where it is
        "none" and no term is shared, no closeness in meaning is claimed.
    close
        The sentences of both sides that are closest in meaning, to be shown where no term tells.

    Examples
    --------
    >>> zoe = Profile("zoe", statement="I film coral reefs.")
    >>> reason(zoe, Profile("reef", interests="coral reefs; hydrophones"), ["coral reefs"])
    'You both work on coral reefs; they also name hydrophones, which your text does not mention.'
    >>> reason(zoe, Profile("type", interests="type systems; compilers"), [], strength="none")
    'Nothing specific in common; they work on type systems.'
    """
    text = f"{applicant.interests}\n{applicant.statement}"
    subjects = _subjects(text, f"{mentor.interests}\n{mentor.statement}", shared_terms)
    points = dict(contributions)
    if strength == "none" and not subjects:
        interest = next((phrase for phrase, _ in _interests(mentor)), "")
        return f"Nothing specific in common{f'; they work on {interest}' if interest else ''}."
    shown = close[1] if close and not subjects else ""
    return _first_half(subjects, points, strength, close) + _second_half(text, mentor, points, shown)


def _first_half(
    subjects: Sequence[str], points: dict[str, float], strength: str | None, close: tuple[str, str] | None
) -> str:
    if subjects:
        verb = "mention" if strength in {"none", "weak"} else "work on"
        return f"You both {verb} {_listed(subjects)}"
    if points.get("semantic", 0.0) > 0:
        near = " and ".join(f"“{_clipped(side)}”" for side in close or ())
        return f"Close in meaning, though no telling word stands in both{': ' if near else ''}{near}"
    return "Your texts share a wider theme, though no telling word stands in both"


def _clipped(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _CLIPPED else flat[: _CLIPPED - 1].rstrip() + "…"


def _second_half(text: str, mentor: Profile, points: dict[str, float], shown: str) -> str:
    if points.get("avoid", 0.0) < -0.005:
        return "; but one of you does not want what the other is about."
    missing = missing_interest(text, mentor)
    if not missing or missing in shown:
        return "."
    return f"; they also name {missing}, which your text does not mention."


def missing_interest(text: str, mentor: Profile) -> str:
    """Return the first phrase of a mentor's interests of which a text holds no word; "" where there is none."""
    said = {span.stem for span in spans(text)}
    return next((phrase for phrase, stems in _interests(mentor) if not stems & said), "")


def _interests(mentor: Profile) -> Iterator[tuple[str, set[str]]]:
    """Yield the phrases of a mentor's interests that hold a word, each with its stems."""
    for phrase in re.split(r"[;\n]", mentor.interests):
        if stems := {span.stem for span in spans(phrase)}:
            yield " ".join(phrase.split()), stems


def _subjects(text: str, other: str, terms: Sequence[str]) -> list[str]:
    """Return shared terms as they stand in a text, each as long as both texts have it, none inside another."""
    said, theirs = spans(text), [span.stem for span in spans(other)]
    lower = set(re.findall(r"[^\W\d_]+", f"{text} {other}"))
    subjects: list[str] = []
    for term in terms:
        phrase = _grown(text, said, [span.stem for span in spans(term)], theirs, lower) or term
        stems = {span.stem for span in spans(phrase)}
        if not any(stems & {span.stem for span in spans(subject)} for subject in subjects):
            subjects.append(phrase)
    return subjects[:_SUBJECTS]


def _grown(text: str, said: Sequence[Span], term: Sequence[str], theirs: Sequence[str], lower: Collection[str]) -> str:
    """Return the longest run of words around a term, side by side in both texts, as the first one writes it."""
    best = ""
    for place in range(len(said) - len(term) + 1):
        if not term or [span.stem for span in said[place : place + len(term)]] != list(term):
            continue
        if not _stands(text, said, place, place + len(term)):
            continue
        start, end = place, place + len(term)
        grows = True
        while grows and end - start < _LONGEST:
            grows = False
            for first, last in ((start - 1, end), (start, end + 1)):
                if _stands(text, said, first, last) and _holds(theirs, [span.stem for span in said[first:last]]):
                    start, end, grows = first, last, True
                    break
        phrase = _in_case(" ".join(text[said[start].start : said[end - 1].end].split()), lower)
        if len(phrase) > len(best):
            best = phrase
    return best


def _in_case(phrase: str, lower: Collection[str]) -> str:
    """Return a phrase with the capitals of a heading or a sentence's first word taken off; names keep theirs.

    >>> _in_case("Programming in Python", {"programming", "in"})
    'programming in Python'
    """
    words = phrase.split(" ")
    return " ".join(word.lower() if word.istitle() and word.lower() in lower else word for word in words)


def _stands(text: str, said: Sequence[Span], first: int, last: int) -> bool:
    """Return whether words stand side by side, with nothing but a blank or a hyphen between them."""
    if first < 0 or last > len(said):
        return False
    run = said[first:last]
    return all(_JOINT.fullmatch(text[a.end : b.start]) for a, b in zip(run, run[1:], strict=False))


def _holds(stems: Sequence[str], run: Sequence[str]) -> bool:
    n = len(run)
    return any(list(stems[place : place + n]) == list(run) for place in range(len(stems) - n + 1))


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
