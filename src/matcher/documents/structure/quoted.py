"""Whose words: the heads of e-mails, what a reply quotes, and the other side of a chat are not the writer's.

They are kept, set aside, and a note says so. A text that is nothing but quoted is somebody's who passed it on.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from matcher.documents.blocks import Block, ParsedBlocks
from matcher.documents.structure import heading_kinds
from matcher.text.lexicon import Lexicon

_VOICES = Lexicon("documents/voices.txt")
QUOTED = "quoted"
"""The role of a block in words that are not the writer's."""

_SENT = re.compile(r"\d{1,2}[./:-]\d{2}|\d{4}|@")
"""A date, a time or an address, which says that a line attributes a message."""

_SOME = 15
"""Fewer words before a forwarded letter than these are a remark."""


def set_aside_others(blocks: Iterable[Block], parsed: ParsedBlocks, *, quotes_are_others: bool) -> list[Block]:
    """Return the blocks as the writer's and `QUOTED` ones.

    `quotes_are_others` says that a quote needs no further sign: so in plain text, where only mail has them; on pages
    people also set their own words as a quote.
    """
    parted = list(_by_voice(blocks, parsed, quotes_are_others))
    n_words = Counter[bool]()
    for block, is_own in parted:
        n_words[is_own] += len(block.text.split())
    quoted = [block for block, is_own in parted if not is_own and block.quoted]
    if n_words[True] < 2 * _SOME and sum(len(block.text.split()) for block in quoted) > n_words[True]:
        if quoted:
            parsed.notes.append("all of the text is quoted: it counts")
        parted = [(block, is_own or block.quoted) for block, is_own in parted]
    n_others = sum(not is_own for _, is_own in parted)
    if n_others:
        parsed.notes.append(f"heads of e-mails and quoted passages set aside: {n_others}")
    return [block if is_own else block._replace(role=QUOTED) for block, is_own in parted]


def _by_voice(blocks: Iterable[Block], parsed: ParsedBlocks, quotes_are_others: bool) -> Iterator[tuple[Block, bool]]:
    """Yield blocks, parted where the voice changes, each with whether it is the writer's."""
    blocks = list(blocks)
    is_mail = quotes_are_others
    n_own, is_own, writer, before = 0, True, "", ""
    for place, block in enumerate(blocks):
        if block.role != "text" and not block.quoted:
            yield block, is_own or block.role == "aside"
            continue
        is_quoted_next = place + 1 < len(blocks) and blocks[place + 1].quoted and not block.quoted
        for kind, text in _runs(block.text, is_quoted_next=is_quoted_next):
            piece = block._replace(text=text)
            if kind == "text" and not block.quoted:
                n_own += len(text.split()) if is_own else 0
                yield piece, is_own
            elif block.quoted:
                is_mail |= kind != "text"
                yield piece, not (is_mail or _is_others(text, before))
            else:
                is_mail = True
                sender = next(
                    (found[1].strip() for line in text.split("\n") if (found := _VOICES["sender"].match(line))), ""
                )
                is_own = n_own < _SOME or (bool(sender) and sender == writer)
                if is_own and sender:
                    writer = sender
                    parsed.names.append(re.split(r"[<\[(]", sender)[0].strip(" \"'*_"))
                yield piece, False
        before = block.text


def _runs(text: str, *, is_quoted_next: bool) -> list[tuple[str, str]]:
    """Return a block's lines as runs of text and of what stands at the head of a message."""
    lines = text.split("\n")
    runs: list[tuple[str, list[str]]] = []
    place = 0
    while place < len(lines):
        n = _n_head_lines(lines, place)
        if is_quoted_next and not n and place == len(lines) - 1:
            n = int(bool(_VOICES["attribution"].fullmatch(lines[place].strip())))
        if n or not runs or runs[-1][0] != "text":
            runs.append(("head" if n else "text", []))
        runs[-1][1].extend(lines[place : place + max(n, 1)])
        place += max(n, 1)
    return [(kind, "\n".join(run)) for kind, run in runs if any(line.strip() for line in run)]


def _n_head_lines(lines: list[str], place: int) -> int:
    if len(lines[place]) <= 80 and _VOICES["forwarded"].fullmatch(lines[place].strip()):
        return 1 + _n_head_lines(lines, place + 1) if place + 1 < len(lines) else 1
    for n in (1, 2):  # a long attribution is wrapped
        said = " ".join(lines[place : place + n]).strip()
        if said.endswith(":") and len(said) <= 300 and _VOICES["attribution"].fullmatch(said) and _SENT.search(said):
            return n
    if _VOICES["attributed"].match(lines[place].lstrip()[:300]):
        return 1
    n = 0
    while place + n < len(lines) and _VOICES["field"].match(lines[place + n].lstrip()):
        n += 1
    has_sender = any(_VOICES["sender"].match(line.lstrip()) for line in lines[place : place + n])
    return n if n >= 3 or (n == 2 and has_sender) else 0


def _is_others(text: str, before: str) -> bool:
    """Tell a quote on a page that is somebody else's: introduced, credited, or not about its writer."""
    return (
        before.rstrip().endswith(":")
        or bool(_VOICES["credited"].match(text))
        or not _VOICES["first_person"].search(text)
    )


_SPOKEN = re.compile(r"\b(?:I|i|you|me|my|we|your)\b")
_MOST_SPEAKERS = 8
_SELF = frozenset("me i myself you user human applicant candidate student mentee ich yo moi io eu ik".split())


def chat_turns(text: str, parsed: ParsedBlocks) -> list[tuple[bool, str]] | None:
    """Return the messages of a chat, each with whether its writer sent it; None for any other text.

    The writer is who is called "me", or else who says most. Who said it and when stands before each message, and is not
    what was said.
    """
    turns, before = _turns(text)
    if not turns:
        return None
    said = Counter[str]()
    for who, what in turns:
        said[who] += len(what)
    said.pop("", None)
    possible = [who for who in said if who.lower() in _SELF]
    possible = possible or [who for who in said if not _VOICES["never_self"].fullmatch(who)] or [*said]
    writer = max(possible, key=lambda who: said[who])
    parsed.names += [who for who in said if who.lower() not in _SELF]
    parsed.notes.append(f"{before} before messages taken off: {sum(bool(who) for who, _ in turns)}")
    if len(said) > 1:
        n_others = sum(who not in {writer, ""} for who, _ in turns)
        parsed.notes.append(f"messages of others than {writer}, taken for the writer, set aside: {n_others}")
    messages = [(who in {writer, ""}, *_VOICES["omitted"].subn("", what)) for who, what in turns]
    parsed.dropped["pictures and sounds of a chat"] = sum(n for _, _, n in messages)
    return [(is_own, what) for is_own, what, _ in messages]


def _turns(text: str) -> tuple[list[tuple[str, str]], str]:
    """Return who said what, "" for what stands before, and what was seen before each; nothing of any other text."""
    marks, before = _marks(text)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    turns = [(mark[1].strip(), text[mark.end() : end]) for mark, end in zip(marks, ends, strict=bool(marks))]
    if before == "names" and sum(bool(_SPOKEN.search(what)) for _, what in turns) < 0.4 * len(turns):
        return [], ""  # a list with the same labels again and again
    return ([("", text[: marks[0].start()]), *turns], before) if marks else ([], "")


def _marks(text: str) -> tuple[list[re.Match[str]], str]:
    """Return what stands before the messages of a chat, and what that is; nothing of any other text."""
    n_lines = sum(bool(line.strip()) for line in text.split("\n"))
    for pattern, n_each in ((_VOICES["message"], 2), (_VOICES["stamped"], 4)):
        marks = list(pattern.finditer(text))
        n_names = len({mark[1].strip() for mark in marks})
        if len(marks) >= max(3, n_lines / n_each) and (pattern is _VOICES["message"] or 2 * n_names <= len(marks) + 1):
            return marks, "names and times"
    marks = list(_VOICES["turn"].finditer(text))
    n_turns = Counter(mark[1].strip() for mark in marks)
    speakers = {who for who, n in n_turns.items() if n > 1 and _may_speak(who)}
    marks = [mark for mark in marks if mark[1].strip() in speakers]
    is_talk = len(marks) >= max(4, n_lines / 2) and 2 <= len(speakers) <= _MOST_SPEAKERS
    return (marks, "names") if is_talk else ([], "")


def _may_speak(who: str) -> bool:
    return who.lower() in _SELF or not (heading_kinds.is_label(who) or _VOICES["field"].match(f"{who}: x"))
