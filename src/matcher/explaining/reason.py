"""One plain sentence for a place in a ranking: what both sides work on, and what the other side names besides."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from matcher.explaining.pairs import CLOSE
from matcher.explaining.subjects import shared_subjects
from matcher.explaining.words import Text
from matcher.model import MatchModel
from matcher.ranking.strength import REFUSED
from matcher.records import Profile, RankedMentor
from matcher.text.profile_text import interest_phrases
from matcher.text.tokens import stems as stems_of

NOTHING_SHARED = "Your texts have nothing in common."
NOTHING_COUNTS = "What counts of your text has nothing in common with theirs."
"""The reason of a mentor who is in no ranking, the second where a part of the statement does not count."""

_REFUSES = "; but one of you does not want what the other is about."
_CLIPPED = 110
_REASONS, _HELD = 3, 0.1
"""So many subjects and near interests are named, and what a shared word adds to the cosine of an interest with it."""


def reasons(
    model: MatchModel, applicant: Profile, lines: Iterable[RankedMentor], weights: Mapping[str, float] | None = None
) -> dict[str, str]:
    """Return why each mentor of a ranking is in it, in a sentence, by id.

    A sentence names what both sides wrote: the shared terms of the line, each as long as both write it. Where these are
    single words, which may mean anything, or fewer than three, it names interests near to the statement, too.

    Examples
    --------
    >>> pool = [Profile("reef", "", "coral reefs; underwater sound; hydrophones"), Profile("type", "", "compilers")]
    >>> model = MatchModel().fit(pool)
    >>> reasons(model, Profile("zoe", statement="I film coral reefs."), model.rank("I film coral reefs.")[0])["reef"]
    'You both work on coral reefs; they also name underwater sound, which your text does not mention.'
    """
    yours = Text.of(f"{applicant.interests}\n{applicant.statement}")
    found = [_Shared(yours, model.mentor(line.mentor_id), line) for line in lines]
    asked = [one.line.mentor_id for one in found if one.is_vague or len(one.subjects) < _REASONS]
    close = model.closest_sentences(applicant, asked, weights)
    return {one.line.mentor_id: one.sentence(close.get(one.line.mentor_id, [])) for one in found}


class _Shared:
    """What an applicant and a mentor of a ranking have in common, and the sentence that says it."""

    def __init__(self, yours: Text, mentor: Profile, line: RankedMentor) -> None:
        self.line, self.said = line, set(yours.stems)
        self.interests = {phrase: stems_of(phrase) for phrase in interest_phrases(mentor.interests)}
        theirs = Text.of(f"{mentor.interests}\n{mentor.statement}")
        self.subjects, self.modifiers = shared_subjects(yours, theirs, self.interests, line.shared_terms)

    @cached_property
    def is_vague(self) -> bool:
        """True where only single words are shared, and none of them is a whole interest of the mentor's."""
        whole = {stems[0] for stems in self.interests.values() if len(stems) == 1}
        return not any(len(stems) > 1 or stems[0] in whole for stems in map(stems_of, self.subjects))

    @property
    def is_refused(self) -> bool:
        """True where one side does not want what the other is about."""
        return self.line.points.get("avoid", 0.0) < -REFUSED

    def sentence(self, close: Sequence[tuple[str, str, float]]) -> str:
        """Return the reason; `close` are sentences with the interests, or one sentence, closest in meaning."""
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
        """Return interests near to the statement, as many as subjects lack to three; of vague subjects at least one.

        Where nothing is compared in meaning, one that holds a shared word is near. None is named as a subject already.
        """
        subjects = [stems_of(subject) for subject in self.subjects]
        named, single = {stem for stems in subjects for stem in stems}, {one[0] for one in subjects if len(one) == 1}
        cosines = {theirs: cosine for _, theirs, cosine in close if theirs in self.interests}
        worth = {one: cosine + _HELD * (not single.isdisjoint(self.interests[one])) for one, cosine in cosines.items()}
        near = [one for one in cosines if worth[one] >= CLOSE] or list(cosines)[: int(self.is_vague)]
        near.sort(key=lambda one: -worth[one])
        if self.is_vague and not close:
            shared = {stem for term in self.line.shared_terms for stem in stems_of(term)}
            near = [phrase for phrase, stems in self.interests.items() if shared & set(stems)][:1]
        near = [one for one in near if not named.issuperset(self.interests[one])]
        return near[: max(_REASONS - len(self.subjects or self.modifiers), int(self.is_vague))]

    def _first_half(self, close: Sequence[tuple[str, str, float]], near: list[str]) -> str:
        nearest = near and f". Their nearest interest{'s are' if len(near) > 1 else ' is'} {_listed(near)}"
        if self.subjects:
            weak = self.line.strength in {"none", "weak"}
            verb = "mention" if weak else "write about" if self.is_vague and near else "work on"
            return f"You both {verb} {_listed(self.subjects)}{nearest or ''}"
        if self.modifiers:
            return f"You both say {_listed([f'“{one}”' for one in self.modifiers])}{nearest or ''}"
        if not close:
            return "Your texts share a wider theme, but no specific word"
        yours, theirs = (f"“{_clipped(side)}”" for side in close[0][:2])
        what = f"interest{'s' if len(near) > 1 else ''} in {_listed(near)}" if near else theirs
        return f"You share no specific word, but your {yours} is near to their {what}"

    def _second_half(self, near: list[str], also: str) -> str:
        if self.is_refused:
            return _REFUSES
        missing = (one for one, stems in self.interests.items() if self.said.isdisjoint(stems) and one not in near)
        first = next(missing, "")
        return f"; they {also}name {first}, which your text does not mention." if first else "."


def _clipped(text: str) -> str:
    flat = " ".join(text.split()).strip("-*•. ")
    return flat if len(flat) <= _CLIPPED else flat[: _CLIPPED - 1].rstrip() + "…"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
