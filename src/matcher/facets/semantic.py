"""Similarity of meaning: the closeness of an applicant's passages to a mentor's by a sentence encoder."""

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np

from matcher.config import MatchConfig
from matcher.errors import InputError, ModelError
from matcher.facets.base import AffinityPart, Applicants, Arrays, Facet, Ints, largest_first
from matcher.index.corpus import Corpus, PoolIndex
from matcher.index.postings import check_bounds, check_shape, check_within
from matcher.index.specificity import ALWAYS
from matcher.index.tfidf import ApplicantVectors
from matcher.records import PickledFields, Profile
from matcher.registry import SEMANTIC, USE, refuse_unavailable
from matcher.semantic.closeness import FLOOR, EncodedApplicant, PoolVectors, affinity_factor
from matcher.semantic.encoder import GRAIN, CachedEncoder, Encoder, Floats, all_centred
from matcher.semantic.encoders import encoder_for
from matcher.semantic.passages import (
    SHORTEST,
    SentencePair,
    applicant_passages,
    listed,
    mentor_passages,
    part_vectors,
    parts_of,
    sentence_pairs,
)
from matcher.semantic.store import SHIPPED, Step, VectorStore, report_encoded, sample_dir
from matcher.tables import written_atomically
from matcher.text.identity import without_identity
from matcher.text.profile_text import ProfileText, evidence_text, interest_phrases
from matcher.text.uncounted import without_names

_NEGATIVE = re.compile(r"\b(?:not|never|less|neither|nor)\b|n['’]t\b", re.IGNORECASE)

_SHOWN = 24  # pairs of sentences with a part of their own; the sum of all others is one more part


@dataclass(frozen=True)
class Semantic(PickledFields, Facet):
    """The closeness of the best pairs of passages, one of the applicant's and one of the mentor's."""

    index: PoolIndex
    encoder_name: str
    encoder_digest: str
    """Identifies the encoder of the vectors, which cannot be compared with those of another encoder."""
    pool: PoolVectors
    """The mentors' passages and interests."""
    centre: Floats
    """Subtracted from each vector before comparisons, shape (width,): the mean of the pool's passages for the encoder
    `use`, whose vectors all have a similar direction; zeros for all others."""

    @classmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:
        """Return the facet fitted on a pool's passages; passages with stored vectors are not encoded again."""
        refuse_unavailable(config.encoder)
        encoder = encoder_for(config.encoder)
        store = VectorStore(encoder, corpus.encoding.file, [sample_dir() / SHIPPED])
        raw = pool_vectors(corpus.index.mentors, store, corpus.encoding.step)
        keep(store, corpus.encoding.file)
        has_mean = encoder.name == USE and len(raw.passages)
        centre = raw.passages.mean(axis=0) / GRAIN if has_mean else np.zeros(encoder.width)
        pool = replace(raw, passages=all_centred(raw.passages, centre), phrases=all_centred(raw.phrases, centre))
        return cls(corpus.index, config.encoder, encoder.digest, pool, centre)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder; raises `ModelError` if it is not the one that the pool was fitted with."""
        refuse_unavailable(self.encoder_name)
        encoder = encoder_for(self.encoder_name)
        if encoder.digest != self.encoder_digest:
            raise ModelError(
                f"this model's passages must meet those of the encoder they were made with; {self.encoder_name} is "
                "another one now: fit the pool again with `matcher fit`"
            )
        return CachedEncoder(encoder)

    def encode(self, texts: Sequence[ProfileText], vectors: ApplicantVectors) -> Sequence[EncodedApplicant]:
        """Return the passages and vectors of each applicant; each text is encoded alone."""
        factors = affinity_factor(vectors.n_words, vectors.telling)
        return [self._encoded(text, float(factor)) for text, factor in zip(texts, factors, strict=True)]

    def _encoded(self, text: ProfileText, factor: float) -> EncodedApplicant:
        is_known = self.index.terms.vocabulary.knows
        said = without_names(text.said[len(text.interests) :], text.wished, is_known, self._is_specific)
        passages = applicant_passages(text.interests, text.wished, said)
        rows, sentence_rows = np.zeros((0, self.centre.size), np.int16), np.zeros((0, self.centre.size), np.int16)
        sentences: list[str] = []
        passage_of: list[int] = []
        for number, passage in enumerate(passages.texts):
            parts = parts_of(passage, 1 if passage == text.interests.strip() else SHORTEST)
            rows = np.vstack([rows, self.encoder.vector(passage)])
            sentence_rows = np.vstack([sentence_rows, part_vectors(self.encoder, passage, parts)])
            sentences += [passage[slice(*part)].strip(" ;") for part in parts]
            passage_of += [number] * len(parts)
        report_encoded()
        return EncodedApplicant(
            passages,
            all_centred(rows, self.centre),
            factor,
            tuple(sentences),
            all_centred(sentence_rows, self.centre),
            np.array(passage_of, np.int64),
        )

    def _is_specific(self, text: str) -> bool:
        return ALWAYS in self.index.terms.specificity[self.index.terms.counts([text]).indices]

    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors); zeros for applicants that were not encoded."""
        rows = np.zeros((len(applicants), len(self.index.mentors)))
        for row, applicant in zip(rows, applicants.encoded.get(SEMANTIC, ()), strict=False):
            row[:] = applicant.factor * self.pool.closeness(applicant)
        return rows

    def pair_affinities(self, applicants: Applicants, rows: Ints, mentors: Ints) -> Floats:
        """Return the affinities of some pairs; only these mentors' vectors are compared."""
        affinities = np.zeros(len(rows))
        for row in np.unique(rows).tolist():
            encoded, is_row = applicants.encoded[SEMANTIC][row], rows == row
            affinities[is_row] = encoded.factor * self.pool.of_mentors(mentors[is_row]).closeness(encoded)
        return affinities

    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return what pairs of sentences, or of a sentence and an interest, add to the affinity; some are negative."""
        [encoded] = applicant.encoded[SEMANTIC]
        profile = self.index.mentors[mentor]
        passages, phrases = passages_of(profile), interest_phrases(profile.interests)
        points: defaultdict[tuple[str, str], float] = defaultdict(float)
        cosines: dict[tuple[str, str], float] = {}
        for pair in self.pool.pairs(encoded, mentor):
            value = encoded.factor * pair.points
            if pair.are_passages:
                texts = encoded.passages.texts[pair.yours], passages[pair.theirs]
                sentences = sentence_pairs(self.encoder, *texts, value)
            else:
                sentences = [SentencePair(encoded.sentences[pair.yours], phrases[pair.theirs], value, pair.cosine)]
            for yours, theirs, share, cosine in sentences:
                points[yours, theirs] += share
                cosines[yours, theirs] = max(cosine, cosines.get((yours, theirs), -1.0))
        pairs = [AffinityPart(f"“{a}” × “{b}”", value, (a, b), cosines[a, b]) for (a, b), value in points.items()]
        parts = largest_first(pairs)
        rest = sum(part.value for part in parts[_SHOWN:])
        return largest_first([*parts[:_SHOWN], *([AffinityPart("all other sentences", rest)] if rest else [])])

    def closest(self, applicant: Applicants, mentors: Sequence[int]) -> dict[int, list[tuple[str, str, float]]]:
        """Return by mentor triples of an interest's closest sentence of the applicant, the interest, and their cosine.

        There is one triple for each interest, the closest first; for a mentor without interests, one with the closest
        pair of sentences. Interests with a cosine not above the floor are left out, and so are negated sentences.
        """
        [encoded] = applicant.encoded[SEMANTIC]
        positive = [row for row, sentence in enumerate(encoded.sentences) if not _NEGATIVE.search(sentence)]
        closest: dict[int, list[tuple[str, str, float]]] = {}
        for mentor in mentors:
            profile = self.index.mentors[mentor]
            phrases = interest_phrases(profile.interests)
            if phrases and positive:
                cosines = self.pool.phrase_cosines(encoded, mentor)[positive]
                rows = cosines.argmax(axis=0)
                closest[mentor] = [
                    (encoded.sentences[positive[rows[column]]], phrases[column], float(cosines[rows[column], column]))
                    for column in np.argsort(-cosines.max(axis=0), kind="stable")
                    if cosines[rows[column], column] > FLOOR
                ]
            elif not phrases and (pairs := self.pool.pairs(encoded, mentor)):
                yours, theirs = encoded.passages.texts[pairs[0].yours], passages_of(profile)[pairs[0].theirs]
                best = sentence_pairs(self.encoder, yours, theirs, pairs[0].points)[0]
                closest[mentor] = [(best.yours.strip(" ;"), best.theirs.strip(" ;"), best.cosine)]
        return closest

    def arrays(self) -> Arrays:
        """Return the fitted state as arrays."""
        encoder = np.array([self.encoder_name, self.encoder_digest], np.str_)
        return {"centre": self.centre, "encoder": encoder, **self.pool.__getstate__()}

    @classmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet from its `arrays`; raises `ModelError` if its encoder is not installed."""
        centre, pool = arrays["centre"], PoolVectors(*(arrays[name] for name in PoolVectors.__dataclass_fields__))
        if arrays["encoder"].dtype.kind != "U" or arrays["encoder"].shape != (2,) or pool.passages.ndim != 2:
            raise ValueError("semantic must have passages, and the name and digest of their encoder")
        name, digest = arrays["encoder"].tolist()
        check_shape("semantic.centre", centre, np.float64, (pool.passages.shape[1],))
        check_within("semantic.centre", centre, -1, 1)  # the mean of unit vectors
        parts = {
            "passages": (pool.passages, pool.bounds, [len(passages_of(mentor)) for mentor in index.mentors]),
            "phrases": (pool.phrases, pool.phrase_bounds, [len(interest_phrases(m.interests)) for m in index.mentors]),
        }
        for part, (vectors, bounds, sizes) in parts.items():
            check_shape(f"semantic.{part}", vectors, np.int16, (len(vectors), len(centre)))
            check_within(f"semantic.{part}", vectors, -GRAIN, GRAIN)
            check_bounds(f"semantic.{part}", bounds, len(index.mentors), len(vectors))
            if np.diff(bounds).tolist() != sizes:
                raise ValueError(f"semantic.{part} must be those of the mentors")
        refuse_unavailable(name)
        return cls(index, name, digest, pool, centre)


def passages_of(mentor: Profile) -> tuple[str, ...]:
    """Return a mentor's passages without identifying words."""
    texts = [mentor.interests, mentor.statement, *map(evidence_text, mentor.evidence)]
    interests, statement, *evidence = (without_identity(text, []) for text in texts)
    return mentor_passages(interests, statement, evidence)


def pool_vectors(mentors: Sequence[Profile], store: VectorStore, step: Step | None = None) -> PoolVectors:
    """Return a pool's vectors as the encoder gives them; `step` is called with the passages done and in total."""
    passages, phrases = [*map(passages_of, mentors)], [interest_phrases(mentor.interests) for mentor in mentors]
    texts = [*chain(*passages)]
    vectors = store.vectors(texts, (lambda n: step(n, len(texts))) if step and store.missing(texts) else None)
    phrase_vectors = [store.parts(*listed(interests)) for interests in phrases]
    bounds, phrase_bounds = (np.cumsum([0, *map(len, texts)], dtype=np.int64) for texts in (passages, phrases))
    return PoolVectors(vectors, bounds, np.concatenate([vectors[:0], *phrase_vectors]), phrase_bounds)


def keep(store: VectorStore, file: Path | None) -> None:
    """Write the vectors of a store to a file if there are new ones; if that fails, the next fit encodes them again."""
    if file and (data := store.file_bytes()) is not None:
        with suppress(InputError, OSError), written_atomically(file) as fresh:
            fresh.write_bytes(data)
