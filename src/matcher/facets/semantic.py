"""Alike in meaning: how close the passages of an applicant are to those of a mentor, in whatever words."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matcher.config import MatchConfig
from matcher.errors import InputError, ModelError
from matcher.facets.base import AffinityPart, Applicants, Arrays, Facet, Ints, largest_first
from matcher.index.checks import check_bounds, check_shape, check_within
from matcher.index.corpus import Corpus, PoolIndex
from matcher.index.specificity import ALWAYS
from matcher.index.tfidf import ApplicantVectors
from matcher.records import Profile
from matcher.semantic.closeness import FLOOR, SCALE, closeness, length_factor, pair_affinities, pair_shares
from matcher.semantic.encoder import GRAIN, Encoder, Floats, Vector, centred, cosines
from matcher.semantic.encoder_cache import CachedEncoder
from matcher.semantic.encoders import encoder_for
from matcher.semantic.names import USE, refuse_unavailable
from matcher.semantic.passages import Passages, applicant_passages, mentor_passages
from matcher.semantic.sentences import SHORTEST, part_vectors, sentence_pairs, sentences
from matcher.semantic.store import Encoding, report_encoded, store_for
from matcher.tables import written_atomically
from matcher.text.identity import without_identity
from matcher.text.person import without_names
from matcher.text.profile_text import ProfileText, evidence_text, interest_phrases

NAME = "semantic"

_SHOWN = 24  # pairs of sentences that are told apart; what all others add is one part more


class EncodedApplicant(NamedTuple):
    """An applicant as this facet reads one: passages, their vectors, shape (n_passages, width), and the factor."""

    passages: Passages
    vectors: Vector
    factor: float


@dataclass(frozen=True)
class Semantic(Facet):
    """The closeness of the best pairs of passages, one of the applicant's and one of the mentor's.

    Parameters
    ----------
    index
        The pool.
    encoder_name, encoder_digest
        What made the vectors: no other encoder's may meet them.
    vectors
        The mentors' passages, those of one mentor side by side, in whole grains, shape (n_passages, width).
    bounds
        The passages of mentor i are the rows `bounds[i]` to `bounds[i + 1]`.
    centre
        What is taken from each vector before it is compared, shape (width,): the mean of the pool for `use`, whose
        vectors all point one way, zeros for all others.
    """

    index: PoolIndex
    encoder_name: str
    encoder_digest: str
    vectors: Vector
    bounds: NDArray[np.int64]
    centre: Floats

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:
        """Return the facet of a pool's passages; those whose vectors are kept are not encoded again."""
        refuse_unavailable(config.encoder)
        encoder = encoder_for(config.encoder)
        by_mentor = [passages_of(mentor) for mentor in corpus.index.mentors]
        bounds = np.cumsum([0, *map(len, by_mentor)], dtype=np.int64)
        texts = [text for passages in by_mentor for text in passages]
        raw = encoded_texts(encoder, texts, corpus.encoding)
        centre = raw.mean(axis=0) / GRAIN if encoder.name == USE and len(raw) else np.zeros(raw.shape[1])
        vectors = np.array([centred(row, centre) for row in raw], np.int16).reshape(raw.shape)
        return cls(corpus.index, config.encoder, encoder.digest, vectors, bounds, centre)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder; raises `ModelError` where it is not the one that the pool was fitted with."""
        refuse_unavailable(self.encoder_name)
        encoder = encoder_for(self.encoder_name)
        if encoder.digest != self.encoder_digest:
            raise ModelError(
                f"this model's passages must meet those of the encoder they were made with; {self.encoder_name} is "
                "another one now: fit the pool again with `matcher fit`"
            )
        return CachedEncoder(encoder)

    def encode(self, texts: Sequence[ProfileText], vectors: ApplicantVectors) -> Sequence[EncodedApplicant]:
        """Return the passages of each applicant and their vectors; each text is encoded alone."""
        return [self._encoded(text, int(n)) for text, n in zip(texts, vectors.n_words, strict=True)]

    def _encoded(self, text: ProfileText, n_words: int) -> EncodedApplicant:
        said = without_names(text.said[len(text.interests) :], text.wished, self._is_known, self._is_specific)
        passages = applicant_passages(text.interests, text.wished, said)
        rows = [centred(self.encoder.vector(passage), self.centre) for passage in passages.texts]
        factor = SCALE * length_factor(n_words)
        report_encoded()
        return EncodedApplicant(passages, np.array(rows, np.int16).reshape(-1, self.vectors.shape[1]), factor)

    def _is_known(self, word: str) -> bool:
        vocabulary = self.index.terms.vocabulary
        stem = vocabulary.analysis.stem(word)
        return stem is None or stem in vocabulary.columns

    def _is_specific(self, text: str) -> bool:
        index = self.index.terms
        return not len(index.specificity) or ALWAYS in index.specificity[index.counts([text]).indices]

    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors); zeros for applicants that were not encoded."""
        rows = np.zeros((len(applicants), len(self.index.mentors)))
        for row, applicant in zip(rows, applicants.encoded.get(NAME, ()), strict=False):
            row[:] = applicant.factor * closeness(self._cosines(applicant), applicant.passages.n_wished, self.bounds)
        return rows

    def pair_affinities(self, applicants: Applicants, rows: Ints, mentors: Ints) -> Floats:
        """Return the affinities of some pairs; only the passages of these mentors are compared."""
        return pair_affinities(applicants.encoded[NAME], self.vectors, self.bounds, rows, mentors)

    def _cosines(self, one: EncodedApplicant) -> Floats:
        return np.asarray(np.clip(one.vectors.astype(np.float32) @ self._columns / np.float64(GRAIN**2), -1.0, 1.0))

    @cached_property
    def _columns(self) -> NDArray[np.float32]:
        return np.ascontiguousarray(self.vectors.astype(np.float32).T)

    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return what pairs of sentences add to the affinity with a mentor, largest first; some take away."""
        [one] = applicant.encoded[NAME]
        start, end = self.bounds[mentor : mentor + 2].tolist()
        theirs = passages_of(self.index.mentors[mentor])
        points: defaultdict[tuple[str, str], float] = defaultdict(float)
        near: dict[tuple[str, str], float] = {}
        for row, column, value in pair_shares(self._cosines(one)[:, start:end], one.passages.n_wished):
            for pair in sentence_pairs(self.encoder, one.passages.texts[row], theirs[column], one.factor * value):
                points[pair.yours, pair.theirs] += pair.points
                near[pair.yours, pair.theirs] = max(pair.cosine, near.get((pair.yours, pair.theirs), -1.0))
        pairs = [AffinityPart(f"“{a}” × “{b}”", value, (a, b), near[a, b]) for (a, b), value in points.items()]
        parts = largest_first(pairs)
        rest = sum(part.value for part in parts[_SHOWN:])
        return largest_first([*parts[:_SHOWN], *([AffinityPart("all other sentences", rest)] if rest else [])])

    def closest(self, applicant: Applicants, mentors: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return for mentors the applicant's sentence and the phrase of their interests that are closest, by column.

        Of a mentor who names no interests it is the closest sentence. Where nothing is close the mentor is left out.
        """
        [one] = applicant.encoded[NAME]
        said, ours = self._sentences(one)
        found: dict[int, tuple[str, str]] = {}
        for mentor in mentors:
            phrases, theirs = self._interests(mentor)
            near = cosines(ours, theirs) if said and phrases else np.zeros((1, 1))
            row, column = divmod(int(np.argmax(near)), near.shape[1])
            if near[row, column] > FLOOR:
                found[mentor] = said[row], phrases[column]
            elif not phrases and (pair := self._closest_sentences(one, mentor)):
                found[mentor] = pair
        return found

    def _sentences(self, one: EncodedApplicant) -> tuple[list[str], Vector]:
        """Return an applicant's sentences of some length and their vectors."""
        said, rows = [], [np.zeros((0, self.vectors.shape[1]), np.int16)]
        for text in one.passages.texts:
            spans = [(start, end) for start, end in sentences(text) if end - start >= SHORTEST]
            said += [text[start:end].strip(" ;") for start, end in spans]
            rows.append(self._part_vectors(text, spans))
        return said, np.concatenate(rows)

    def _interests(self, mentor: int) -> tuple[list[str], Vector]:
        """Return the phrases of a mentor's interests and their vectors; those are remembered."""
        phrases = interest_phrases(self.index.mentors[mentor].interests)
        if mentor not in self._phrases:
            text, ends = "; ".join(phrases), np.cumsum([len(phrase) + 2 for phrase in phrases], dtype=np.int64)
            spans = [(end - 2 - len(phrase), end - 2) for phrase, end in zip(phrases, ends.tolist(), strict=True)]
            self._phrases[mentor] = self._part_vectors(text, spans)
        return phrases, self._phrases[mentor]

    def _part_vectors(self, text: str, spans: Sequence[tuple[int, int]]) -> Vector:
        rows = [centred(row, self.centre) for row in part_vectors(self.encoder, text, spans)]
        return np.array(rows, np.int16).reshape(len(spans), self.vectors.shape[1])

    @cached_property
    def _phrases(self) -> dict[int, Vector]:
        return {}

    def _closest_sentences(self, one: EncodedApplicant, mentor: int) -> tuple[str, str] | None:
        start, end = self.bounds[mentor : mentor + 2].tolist()
        pairs = pair_shares(self._cosines(one)[:, start:end], 0)
        if not pairs:
            return None
        row, column, value = pairs[0]
        theirs = passages_of(self.index.mentors[mentor])[column]
        best = sentence_pairs(self.encoder, one.passages.texts[row], theirs, value)[0]
        return best.yours.strip(" ;"), best.theirs.strip(" ;")

    def arrays(self) -> Arrays:
        """Return what was fitted as plain arrays."""
        encoder = np.array([self.encoder_name, self.encoder_digest], np.str_)
        return {"vectors": self.vectors, "bounds": self.bounds, "centre": self.centre, "encoder": encoder}

    @classmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet that `arrays` was called on; raises `ModelError` where its encoder is not installed."""
        vectors, bounds, centre = arrays["vectors"], arrays["bounds"], arrays["centre"]
        if arrays["encoder"].dtype.kind != "U" or arrays["encoder"].shape != (2,) or vectors.ndim != 2:
            raise ValueError("semantic must have vectors, and the name and digest of their encoder")
        name, digest = arrays["encoder"].tolist()
        check_shape("semantic.vectors", vectors, np.int16, vectors.shape)
        check_within("semantic.vectors", vectors, -GRAIN, GRAIN)
        check_shape("semantic.centre", centre, np.float64, (vectors.shape[1],))
        check_within("semantic.centre", centre, -1, 1)  # the mean of unit vectors
        check_bounds("semantic.bounds", bounds, len(index.mentors), len(vectors))
        if [len(passages_of(mentor)) for mentor in index.mentors] != np.diff(bounds).tolist():
            raise ValueError("semantic.bounds must be those of the mentors' passages")
        refuse_unavailable(name)
        return cls(index, name, digest, vectors, bounds, centre)


def passages_of(mentor: Profile) -> tuple[str, ...]:
    """Return the passages of a mentor that are compared."""
    texts = [mentor.interests, mentor.statement, *map(evidence_text, mentor.evidence)]
    interests, statement, *evidence = (without_identity(text, []) for text in texts)
    return mentor_passages(interests, statement, evidence)


def encoded_texts(encoder: Encoder, texts: Sequence[str], encoding: Encoding = Encoding()) -> Vector:  # noqa: B008
    """Return the vectors of a pool's texts, shape (n_texts, width), and keep those that are new."""
    store = store_for(encoder, encoding)
    step, n = encoding.step, len(texts)
    vectors = store.vectors(texts, (lambda done: step(done, n)) if step and store.missing(texts) else None)
    if encoding.file and (data := store.file_bytes()) is not None:
        with suppress(InputError, OSError), written_atomically(encoding.file) as fresh:
            fresh.write_bytes(data)  # where it cannot be kept, the next fit encodes again
    return vectors
