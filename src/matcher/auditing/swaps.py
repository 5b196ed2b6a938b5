"""Versions of a statement that differ only in who writes or in how plainly, and how a ranking changes between them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np

from matcher.auditing.records import Example, Language, SwapResult
from matcher.evaluation.measures import Floats, bootstrap
from matcher.evaluation.runs import iter_scores
from matcher.model import MatchModel
from matcher.ranking.top_k import top_k
from matcher.records import Profile
from matcher.text.lexicon import Lexicon
from matcher.text.uncounted import COUNTRIES, PEOPLES, replaced

_WORDS = Lexicon("auditing/versions.txt")
LINES = {
    label: _WORDS.lines(section)
    for kind in ("name", "pronouns", "nationality", "university")
    for label, section in ((kind, kind), (f"{kind}, other words", f"{kind}_other_words"))
} | {"career gap": ["", *_WORDS.lines("career_gap")]}
"""Sentences to put before a statement, by what is swapped."""

_BEFORE, _COUNTRIES = _WORDS.source("before_an_origin"), "|".join((*PEOPLES, *COUNTRIES))
_ORIGIN = re.compile(rf"\b(?P<before>{_BEFORE})(?P<country>{_COUNTRIES})\b")
_OTHER = _WORDS.pairs("other_pronouns")
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_OTHER)})\b", re.IGNORECASE)

_ARTICLE = re.compile(r"\b(?:a|an|the)\s+", re.IGNORECASE)
_CONTRACTED = (
    (re.compile(r"\b(can)n['’]t\b|\b(can)not\b", re.IGNORECASE), "can not"),
    (re.compile(r"\b(I|we|you|they)['’](?:ve|d|ll)\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\bI['’]m\b"), "I am"),
    (re.compile(r"\b(it|he|she|that|there)['’]s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\b(do|does|did|is|was|are|were|has|have|had|would|could|should)n['’]t\b", re.IGNORECASE), r"\1 not"),
)
_TENSE = (
    (re.compile(r"\b(?:have|has|had) been (?=\w+ing\b)", re.IGNORECASE), "am "),
    (re.compile(r"\b(?:have|has|had) (?=\w+ed\b)", re.IGNORECASE), ""),
    (re.compile(r"\bwould (?:very much )?like to\b", re.IGNORECASE), "want"),
    (re.compile(r"\b(?:would|could|should|might|may) ", re.IGNORECASE), "can "),
)
_WORST = 3

Progress = Callable[[int, int], object]
"""Called with the number of applicants done and of all."""


class Versions(NamedTuple):
    """Two profiles that differ in one fact about the writer; `change` names it, without quoting the writer."""

    kind: str
    change: str
    before: Profile
    after: Profile


def iter_versions(applicant: Profile) -> Iterator[Versions]:
    """Yield the pairs of versions of an applicant: with added lines before the statement, then with edits of the text.

    Added lines are compared with each other, not with the original statement, so that both versions are equally long.
    Only a career gap is compared with the original.
    """
    for kind, lines in LINES.items():
        versions = {line: replace(applicant, statement=f"{line}\n\n{applicant.statement}") for line in lines if line}
        for line, other in pairwise(lines) if lines[0] else zip(repeat(""), lines[1:], strict=False):
            change = f'"{line}" becomes "{other}"' if line else f'"{other}" is added'
            yield Versions(kind, change, versions.get(line, applicant), versions[other])
    yield from _in_text(applicant)


def _in_text(applicant: Profile) -> Iterator[Versions]:
    edits: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        ("pronouns", "pronouns in the text, swapped", partial(_PRONOUN.sub, partial(replaced, words=_OTHER))),
        ("nationality", "origin in the text, swapped", partial(_ORIGIN.sub, _other_origin)),
        ("nationality", "origin in the text, taken out", partial(_ORIGIN.sub, lambda match: match["before"])),
        ("university", "universities in the text, swapped", partial(_WORDS["a_university"].sub, "University of Lagos")),
        ("university", "universities in the text, taken out", partial(_WORDS["a_university"].sub, "university")),
        ("career gap", "sentences about a gap, taken out", partial(_WORDS["gap_sentence"].sub, "")),
    )
    for kind, change, edit in edits:
        if (edited := _edited(applicant, edit)).statement != applicant.statement:
            yield Versions(kind, change, applicant, edited)
    if name := applicant.name.strip():
        other = _edited(applicant, lambda text: text.replace(name, "Lakisha Washington"))
        yield Versions("name", "the writer's own name, swapped", applicant, replace(other, name="Lakisha Washington"))


def _edited(applicant: Profile, edit: Callable[[str], str]) -> Profile:
    statement, goals, values = map(edit, (applicant.statement, applicant.goals, applicant.values))
    return replace(applicant, statement=statement, goals=goals, values=values)


def _other_origin(match: re.Match[str]) -> str:
    """Return a match with another origin of the same form: a people for a people, a country for a country."""
    group = list(PEOPLES if match["country"] in PEOPLES else COUNTRIES)
    return match["before"] + group[(group.index(match["country"]) + len(group) // 2) % len(group)]


def plainly(text: str) -> str:
    """Return a text as somebody words it who learned the language late: no articles, short sentences; all nouns stay.

    >>> plainly("I've been recording the sound of a reef, which is hard; I would like to learn more.")
    'I am recording sound of reef. It is hard. I want learn more.'
    """
    for pattern, plain in (*_CONTRACTED, *_TENSE):
        text = pattern.sub(plain, text)
    text = re.sub(r"\bI been\b", "I am", text)
    text = _ARTICLE.sub("", _WORDS["joint"].sub(_full_stop, text))
    return re.sub(r"(?<=[.!?] )[a-z]", lambda match: match.group().upper(), text)


def _full_stop(match: re.Match[str]) -> str:
    return ". It " if match.group().strip(" ,").lower() in {"which", "who"} else ". "


class Compared(NamedTuple):
    """The difference between the rankings of two versions."""

    example: Example
    only_order: bool
    overlap: float
    """The share of the first k that stay, in [0, 1]."""
    best_change: float
    """The best score of the second version minus that of the first."""
    other_first: bool


def swap_results(
    model: MatchModel, applicants: Sequence[Profile], k: int, progress: Progress
) -> tuple[tuple[SwapResult, ...], Language]:
    """Return how the first k places change by swaps of each kind, and by the plainer wording."""
    compared: dict[str, list[Compared]] = {kind: [] for kind in (*LINES, "language")}
    for done, applicant in enumerate(applicants, 1):
        plain = Versions("language", "articles dropped, short sentences", applicant, _edited(applicant, plainly))
        versions = [*iter_versions(applicant), plain]
        # a version in several pairs is scored once
        profiles = {id(profile): profile for pair in versions for profile in (pair.before, pair.after)}
        scores = dict(zip(profiles, scores_of(model, [*profiles.values()]), strict=True))
        for pair in versions:
            change = _compare(pair, scores[id(pair.before)], scores[id(pair.after)], model.mentors, k)
            compared[pair.kind].append(change)
        progress(done, len(applicants))
    language = _language(compared.pop("language"))
    return tuple(_swap_result(kind, changes) for kind, changes in compared.items()), language


def scores_of(model: MatchModel, applicants: Sequence[Profile]) -> Floats:
    """Return scores with 0 where nothing is in common, shape (n_applicants, n_mentors)."""
    return np.concatenate([np.nan_to_num(scores) for _, scores in iter_scores(model, applicants)])


def first_places(scores: Floats, k: int) -> list[int]:
    """Return the columns of the first k, ties by id, without mentors of score 0."""
    return list(top_k(np.where(scores > 0, scores, np.nan), k).tolist())


def _compare(versions: Versions, before: Floats, after: Floats, mentors: Sequence[Profile], k: int) -> Compared:
    """Return the difference; scores have shape (n_mentors,), 0 where nothing is in common."""
    first_before, first_after = first_places(before, k), first_places(after, k)
    moved = int(np.argmax(np.abs(after - before)))
    example = Example(
        versions.before.id,
        versions.change,
        mentors[moved].id,
        float(before[moved]),
        float(after[moved]),
        tuple(mentors[column].id for column in first_after if column not in first_before),
        tuple(mentors[column].id for column in first_before if column not in first_after),
    )
    longest = max(len(first_before), len(first_after))
    return Compared(
        example,
        only_order=first_before != first_after and set(first_before) == set(first_after),
        overlap=len(set(first_before) & set(first_after)) / longest if longest else 1.0,
        best_change=float(after.max() - before.max()),
        other_first=first_before[:1] != first_after[:1],
    )


def _swap_result(kind: str, changes: Sequence[Compared]) -> SwapResult:
    return SwapResult(
        kind,
        n_applicants=len({change.example.applicant_id for change in changes}),
        n_comparisons=len(changes),
        largest_change=max((change.example.size for change in changes), default=0.0),
        n_first_changed=sum(bool(change.example.entered or change.example.left) for change in changes),
        n_order_changed=sum(change.only_order for change in changes),
        worst=_worst(changes),
    )


def _language(changes: Sequence[Compared]) -> Language:
    [mean_change] = bootstrap(np.array([[change.best_change] for change in changes]))
    return Language(
        n_applicants=len(changes),
        mean_change=mean_change,
        largest_change=max(change.example.size for change in changes),
        mean_overlap=float(np.mean([change.overlap for change in changes])),
        n_first_changed=sum(change.other_first for change in changes),
        worst=_worst(changes),
    )


def _worst(changes: Sequence[Compared]) -> tuple[Example, ...]:
    moved = [change.example for change in changes if change.example.size > 0]
    return tuple(sorted(moved, key=lambda example: (-len(example.left), -example.size))[:_WORST])
