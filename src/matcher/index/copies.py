"""Text that applicants copied from a mentor: found by a sample of shingles, taken out to the word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.index.checks import check_shape, check_within
from matcher.index.counts import PLAIN, Backend
from matcher.records import Profile
from matcher.text.profile_text import Suspects, whole_text
from matcher.text.shingles import SAMPLE, SIZE, Hashes, HashSet, shingles
from matcher.text.uncounted import Notice, character_spans, cut_out, may_hold, without_stuffing

LEAST_COPIED = 16
"""So many words in a row are copied; fewer may be a title or a phrase of the field."""

_WORD = re.compile(r"\w+")
_TAIL = re.compile(r"[\s.!?;,:)\"'”]*[^.!?\n]*")


@dataclass(frozen=True)
class CopyIndex:
    """The shingles of all that the mentors of a pool say, a sample of them."""

    hashes: Hashes
    """Sorted."""
    owners: NDArray[np.int32]
    """The mentor of each, as a column."""
    mentors: tuple[Profile, ...]
    """The pool."""

    @classmethod
    def of(cls, mentors: tuple[Profile, ...], backend: Backend = PLAIN) -> "CopyIndex":
        """Return the index of a pool."""
        hashes, owners = backend.sample(list(map(whole_text, mentors)))
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], owners[order], mentors)

    @classmethod
    def from_arrays(
        cls, hashes: NDArray[np.uint64], owners: NDArray[np.int32], mentors: tuple[Profile, ...]
    ) -> "CopyIndex":
        """Return an index that was kept; raises `ValueError` for arrays that are none of a pool's."""
        check_shape("copies.hashes", hashes, np.uint64, (len(hashes),))
        check_shape("copies.owners", owners, np.int32, hashes.shape)
        check_within("copies.owners", owners, 0, len(mentors) - 1)
        if (hashes[1:] < hashes[:-1]).any():
            raise ValueError("copies.hashes must be in order")
        return cls(hashes, owners, mentors)

    def counted(self, profile: Profile) -> tuple[Profile, list[Notice]]:
        """Return what of an applicant's profile counts, the same object where all does, and what does not."""
        text = f"{profile.statement}\n{profile.interests}"
        hashes = shingles(text.encode("utf-8", "surrogatepass")).hashes
        if not may_hold(text, hashes) and not len(self._hits(hashes)):
            return profile, []
        return self._searched(profile)

    def _searched(self, profile: Profile) -> tuple[Profile, list[Notice]]:
        """Return what `counted` returns of a profile that may hold something that does not count."""
        statement, notices = without_stuffing(profile.statement)
        statement, copied = self._without_copies(statement)
        interests, listed = self._without_copies(profile.interests)
        notices = [*notices, *copied, *listed]
        return (replace(profile, statement=statement, interests=interests) if notices else profile), notices

    @cached_property
    def hash_set(self) -> HashSet:
        """The numbers of the shingles, to look up many."""
        return HashSet.of(self.hashes)

    def all_counted(self, profiles: Sequence[Profile], suspects: Suspects | None = None) -> list[Profile]:
        """Return what of each profile counts; of those `suspects` are about only the marked are looked at closely."""
        if suspects is None:
            return [self.counted(profile)[0] for profile in profiles]
        marked = zip(profiles, suspects.uncounted, strict=True)
        return [self._searched(one)[0] if is_marked else one for one, is_marked in marked]

    def _without_copies(self, text: str) -> tuple[str, list[Notice]]:
        notices: list[Notice] = []
        for mentor in self._suspects(text):
            data, page = text.encode("utf-8", "surrogatepass"), whole_text(self.mentors[mentor])
            own, theirs = shingles(data), shingles(page.encode("utf-8", "surrogatepass")).hashes
            spans = character_spans(data, np.isin(own.hashes, theirs), own.starts, own.ends, LEAST_COPIED)
            spans = [(start, _end_of_copy(text, end, page)) for start, end in spans]
            text, cut = cut_out(text, spans)
            notices += [Notice("copied", piece, self.mentors[mentor].id) for piece in cut]
        return text, notices

    def _suspects(self, text: str) -> list[int]:
        """Return the mentors who may have been copied, those with most shingles first."""
        hits = self._hits(shingles(text.encode("utf-8", "surrogatepass")).hashes)
        ranges = (np.searchsorted(self.hashes, hits, side) for side in ("left", "right"))
        owners = [self.owners[start:end] for start, end in zip(*ranges, strict=True)]
        if not owners:
            return []
        mentors, counts = np.unique(np.concatenate(owners), return_counts=True)
        order: list[int] = mentors[np.lexsort((mentors, -counts))].tolist()
        return order[:_MOST_SUSPECTS]

    def _hits(self, hashes: Hashes) -> Hashes:
        """Return those of some shingles that a mentor's text holds too, of the sample."""
        sampled: Hashes = hashes[hashes & SAMPLE == 0]
        if not len(sampled) or not len(self.hashes):
            return sampled[:0]
        nearest = np.minimum(np.searchsorted(self.hashes, sampled), len(self.hashes) - 1)
        hits: Hashes = sampled[self.hashes[nearest] == sampled]
        return hits


_MOST_SUSPECTS = 8
"""So many mentors at most are looked at word by word."""


def _end_of_copy(text: str, end: int, page: str) -> int:
    """Return where a copied run ends when a few words that a shingle is too long for still belong to it."""
    tail = _TAIL.match(text, end)
    words = [word.lower() for word in _WORD.findall(tail.group())] if tail else []
    if tail is None or not 0 < len(words) < SIZE or not set(words) <= set(map(str.lower, _WORD.findall(page))):
        return end
    return tail.end()
