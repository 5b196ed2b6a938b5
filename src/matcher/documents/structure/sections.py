"""Blocks to parts: find the section of each heading, decide the kind of each block, and say which words show it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

from matcher.documents.blocks import QUOTED, Block, Part
from matcher.documents.structure import kinds
from matcher.documents.structure.block_roles import bold_label, opens_list
from matcher.documents.structure.kinds import PARAGRAPHS

_NEAR_THE_TOP = 3  # little comes before a title: a badge, a greeting

_RUN_IN = re.compile(
    r"[^\w\n]*([^\W\d_](?:[^:.!?|\n]{1,48}\??|[^:.!?|\n]{49,110}\?))\s*(?::\s+|(?<=[^\W\x00-\u2fff]):|\s[–—|-]\s)(?=\S)"
)
_SET_IN = re.compile(r"([^\W\d_][^:.!?|\n]{1,48})\.\s(?=\S)")
_VAGUE = re.compile(r"\W*(?:(?:any|every)thing else|what else|the rest|misc|also|p\.?s|postscript)", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """The blocks under one heading: their kind, None if only the paragraphs can tell.

    `path` holds the headings above them, the innermost last, without the document's title. `passes_on` says that the
    sections below may have its kind, `is_guessed` that the kind comes from most items of a list, not from a heading.
    """

    path: tuple[str, ...] = ()
    level: int = 0
    kind: str | None = None
    why: str = ""
    place: int = -1  # two headings of the same words open two sections
    passes_on: bool = True
    is_guessed: bool = False


class _Placed(NamedTuple):
    """One block with its section and kind; `place` is the block's place in the document."""

    place: int
    section: Section
    kind: str
    why: str
    block: Block


def parts_of(blocks: list[Block], names: tuple[str, ...]) -> tuple[Part, ...]:
    """Return the parts of a document in its order; every block's text is in a part, as text or as a title."""
    sections = _sections_of(blocks)
    placed = list(_placed(blocks, sections, names))
    placed += _bare_headings(blocks, sections, placed)
    parts: list[Part] = []
    before: tuple[Section, str] | None = None
    for _, section, kind, why, block in sorted(placed, key=lambda item: item.place):
        text = f"- {block.text}" if block.role == "item" else block.text
        if before == (section, kind):
            continues_list = block.role == "item" and parts[-1].text.rpartition("\n")[2].startswith("- ")
            parts[-1] = parts[-1]._replace(text=parts[-1].text + ("\n" if continues_list else "\n\n") + text)
        else:
            parts.append(Part(kind, " / ".join(section.path), text, why))
        before = (section, kind)
    return tuple(parts)


def _sections_of(blocks: list[Block]) -> dict[int, Section]:
    """Return the section of each heading, by its place."""
    headings = {place: block for place, block in enumerate(blocks) if block.role == "heading"}
    title = _title_place(headings)
    kinds_below = {kinds.of_heading(block.text) for place, block in headings.items() if place != title} - {None}
    sections: dict[int, Section] = {}
    open_sections = [Section()]
    for place, block in headings.items():
        outer = [section for section in open_sections if section.level < block.level]
        is_title = place == title
        section = _title_section(block, kinds_below) if is_title else _section_under(outer[-1], block)
        sections[place] = replace(section, place=place)
        open_sections = [*outer, sections[place]]
    return sections


def _title_place(headings: dict[int, Block]) -> int:
    """Return the place of the document's title, -1 for none: the only heading of the highest level, near the top."""
    levels = [block.level for block in headings.values()]
    is_title = levels[:1] == [min(levels, default=0)] and levels.count(levels[0]) == 1
    first = min(headings, default=_NEAR_THE_TOP)
    return first if is_title and first < _NEAR_THE_TOP else -1


def _title_section(block: Block, kinds_below: set[str | None]) -> Section:
    """Return the section of the title, which is about the whole document.

    It gives its kind to the text directly under it unless another heading has that kind, and to the sections under it
    only if none of their headings has a kind.
    """
    kind = kinds.of_heading(block.text)
    own = None if kind == "statement" or kind in kinds_below else kind
    return Section((block.text,), 0, own, f'heading "{block.text}"' if kind else "", passes_on=not kinds_below)


def _section_under(above: Section, block: Block) -> Section:
    """Return the section of a heading, whose kind comes from its words or from the section above it."""
    kind, why = kinds.of_heading(block.text), f'heading "{block.text}"'
    path = (block.text,) if above.level == 0 else (*above.path, block.text)
    if kind is None:
        kind, why = (above.kind, above.why) if above.passes_on else (None, "")
    return Section(path, block.level, kind, why)


def _bare_headings(blocks: list[Block], sections: dict[int, Section], placed: list[_Placed]) -> Iterator[_Placed]:
    titles = {title for item in placed for title in item.section.path}
    for place, block in enumerate(blocks):
        if block.role == "heading" and block.text not in titles:
            section = sections[place]
            kind = (section.kind if section.level else None) or "statement"
            yield _Placed(place, Section(level=-1), kind, "a heading with no text of its own", block)


def _placed(blocks: list[Block], sections: dict[int, Section], names: tuple[str, ...]) -> Iterator[_Placed]:
    section, lead, listed, is_signed = Section(), None, None, False
    for place, block in enumerate(blocks):
        if block.role == "heading":
            section, lead, listed = sections[place], None, None
        elif block.role in {"note", "aside", QUOTED}:
            yield _placed_aside(place, block)
        elif _is_signature(block, is_signed=is_signed, is_last=place > 0 and place == len(blocks) - 1):
            yield _Placed(place, Section(level=7), "other", "a signature", block)
        else:
            if block.role != "item":
                listed = None
                lead = _section_of_lead(block, blocks[place + 1 : place + 2])
                rules = section.kind not in {None, "statement"} and lead is not None and lead.kind != "avoid"
                lead = None if rules and len(block.text.split()) > 3 else lead  # the heading decides over such a line
            if lead is not None and lead.path and block.role == "text":
                continue  # it is the title of its list
            if block.role == "item" and listed is None:
                rest = (blocks[at] for at in range(place, len(blocks)))
                items = [item.text for item in takewhile(lambda following: following.role == "item", rest)]
                listed = _section_of_list(lead or section, items)
            placed = _with_refusals_apart(_Placed(place, *_kind_of_block(listed or lead or section, block, names)))
            is_signed = len(block.text) <= 60 and bool(PARAGRAPHS["farewell"].match(block.text))
            is_signed = is_signed or (place >= len(blocks) - 4 and kinds.is_thanks(block.text))
            yield from placed


def _with_refusals_apart(placed: _Placed) -> Iterator[_Placed]:
    """Yield the block; sentences in a wish that refuse something become blocks of their own, and need no "I"."""
    place, section, kind, _, block = placed
    is_item, title = block.role == "item", section.path[-1] if section.path else ""
    is_wish = kind == "interests" or (kind == "goals" and (is_item or kinds.says_sought(title)))
    is_wish = is_wish or (is_item and not section.kind and block.text[:4].lower() == "not ")
    if is_wish and kinds.refused(block.text):
        kept, refusals = "", [block.text]
    else:
        kept, refusals = kinds.without_refusals(block.text) if is_wish else (block.text, [])
    if kept:
        yield placed._replace(block=block._replace(text=kept))
    for refusal in refusals:
        thing = block._replace(text=kinds.refused(refusal), role="item")
        yield _Placed(place, Section(section.path, 8, "avoid"), "avoid", f'says no: "{refusal}"', thing)


def _is_signature(block: Block, *, is_signed: bool, is_last: bool) -> bool:
    """Tell whether a block is a signature: a short line after a farewell or thanks, or a last line after dashes."""
    if block.role != "text" or len(block.text) > 60 or block.text[-1] in ".!?:":
        return False
    return is_signed or (is_last and bool(re.match(r"(?:--|[–—~])", block.text)))


def _placed_aside(place: int, block: Block) -> _Placed:
    if block.role == "note":
        return _Placed(place, Section(level=9), "statement", "footnotes belong to the text", block)
    is_quoted = block.role == QUOTED
    why = "the head of an e-mail, or words of somebody else" if is_quoted else "navigation, page foot, or struck out"
    return _Placed(place, Section(level=11 if is_quoted else 10), "other", why, block)


def _section_of_lead(block: Block, following: list[Block]) -> Section | None:
    """Return the section that a line before a list opens, None for any other line or one without a kind."""
    if not following or following[0].role != "item" or not opens_list(block.text) or len(block.text) >= 160:
        return None
    kind = kinds.of_heading(kinds.sentences_in(block.text)[-1])
    cue, cue_words = kinds.of_paragraph(block.text)
    path = (block.text,) if len(block.text.split()) <= 8 else ()  # a longer line is text, not a title
    if kind == "avoid" and (len(block.text.split()) > 8 or "," in block.text):
        kind = None  # a longer sentence with a "no" does not refuse the list after it
    if cue_words and kind != "avoid":
        return Section(path, 8, cue, f'the line before the list says "{cue_words}"')
    return Section(path, 8, kind, f'the line before the list, "{block.text}"') if kind else None


def _section_of_list(section: Section, items: list[str]) -> Section:
    """Return the section of a list: all items have one kind, that of most of them if nothing else decides it."""
    if section.kind == "interests":
        pastimes = [pastime for pastime in map(kinds.pastimes, items) if pastime]
        if len(pastimes) * 2 > len(items):
            return Section(section.path, 8, "other", f'a list of private life: "{pastimes[0]}"')
    if section.kind or section.why or len(items) < 2:
        return section
    cues = [(kind, words) for kind, words in map(kinds.of_paragraph, items) if words]
    kind = max(dict(cues), key=[kind for kind, _ in cues].count, default="")
    words = [words for item_kind, words in cues if item_kind == kind]
    if len(words) * 2 <= len(items):
        return section
    return Section(section.path, 8, kind, f'most of a list says things like "{words[0]}"', is_guessed=True)


def _kind_of_block(section: Section, block: Block, names: tuple[str, ...]) -> tuple[Section, str, str, Block]:
    """Return the section and kind of a paragraph or item: by its own label, its section, or its sentences."""
    label = _RUN_IN.match(block.text) or (_SET_IN.match(block.text) if bold_label(block) else None)
    rest = block.text[label.end() :] if label else ""
    is_row = label is not None and "|" in label[0] and len(label[1].split()) == 1  # perhaps the header of a table
    is_cell = is_row and (section.kind not in {None, "statement"} or " " not in rest or kinds.is_label(rest))
    if label and not is_cell and section.kind != "other" and kinds.is_label(label[1]):
        kind = kinds.of_heading(label[1]) or "statement"
        kind = "other" if kind == "avoid" and PARAGRAPHS["refuses_nothing"].fullmatch(rest) else kind
        return Section((label[1].strip(),), 8, kind), kind, f'label "{label[1].strip()}"', block._replace(text=rest)
    if section.kind == "other":
        is_vague = section.path and _VAGUE.match(section.path[-1])
        if is_vague and (wish := PARAGRAPHS["research_wish"].search(block.text)):
            return Section(section.path, 8, "goals"), "goals", f'sentence with "{wish[0].strip()}"', block
        return section, "other", section.why, block
    if section.kind == "avoid" and PARAGRAPHS["refuses_nothing"].fullmatch(block.text):
        return Section(section.path, 8, "other"), "other", f'an answer that refuses nothing: "{block.text}"', block
    if section.kind == "interests" and (pastime := kinds.pastimes(block.text)):
        return Section(section.path, 8, "other"), "other", f'private life: "{pastime}"', block
    if block.role == "item" and section.kind and not section.is_guessed:  # items stay in their list, except addresses
        private = kinds.contact(block.text, names, n_beside=0 if section.kind == "interests" else 1)
    else:
        private = kinds.private(block.text, names)
    if private:
        return Section(level=7), "other", f'contact, courtesy or private life: "{private}"', block
    if section.kind and not section.is_guessed:
        return section, section.kind, section.why, block
    kind, cue_words = kinds.of_paragraph(block.text)
    if section.kind and not cue_words:
        return section, section.kind, section.why, block
    if not cue_words and section.why:  # a title about the whole document
        return section, kind, section.why, block
    no_reason = f'heading "{section.path[-1]}" names no kind' if section.path else "no heading and no cue"
    return section, kind, f'sentence with "{cue_words}"' if cue_words else f"{no_reason}: taken as statement", block
