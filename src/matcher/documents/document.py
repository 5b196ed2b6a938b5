"""A document that was read: its parts, notes, the profile made from it, and a report for a person to check."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from matcher.documents.blocks import TAGS, Part, clean
from matcher.documents.interests import MOST_INTERESTS, find_interests, split_phrases
from matcher.documents.structure import kinds
from matcher.records import Profile
from matcher.text.identity import HIDDEN, without_identity
from matcher.text.refusals import MOST_REFUSALS, Refusal, Wants, split_wants
from matcher.text.rules import may_refuse
from matcher.text.tokens import SENTENCE_BREAK
from matcher.wording import json_text

_STATED = ("statement", "experience", "goals", "values")


@dataclass(frozen=True)
class Document:
    """What a reader found in a file.

    `notes` say in plain words what was done: encoding, repairs, what was left out and how often. `names` are the
    writer's names, `emphasised` the phrases emphasised within sentences.

    >>> parts = (Part("interests", "", "- reefs", ""), Part("other", "", "Bye", ""))
    >>> note = Document("me.txt", "text", "utf-8", parts)
    >>> note.interests, note.statement
    ('reefs', '')
    >>> note.profile("zoe").interests
    'reefs'
    """

    name: str
    format: str
    encoding: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    emphasised: tuple[str, ...] = ()

    @property
    def interests(self) -> str:
        """The phrases that name interests, joined with semicolons."""
        return "; ".join(phrase for phrase, _ in self.interests_from)

    @cached_property
    def _wants(self) -> list[tuple[Part, Wants]]:
        return [(part, split_wants(_content(part))) for part in self.parts]

    @cached_property
    def _phrases(self) -> tuple[tuple[str, str], ...]:
        return find_interests([(part, wants.wanted) for part, wants in self._wants], self.emphasised, self.names)

    @cached_property
    def _refusals(self) -> tuple[Refusal, ...]:
        of_parts = (wants.refusals for part, wants in self._wants if part.kind not in {"avoid", "other"})
        return tuple(refusal for refusals in of_parts for refusal in refusals if refusal.phrase)

    @property
    def cuts(self) -> tuple[str, ...]:
        """Notes on what was found and left out; unlike `notes`, they follow a person's corrections."""
        notes: list[str] = []
        n_phrases = len(self._phrases)
        if n_phrases > MOST_INTERESTS:
            notes.append(f"interests taken: the first {MOST_INTERESTS} of {n_phrases}")
        if len(self._refusals) >= MOST_REFUSALS:
            notes.append(f"things refused in sentences: no more than the first {MOST_REFUSALS} are looked for")
        texts = (part.text for part in self.parts if part.kind not in {"avoid", "other"})
        if not self._refusals and any(map(may_refuse, (line for text in texts for line in SENTENCE_BREAK.split(text)))):
            notes.append(
                "a refusal in another language than English is found only where it is plain: check what is not wanted"
            )
        return tuple(notes)

    @cached_property
    def interests_from(self) -> tuple[tuple[str, str], ...]:
        """The phrases that name interests, each with its source; at most `MOST_INTERESTS`."""
        phrases = self._phrases[:MOST_INTERESTS]
        return tuple(pair for pair in phrases if any(map(str.isalnum, without_identity(pair[0], self.names))))

    @property
    def statement(self) -> str:
        """The full text in the document's order; of parts about interests only sentences, not phrases."""
        return self._statement(with_phrases=False)

    def _statement(self, *, with_phrases: bool) -> str:
        return _paragraphs(
            _content(part) if part.kind in _STATED or with_phrases else split_phrases(_content(part))[1]
            for part in self.parts
            if part.kind in _STATED or (part.kind == "interests" and (with_phrases or part.title != TAGS))
        )

    @property
    def avoid(self) -> str:
        """What the writer does not want: parts about it, and the things that single sentences refuse."""
        return _paragraphs((*self._whole_refusals(), "; ".join(phrase for phrase, _ in self.refused)))

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """Each thing that a single sentence refuses, with that sentence; at most `MOST_REFUSALS`."""
        return tuple((refusal.phrase, refusal.sentence) for refusal in self._refusals[:MOST_REFUSALS])

    def _whole_refusals(self) -> Iterable[str]:
        return (_refused(_content(part)) for part in self.parts if part.kind == "avoid")

    def profile(self, id: str = "applicant", *, interests: str = "", name: str = "") -> Profile:
        """Return the profile of the person; […] replaces what identifies them.

        `interests` replace those found; the parts about interests then count as statement, so that no word is lost.
        Sentences that refuse something stay in the statement: `text.profile_text` separates what they refuse from what
        is wanted, for every profile.
        """
        names = (*self.names, name)
        statement = self._statement(with_phrases=bool(interests.strip()))
        # a sentence that seems to introduce a list of goals may be about anything: only headings are trusted
        goals = _paragraphs(_content(part) for part in self.parts if part.kind == "goals" and part.title)
        values = _paragraphs(_content(part) for part in self.parts if part.kind == "values")
        return Profile(
            id,
            name=name,
            interests=without_identity(interests.strip() or self.interests, names),
            statement=without_identity(statement, names, mark=HIDDEN),
            avoid=without_identity(_paragraphs(self._whole_refusals()), names),
            goals=without_identity(goals, names, mark=HIDDEN),
            values=without_identity(values, names, mark=HIDDEN),
        )

    def with_parts(self, parts: Iterable[Part]) -> "Document":
        """Return the document with a person's corrections; a part without text is removed."""
        corrected = tuple(Part(*part)._replace(text=clean(part.text)) for part in parts)
        return replace(self, parts=tuple(part for part in corrected if part.text.strip()))


def _refused(text: str) -> str:
    """Return a text about what is not wanted; a sentence that refuses something starts with that thing."""
    lines = []
    for line in text.split("\n"):
        mark = "- " if line.startswith("- ") else ""
        sentences = [split_wants(sentence) for sentence in SENTENCE_BREAK.split(line.removeprefix(mark))]
        phrases = [phrase.rstrip(" .") for wants in sentences for phrase in (wants.unwanted, wants.wanted)]
        bare = mark + re.sub(r"^(?:not?|never)\s", "", line.removeprefix(mark), flags=re.IGNORECASE)
        lines.append(mark + ". ".join(filter(None, phrases)) if any(wants.unwanted for wants in sentences) else bare)
    return "\n".join(lines).strip()


def _content(part: Part) -> str:
    """Return a part's text, below its heading if that says more than the kind."""
    says_more = part.title and part.kind not in {"avoid", "interests"} and kinds.of_heading(part.heading) is None
    return f"{part.heading}\n\n{part.text}" if says_more else part.text


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())


def report(document: Document, known: float | None = None) -> dict[str, Any]:
    """Return the report as plain data; `known` is the share of its words that a model knows, in [0, 1].

    >>> from matcher.documents import parse_document
    >>> facts = report(parse_document(b"I am interested in kelp.", "me.txt"), known=0.5)
    >>> facts["format"], facts["parts"][0]["kind"], facts["known"]
    ('text', 'interests', 0.5)
    """
    n_letters = sum(len(part.text) for part in document.parts)
    counted = sum(len(part.text) for part in document.parts if part.kind != "other")
    return {
        "name": document.name,
        "format": document.format,
        "encoding": document.encoding,
        "notes": [*document.notes, *document.cuts],
        "counted": round(counted / n_letters, 3) if n_letters else 0.0,
        "known": known,
        "parts": [part._asdict() for part in document.parts],
        "interests": [{"phrase": phrase, "from": source} for phrase, source in document.interests_from],
        "avoid": document.avoid,
        "refused": [{"phrase": phrase, "sentence": sentence} for phrase, sentence in document.refused],
    }


def _as_text(facts: Mapping[str, Any]) -> str:
    lines = [f"{facts['name']}: {facts['format']}, encoding {facts['encoding']}", *_facts(facts), ""]
    for part in facts["parts"]:
        lines += [f"[{part['kind']}] {part['title']}".rstrip(), f"  because: {part['why']}"]
        lines += [f"  {line}".rstrip() for line in part["text"].split("\n")] + [""]
    interests = [f"  {interest['phrase']}  ({interest['from']})" for interest in facts["interests"]] or ["  none"]
    avoid = [f"  {line}" for line in facts["avoid"].split("\n") if line] or ["  nothing said"]
    sentences = dict.fromkeys(f'  said in: "{" ".join(refusal["sentence"].split())}"' for refusal in facts["refused"])
    lines += ["interests found:", *interests, "", "not wanted:", *avoid, *sentences]
    return "\n".join(lines) + "\n"


def _as_markdown(facts: Mapping[str, Any]) -> str:
    lines = [f"# {facts['name']}", "", f"- format {facts['format']}, encoding {facts['encoding']}"]
    lines += [*(f"- {fact}" for fact in _facts(facts)), ""]
    for part in facts["parts"]:
        lines += [f"## {part['kind']}: {part['title']}".rstrip(": "), "", f"*{part['why']}*", "", part["text"], ""]
    lines += ["## Interests found", "", *(f"- {item['phrase']} ({item['from']})" for item in facts["interests"])]
    lines += ["", "## Not wanted", "", facts["avoid"] or "nothing said"]
    return "\n".join(lines) + "\n"


def _facts(facts: Mapping[str, Any]) -> list[str]:
    lines = [*facts["notes"], f"part of the text that counts: {facts['counted']:.0%}"]
    return lines if facts["known"] is None else [*lines, f"words that the model knows: {facts['known']:.0%}"]


RENDERERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = MappingProxyType(
    {"text": _as_text, "json": json_text, "markdown": _as_markdown}
)
"""The functions that render a report, by output format: text, json or markdown."""
