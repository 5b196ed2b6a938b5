"""The sections of a document: what stands under which heading, and what the heading says it is about."""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.documents.blocks import Block
from matcher.documents.structure import heading_kinds

_NEAR_THE_TOP = 3  # a title has hardly anything before it: a badge, a greeting


@dataclass(frozen=True)
class Section:
    """A stretch under one heading: its kind, None while only its paragraphs can tell.

    `path` holds the headings it lies under, itself last and the document's title left out. `is_guessed` says that most
    items of a list gave the kind, and no heading.
    """

    path: tuple[str, ...] = ()
    level: int = 0
    kind: str | None = None
    why: str = ""
    place: int = -1
    passes_on: bool = True
    is_guessed: bool = False


def sections_of(blocks: list[Block]) -> Iterator[Section]:
    """Yield the section that each heading opens."""
    title = _title_place(blocks)
    named = {
        heading_kinds.kind_of(block.text)
        for place, block in enumerate(blocks)
        if block.role == "heading" and place != title
    }
    open_sections = [Section()]
    for place, block in enumerate(blocks):
        if block.role == "heading" and place == title:
            open_sections.append(_titled(block, place, named - {None}))
            yield open_sections[-1]
        elif block.role == "heading":
            open_sections = _opened(open_sections, block, place)
            yield open_sections[-1]


def _title_place(blocks: list[Block]) -> int:
    """Return the place of the document's title, -1 for none: the one heading above all others, near the top."""
    levels = {place: block.level for place, block in enumerate(blocks) if block.role == "heading"}
    top = min(levels.values(), default=0)
    first = min(levels, default=0)
    is_title = levels.get(first) == top and list(levels.values()).count(top) == 1 and first < _NEAR_THE_TOP
    return first if is_title else -1


def _titled(block: Block, place: int, named: set[str | None]) -> Section:
    """Return the section of the title, which speaks of the whole and not of one section.

    It decides about the text right under it unless another heading has that kind, and about the sections under it
    only when none of their headings has a kind.
    """
    kind, why = heading_kinds.kind_of(block.text), f'heading "{block.text}"'
    if kind is None:
        return Section((block.text,), 0, None, "", place)
    own = None if kind == "statement" or kind in named else kind
    return Section((block.text,), 0, own, why, place, passes_on=not named)


def _opened(sections: list[Section], block: Block, place: int) -> list[Section]:
    """Return the open sections under a new heading, which takes its kind from its words or from the one above."""
    outer = [section for section in sections if section.level < block.level]
    kind, why = heading_kinds.kind_of(block.text), f'heading "{block.text}"'
    above = outer[-1] if outer else Section()
    path = (block.text,) if above.level == 0 else (*above.path, block.text)
    if kind is None:
        kind, why = (above.kind, above.why) if above.passes_on else (None, "")
    return [*outer, Section(path, block.level, kind, why, place)]
