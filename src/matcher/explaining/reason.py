"""One plain sentence for a place in a ranking: what both sides work on, and what else the mentor names."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from matcher.explaining.pairs import CLOSE
from matcher.explaining.subjects import shared_subjects
from matcher.explaining.words import Text
from matcher.model import MatchModel
from matcher.ranking.top_k import REFUSED
from matcher.records import Profile, RankedMentor
from matcher.text.profile_text import interest_phrases
from matcher.text.tokens import stems as stems_of

NOTHING_SHARED = "Your texts have nothing in common."
NOTHING_COUNTS = "What counts of your text has nothing in common with theirs."
"""The reasons for a mentor that is not in the ranking; the second if a part of the statement does not count."""

_REFUSES = "; but one of you does not want what the other is about."
_CLIPPED = 110
_REASONS, _SHARED_BONUS = 3, 0.1
"""How many subjects and near interests are named; what a shared word adds to the cosine of an interest that has it."""


def reasons(
    model: MatchModel, applicant: Profile, lines: Iterable[RankedMentor], weights: Mapping[str, float] | None = None
) -> dict[str, str]:
    """Return a sentence on why each mentor is in a ranking, by id.

    It names what both sides wrote: the shared terms of the line, each as the longest phrase that both have. If these
    are single words, which may be ambiguous, or fewer than three, it also names interests near to the statement.

    Examples
    --------
    >>> pool = [Profile("reef", "", "coral reefs; underwater sound; hydrophones"), Profile("type", "", "compilers")]
    >>> model = MatchModel().fit(pool)
    >>> reasons(model, Profile("zoe", statement="I film coral reefs."), model.rank("I film coral reefs.")[0])["reef"]
    'You both work on coral reefs; they also name underwater sound, which your text does not mention.'
    """
    yours = Text.of(f"{applicant.interests}\n{applicant.statement}")
    by_id = {line.mentor_id: _Shared(yours, model.mentor(line.mentor_id), line) for line in lines}
    needing_more = [id_ for id_, shared in by_id.items() if shared.is_vague or len(shared.subjects) < _REASONS]
    close = model.closest_sentences(applicant, needing_more, weights)
    return {id_: shared.sentence(close.get(id_, [])) for id_, shared in by_id.items()}


class _Shared:
    """What an applicant and a mentor of a ranking have in common, and a sentence about it."""

    def __init__(self, yours: Text, mentor: Profile, line: RankedMentor) -> None:
        self.line, self.your_stems = line, set(yours.stems)
        self.interests = {phrase: stems_of(phrase) for phrase in interest_phrases(mentor.interests)}
        theirs = Text.of(f"{mentor.interests}\n{mentor.statement}")
        self.subjects, self.modifiers = shared_subjects(yours, theirs, self.interests, line.shared_terms)

    @cached_property
    def is_vague(self) -> bool:
        """True if only single words are shared, and none of them is a whole interest of the mentor."""
        whole = {stems[0] for stems in self.interests.values() if len(stems) == 1}
        return not any(len(stems) > 1 or stems[0] in whole for stems in map(stems_of, self.subjects))

    @property
    def is_refused(self) -> bool:
        """True if one side does not want the subject of the other."""
        return self.line.points.get("avoid", 0.0) < -REFUSED

    def sentence(self, close: Sequence[tuple[str, str, float]]) -> str:
        """Return the reason; `close` are the pairs of a sentence and an interest, or one pair of sentences, that are
        closest in meaning, with their cosines.
        """
        near = self._near(close)
        if self.line.strength == "none" and self.is_vague:
            shared = "Only single words" if self.subjects or self.modifiers else "Nothing specific"
            if close and near and close[0][2] >= CLOSE and not self.is_refused:
                are = "are their interests in" if len(near) > 1 else "is their interest in"
                return f"{shared} in common; nearest to your “{_clipped(close[0][0])}” {are} {_listed(near)}."
            subject = (near or list(self.interests) or [""])[0]
            return f"{shared} in common{subject and f'; they work on {subject}'}{_REFUSES if self.is_refused else '.'}"
        is_named = bool(self.subjects or self.modifiers or close)
        return self._first_half(close, near) + self._second_half(near, "also " * is_named)

    def _near(self, close: Sequence[tuple[str, str, float]]) -> list[str]:
        """Return interests near to the statement that are not named as subjects.

        They fill up the subjects to three; with vague subjects there is at least one. Without closeness in meaning, the
        first interest that has a shared word is taken.
        """
        subjects = [stems_of(subject) for subject in self.subjects]
        named = {stem for stems in subjects for stem in stems}
        single = {stems[0] for stems in subjects if len(stems) == 1}
        cosines = {theirs: cosine for _, theirs, cosine in close if theirs in self.interests}
        closeness = {
            phrase: cosine + _SHARED_BONUS * (not single.isdisjoint(self.interests[phrase]))
            for phrase, cosine in cosines.items()
        }
        near = [phrase for phrase in cosines if closeness[phrase] >= CLOSE] or list(cosines)[: int(self.is_vague)]
        near.sort(key=lambda phrase: -closeness[phrase])
        if self.is_vague and not close:
            shared = {stem for term in self.line.shared_terms for stem in stems_of(term)}
            near = [phrase for phrase, stems in self.interests.items() if shared & set(stems)][:1]
        near = [phrase for phrase in near if not named.issuperset(self.interests[phrase])]
        return near[: max(_REASONS - len(self.subjects or self.modifiers), int(self.is_vague))]

    def _first_half(self, close: Sequence[tuple[str, str, float]], near: list[str]) -> str:
        nearest = near and f". Their nearest interest{'s are' if len(near) > 1 else ' is'} {_listed(near)}"
        if self.subjects:
            weak = self.line.strength in {"none", "weak"}
            verb = "mention" if weak else "write about" if self.is_vague and near else "work on"
            return f"You both {verb} {_listed(self.subjects)}{nearest or ''}"
        if self.modifiers:
            return f"You both say {_listed([f'“{word}”' for word in self.modifiers])}{nearest or ''}"
        if not close:
            return "Your texts share a wider theme, but no specific word"
        yours, theirs = (f"“{_clipped(side)}”" for side in close[0][:2])
        what = f"interest{'s' if len(near) > 1 else ''} in {_listed(near)}" if near else theirs
        return f"You share no specific word, but your {yours} is near to their {what}"

    def _second_half(self, near: list[str], also: str) -> str:
        if self.is_refused:
            return _REFUSES
        unshared = (phrase for phrase, stems in self.interests.items() if self.your_stems.isdisjoint(stems))
        first = next((phrase for phrase in unshared if phrase not in near), "")
        return f"; they {also}name {first}, which your text does not mention." if first else "."


def _clipped(text: str) -> str:
    flat = " ".join(text.split()).strip("-*•. ")
    return flat if len(flat) <= _CLIPPED else flat[: _CLIPPED - 1].rstrip() + "…"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
