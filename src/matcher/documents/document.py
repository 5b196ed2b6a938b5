"""A document that was read: its parts, what was done, and the profile it makes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from matcher.documents.blocks import Part, clean
from matcher.documents.interests import Mark, find_interests, split_phrases
from matcher.documents.structure import heading_kinds
from matcher.records import Profile
from matcher.text.identity import without_identity
from matcher.text.refusals import SENTENCE_BREAK, Wants, split_wants

_STATED = ("statement", "experience", "goals", "values")


@dataclass(frozen=True)
class Document:
    """What a reader found in a file.

    `notes` say in plain words what was done: encoding, repairs, what was dropped and how often. `names` and
    `marks` are the writer's name where the head gives it, and the phrases emphasised or linked.

    Examples
    --------
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
    marks: tuple[Mark, ...] = ()

    @property
    def interests(self) -> str:
        """The phrases that name interests, joined with semicolons."""
        return "; ".join(phrase for phrase, _ in self.interests_from)

    @cached_property
    def _wants(self) -> tuple[Wants, ...]:
        """Each part's content, split into what is wanted and what is not."""
        return tuple(split_wants(_content(part)) for part in self.parts)

    @cached_property
    def interests_from(self) -> tuple[tuple[str, str], ...]:
        """The phrases that name interests, each with where it came from."""
        phrases = find_interests(zip(self.parts, self._wants, strict=True), self.marks)
        return tuple(one for one in phrases if any(map(str.isalnum, without_identity(one[0], self.names))))

    @property
    def statement(self) -> str:
        """The wanted text in the document's order, and of parts about interests what is a sentence, not a phrase."""
        return self._wanted_text(with_phrases=False)

    def _wanted_text(self, *, with_phrases: bool) -> str:
        wanted_by_part = ((part, wants.wanted) for part, wants in zip(self.parts, self._wants, strict=True))
        return _paragraphs(
            wanted if part.kind in _STATED or with_phrases else split_phrases(wanted)[1]
            for part, wanted in wanted_by_part
            if part.kind in (*_STATED, "interests")
        )

    @property
    def avoid(self) -> str:
        """What the writer does not want: whole parts about it, and single refusals elsewhere."""
        parts_with_wants = tuple(zip(self.parts, self._wants, strict=True))
        whole = (_refused(_content(part)) for part in self.parts if part.kind == "avoid")
        single = (wants.unwanted for part, wants in parts_with_wants if part.kind not in {"avoid", "other"})
        return _paragraphs((*whole, *single))

    def profile(self, id: str = "applicant", *, interests: str = "", name: str = "") -> Profile:
        """Return what the document says of a person, without what tells who it is.

        Interests given win over those found; the parts about interests then count as statement, so no word
        is lost.
        """
        names = (*self.names, name)
        statement = self._wanted_text(with_phrases=bool(interests.strip()))
        return Profile(
            id,
            name=name,
            interests=without_identity(interests.strip() or self.interests, names),
            statement=without_identity(statement, names),
            avoid=without_identity(self.avoid, names),
        )

    def with_parts(self, parts: Iterable[Part]) -> "Document":
        """Return the document with a person's corrections; a part left without text is gone."""
        corrected = tuple(Part(*part)._replace(text=clean(part.text)) for part in parts)
        return replace(self, parts=tuple(part for part in corrected if part.text.strip()))


def _refused(text: str) -> str:
    """Return a text about what is not wanted; where a sentence says so itself, the thing first."""
    lines = []
    for line in text.split("\n"):
        mark = "- " if line.startswith("- ") else ""
        sentences = [split_wants(sentence) for sentence in SENTENCE_BREAK.split(line.removeprefix(mark))]
        phrases = [phrase.rstrip(" .") for wants in sentences for phrase in (wants.unwanted, wants.wanted)]
        lines.append(mark + ". ".join(filter(None, phrases)) if any(wants.unwanted for wants in sentences) else line)
    return "\n".join(lines).strip()


def _content(part: Part) -> str:
    """Return a part's text under its heading where the heading says more than the kind."""
    says_more = (
        part.title and part.kind not in {"avoid", "interests"} and heading_kinds.kind_of(_last(part.title)) is None
    )
    return f"{_last(part.title)}\n\n{part.text}" if says_more else part.text


def _last(title: str) -> str:
    """Return the innermost heading of a part's title, which may name those above it too."""
    return title.rpartition(" / ")[2]


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())
