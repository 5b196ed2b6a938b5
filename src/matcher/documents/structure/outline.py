"""The sections of a document: which text is under which heading, and the kind that the heading gives it."""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.documents.blocks import Block
from matcher.documents.structure import heading_kinds

_NEAR_THE_TOP = 3  # little comes before a title: a badge, a greeting


@dataclass(frozen=True)
class Section:
    """The blocks under one heading: their kind, None if only the paragraphs can tell.

    `path` holds the headings above them, the innermost last, without the document's title. `is_guessed` says that the
    kind comes from most items of a list, not from a heading.
    """

    path: tuple[str, ...] = ()
    level: int = 0
    kind: str | None = None
    why: str = ""
    place: int = -1
    passes_on: bool = True
    is_guessed: bool = False


def sections_of(blocks: list[Block]) -> Iterator[Section]:
    """Yield the section of each heading."""
    title = _title_place(blocks)
    kinds = {
        heading_kinds.kind_of(block.text)
        for place, block in enumerate(blocks)
        if block.role == "heading" and place != title
    }
    open_sections = [Section()]
    for place, block in enumerate(blocks):
        if block.role == "heading" and place == title:
            open_sections.append(_title_section(block, place, kinds - {None}))
            yield open_sections[-1]
        elif block.role == "heading":
            open_sections = _with_heading(open_sections, block, place)
            yield open_sections[-1]


def _title_place(blocks: list[Block]) -> int:
    """Return the place of the document's title, -1 for none: the only heading of the highest level, near the top."""
    levels = {place: block.level for place, block in enumerate(blocks) if block.role == "heading"}
    top = min(levels.values(), default=0)
    first = min(levels, default=0)
    is_title = levels.get(first) == top and list(levels.values()).count(top) == 1 and first < _NEAR_THE_TOP
    return first if is_title else -1


def _title_section(block: Block, place: int, kinds: set[str | None]) -> Section:
    """Return the section of the title, which is about the whole document.

    It gives its kind to the text directly under it unless another heading has that kind, and to the sections under it
    only if none of their headings has a kind.
    """
    kind, why = heading_kinds.kind_of(block.text), f'heading "{block.text}"'
    if kind is None:
        return Section((block.text,), 0, None, "", place)
    own = None if kind == "statement" or kind in kinds else kind
    return Section((block.text,), 0, own, why, place, passes_on=not kinds)


def _with_heading(sections: list[Section], block: Block, place: int) -> list[Section]:
    """Return the open sections with a new heading, whose kind comes from its words or from the heading above."""
    outer = [section for section in sections if section.level < block.level]
    kind, why = heading_kinds.kind_of(block.text), f'heading "{block.text}"'
    above = outer[-1] if outer else Section()
    path = (block.text,) if above.level == 0 else (*above.path, block.text)
    if kind is None:
        kind, why = (above.kind, above.why) if above.passes_on else (None, "")
    return [*outer, Section(path, block.level, kind, why, place)]
