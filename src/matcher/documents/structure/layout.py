"""Interpret line ends and blank lines: wrapped lines, hyphens, divided paragraphs, bullets, footnotes."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain, pairwise

from matcher.documents.blocks import Block, piece_of_block
from matcher.documents.structure import kinds
from matcher.documents.structure.block_roles import SENTENCE_END, asks_reader, mark_headings, mark_items
from matcher.documents.structure.kinds import PARAGRAPHS
from matcher.text.lexicon import zipf_in_english
from matcher.text.tokens import SENTENCE_BREAK

BULLET = re.compile(
    r"\s*(?:[•◦▪▫●○■□‣⁃∙·➢➤►▶✓✔★☆❖♦⁕]\s*|[-–—*]\s+|\(?(?:\d{1,2}|[a-h]|i{1,3}|iv|vi{0,3})[.)]\s+(?=\S))"
)
"""The bullets and numbers at the start of a list item."""

_LONGEST_WRAPPED = 130
"""The greatest width of text wrapped by hand; longer lines are whole paragraphs."""

_OPEN_END = re.compile(
    r"(?:[,\-–—(/&]|\b(?:and|or|the|a|an|of|in|on|for|with|to|from|by|at|as|und|et|y|de|der|die))$", re.I
)
_HYPHENS = frozenset("-\u2010\u00ad\ufffe")
_CUT_END = re.compile(r"(?:[^\W\d_],|\b(?:and|or|the|a|an|of|in|for|with|to))$", re.IGNORECASE)


def ends_open(text: str) -> bool:
    """Tell whether the last character or word of a line shows that the text continues.

    >>> ends_open("the roots of the"), ends_open("the roots")
    (True, False)
    """
    return bool(_OPEN_END.search(text[-8:]))


_QUESTION = re.compile(r"(?:Q|Question)\s?\d{0,2}\s?[.:)]\s+(?=\S)")
_ANSWER = re.compile(r"(?:A|Answer)\s?(?:\d{1,2}\s?[.:)]|:)\s+(?=\S)")
"""The starts of the questions and answers of a form."""

_LABEL = re.compile(r"([^\W\d_](?:[^:\n]{1,40}?|[^:?\n]{30,110}\?))(?::|\s[–—-])\s")


def width_of(pairs: Iterable[tuple[str, str]]) -> int:
    """Return the width at which a text was wrapped, 0 if its line ends are intended.

    `pairs` are lines with the lines that follow them. In wrapped text the next word would not have fitted on most
    lines; in a list, or a post with one paragraph per line, it would.
    """
    pairs = [(line.strip(), following.split()[0]) for line, following in pairs if line.strip() and following.strip()]
    if not pairs:
        return 0
    lengths = Counter(len(line) for line, _ in pairs)
    n_near = {width: sum(n for length, n in lengths.items() if 0.8 * width <= length <= width) for width in lengths}
    width = max(n_near, key=lambda candidate: (n_near[candidate], candidate))
    are_full = [len(line) + 1 + len(word) >= 0.95 * width for line, word in pairs if 0.6 * width <= len(line) <= width]
    full = sum(are_full)
    alone_and_ended = len(pairs) == 1 and (width < 60 or bool(SENTENCE_END.search(pairs[0][0])))
    # if nearly all long lines are full, the short ones are an address or a signature
    are_wrapped = full >= 0.6 * len(pairs) or full >= max(4, 0.85 * len(are_full))
    is_wrapped = 30 <= width <= _LONGEST_WRAPPED and are_wrapped and not alone_and_ended
    return width if is_wrapped else 0


def breaks_between(line: str, following: str, width: int) -> bool:
    """Tell whether the end of `line` is intended: the next word would still have fitted on it."""
    line, following = line.strip(), following.strip()
    if not line or not following or _ends_in_address(line, following):
        return True
    if any(mark.match(following) for mark in (BULLET, _QUESTION, _ANSWER)) or (line[-1] == "?" and BULLET.match(line)):
        return True
    label = _LABEL.match(following) if following[0].isupper() else None
    if label and (_LABEL.match(line) or kinds.is_label(label[1])):  # rows of a form
        return True
    if not width:
        is_title = line.isupper() or asks_reader(line)  # a heading in capitals, a question of a form
        return is_title or not (ends_open(line) and following[0].islower())
    fits = len(line) + 1 + len(following.split()[0]) <= 0.88 * width
    may_continue = not SENTENCE_END.search(line) and not line.endswith(":") and following[0].islower() and width >= 50
    return fits and not (may_continue and len(line) > 0.4 * width)


def _ends_in_address(line: str, following: str) -> bool:
    """Tell whether a list entry ends in a web address, with another entry below it."""
    last = line.rsplit(maxsplit=1)[-1]
    return ("://" in last or last.startswith(("www.", "(www."))) and following[0].isupper()


def lay_out(blocks: list[Block], *, soft: bool) -> list[Block]:
    """Return the blocks with wrapped lines joined and divided paragraphs put together.

    `soft` says that line ends may be due to wrapping (plain text, Markdown); elsewhere each is intended (web, office).
    """
    texts = [block.text.split("\n") for block in blocks if block.role == "text"]
    width = width_of(pair for lines in texts for pair in pairwise(lines)) if soft else 0
    known = words_written("\n".join(chain.from_iterable(texts))) if width else Counter()
    paragraphs = _rejoined([_split(block, width, known) for block in blocks])
    return mark_headings(mark_items(_with_footnotes(paragraphs)))


def _with_footnotes(blocks: list[Block]) -> list[Block]:
    """Turn paragraphs into footnotes if they start with a mark like [1] that occurs in the text before them."""
    with_notes: list[Block] = []
    seen: set[str] = set()
    for block in blocks:
        mark = _NOTE_MARK.match(block.text) if block.role == "text" else None
        seen.update(_NOTE_MARK.findall(block.text, 1))
        if mark and mark[0] in seen and len(block.text) > mark.end():
            block = block._replace(role="note", text=block.text[mark.end() :].lstrip())
        elif mark:
            seen.add(mark[0])
        with_notes.append(block)
    return with_notes


_NOTE_MARK = re.compile(r"\[\d{1,2}\]")


def _split(block: Block, width: int, known: Counter[str]) -> list[Block]:
    """Return the lines of a block with intended ends as separate blocks; a heading or an item stays one block."""
    lines = [line for line in block.text.split("\n") if line.strip()]
    if block.role != "text":
        return [block._replace(text=" ".join(lines))]
    groups = [[lines[0]]]
    for line in lines[1:]:
        if breaks_between(groups[-1][-1], line, width):
            groups.append([line])
        else:
            groups[-1].append(line)
    joined = (joined_lines(group, known, is_set=False)[0] if width else " ".join(group) for group in groups)
    return [_with_role(piece_of_block(block, "text", text, len(groups))) for text in joined]


def _with_role(piece: Block) -> Block:
    """Return a piece of a block with the role that its start shows: an item, a form's question or answer, a text."""
    text = piece.text
    if (asked := _QUESTION.match(text)) and len(text) <= 200:
        return Block("heading", text[asked.end() :], 7)
    if answer := _ANSWER.match(text):
        return piece._replace(text=text[answer.end() :])
    if (bullet := BULLET.match(text)) and len(text) > bullet.end():
        return piece._replace(role="item", text=text[bullet.end() :], level=0)
    return piece


def _rejoined(groups: list[list[Block]]) -> list[Block]:
    """Join paragraphs that a page break divided: no sentence ends before it, and none begins after it.

    Only the last and first blocks of neighbouring groups are joined; blocks within a group were separated on purpose.
    The paragraphs of a writer who never uses capitals are not taken for divided ones.
    """
    text = " ".join(block.text for group in groups for block in group if block.role == "text")
    starts = [sentence[:1] for sentence in SENTENCE_BREAK.split(text)[1:]]
    no_capitals = sum(start.islower() for start in starts) > 0.5 * len(starts)
    rejoined: list[Block] = []
    for first, *rest in filter(None, groups):
        before = rejoined[-1] if rejoined else None
        are_text = before and before.role in {"text", "item"} and first.role == "text"
        if before and are_text and _is_divided(before.text, first.text, no_capitals):
            rejoined[-1] = Block(before.role, f"{before.text} {first.text}", 0, before.strong + first.strong)
        else:
            rejoined.append(first)
        rejoined += rest
    return rejoined


def _is_divided(text: str, following: str, no_capitals: bool) -> bool:
    if SENTENCE_END.search(text) or text.endswith((":", ";")) or not following[:1].isalpha():
        return False
    if PARAGRAPHS["greeting"].match(text) and text.endswith(","):
        return False
    if following[:1].islower() and not no_capitals:
        return len(text) > 40 or ends_open(text)
    return len(text) > 60 and bool(_CUT_END.search(text))


def words_written(text: str) -> Counter[str]:
    """Return how often each word occurs in a text; a word with hyphens is one word."""
    return Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))


def joined_lines(texts: list[str], known: Counter[str], *, is_set: bool = True) -> tuple[str, int]:
    """Return the lines as one text with words hyphenated at line ends rejoined, and the number of those words.

    `is_set` says that a program broke the lines. By hand people seldom hyphenate, so that two English words stay two.

    >>> known = words_written("rock")
    >>> joined_lines(["the rea-", "son of deep-", "water moss-", "based rock"], known, is_set=False)[0]
    'the reason of deep-water moss-based rock'
    """
    joined, n_rejoined = [texts[0].strip()], 0
    for following in texts[1:]:
        following = following.strip()
        before = joined[-1]
        if following[:1].islower() and before[-1:] in _HYPHENS and before[-3:-1].isalpha() and len(before) > 2:
            keeps = _keeps_hyphen(before[:-1], following, known, is_set=is_set)
            joined[-1] = before[:-1] + "-" if keeps else before[:-1]
            joined.append(following)
            n_rejoined += not keeps
        else:
            joined += [" ", following]
    return "".join(joined).strip(), n_rejoined


def _keeps_hyphen(before: str, following: str, known: Counter[str], *, is_set: bool) -> bool:
    """Tell whether a word has a hyphen anyway, from how the document writes it elsewhere."""
    left, right = re.split(r"[\W\d_]", before.lower())[-1], re.split(r"[\W\d_]", following.lower(), maxsplit=1)[0]
    if not is_set and zipf_in_english(left) and zipf_in_english(right):
        return True
    n_joined = known[left + right]
    return known[f"{left}-{right}"] > n_joined or (not n_joined and left in PARAGRAPHS.words("kept_hyphens"))
