"""Text that applicants copied from a mentor: found by a sample of shingles, removed word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.index.counts import PLAIN, Backend
from matcher.index.postings import check_shape, check_within, places_in
from matcher.records import Profile
from matcher.text.profile_text import Suspects, whole_text
from matcher.text.shingles import SAMPLE, SIZE, Hashes, HashSet, shingles
from matcher.text.uncounted import Notice, character_spans, cut_out, may_hold, without_stuffing

LEAST_COPIED = 16
"""The shortest run of words that counts as copied; a shorter one may be a title or a phrase of the field."""

_WORD = re.compile(r"\w+")
_TAIL = re.compile(r"[\s.!?;,:)\"'”]*[^.!?\n]*")


@dataclass(frozen=True)
class CopyIndex:
    """A sample of the shingles of all mentors' texts."""

    hashes: Hashes
    """Hashes of the shingles, sorted."""
    owners: NDArray[np.int32]
    """The mentor's column for each hash."""
    mentors: tuple[Profile, ...]
    """The mentors, in the order of the columns."""

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
        """Return a saved index; raises `ValueError` for invalid arrays."""
        check_shape("copies.hashes", hashes, np.uint64, (len(hashes),))
        check_shape("copies.owners", owners, np.int32, hashes.shape)
        check_within("copies.owners", owners, 0, len(mentors) - 1)
        if (hashes[1:] < hashes[:-1]).any():
            raise ValueError("copies.hashes must be in order")
        return cls(hashes, owners, mentors)

    def counted(self, profile: Profile) -> tuple[Profile, list[Notice]]:
        """Return a profile without text that does not count (the same object if all counts), and that text."""
        text = f"{profile.statement}\n{profile.interests}"
        hashes = shingles(text.encode("utf-8", "surrogatepass")).hashes
        if not may_hold(text, hashes) and not len(self._hits(hashes)):
            return profile, []
        return self._searched(profile)

    def _searched(self, profile: Profile) -> tuple[Profile, list[Notice]]:
        """Return the result of `counted` for a profile that may hold text that does not count."""
        statement, notices = without_stuffing(profile.statement)
        statement, copied = self._without_copies(statement)
        interests, listed = self._without_copies(profile.interests)
        notices = [*notices, *copied, *listed]
        return (replace(profile, statement=statement, interests=interests) if notices else profile), notices

    @cached_property
    def hash_set(self) -> HashSet:
        """The hashes as a set, to look up many at once."""
        return HashSet.of(self.hashes)

    def all_counted(self, profiles: Sequence[Profile], suspects: Suspects | None = None) -> list[Profile]:
        """Return each profile without text that does not count; if given, only profiles marked in `suspects` can."""
        if suspects is None:
            return [self.counted(profile)[0] for profile in profiles]
        marked = zip(profiles, suspects.uncounted, strict=True)
        return [self._searched(profile)[0] if is_marked else profile for profile, is_marked in marked]

    def _without_copies(self, text: str) -> tuple[str, list[Notice]]:
        notices: list[Notice] = []
        for mentor in self._suspects(text):
            data, source = text.encode("utf-8", "surrogatepass"), whole_text(self.mentors[mentor])
            own, theirs = shingles(data), shingles(source.encode("utf-8", "surrogatepass")).hashes
            spans = character_spans(data, np.isin(own.hashes, theirs), own.starts, own.ends, LEAST_COPIED)
            spans = [(start, _end_of_copy(text, end, source)) for start, end in spans]
            text, removed = cut_out(text, spans)
            notices += [Notice("copied", piece, self.mentors[mentor].id) for piece in removed]
        return text, notices

    def _suspects(self, text: str) -> list[int]:
        """Return the mentors who may have been copied, those with most shared shingles first."""
        hits = self._hits(shingles(text.encode("utf-8", "surrogatepass")).hashes)
        ranges = (np.searchsorted(self.hashes, hits, side) for side in ("left", "right"))
        owners = [self.owners[start:end] for start, end in zip(*ranges, strict=True)]
        if not owners:
            return []
        mentors, counts = np.unique(np.concatenate(owners), return_counts=True)
        order: list[int] = mentors[np.lexsort((mentors, -counts))].tolist()
        return order[:_MOST_SUSPECTS]

    def _hits(self, hashes: Hashes) -> Hashes:
        """Return the sampled hashes that also occur in a mentor's text."""
        sampled: Hashes = hashes[hashes & SAMPLE == 0]
        hits: Hashes = sampled[places_in(self.hashes, sampled)[1]]
        return hits


_MOST_SUSPECTS = 8
"""At most this many mentors are compared word by word."""


def _end_of_copy(text: str, end: int, source: str) -> int:
    """Return the end of a copied run, extended by a few last words that are too few for a shingle."""
    tail = _TAIL.match(text, end)
    words = [word.lower() for word in _WORD.findall(tail.group())] if tail else []
    if tail is None or not 0 < len(words) < SIZE or not set(words) <= set(map(str.lower, _WORD.findall(source))):
        return end
    return tail.end()
