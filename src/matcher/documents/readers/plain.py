"""Convert plain text to blocks, and find words of other people: heads of e-mails, quoted passages, messages of a chat.

Words of others are kept but do not count, and a note says so. A text that is wholly quoted was passed on, and counts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from matcher.documents.blocks import INVISIBLE, QUOTED, Block, ParsedBlocks
from matcher.documents.structure import kinds
from matcher.documents.structure.layout import BULLET
from matcher.text.lexicon import Lexicon

_VOICES = Lexicon("documents/voices.txt")
_RULE = re.compile(r"[ \t]*([=\-~_*#–—])(?:[ \t]*\1){2,}[ \t]*")
_QUOTE = re.compile(r"^[ \t]{0,40}(?:>[ \t]?)+")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_SENT = re.compile(r"\d{1,2}[./:-]\d{2}|\d{4}|@")
"""A date, a time or an address, which shows that a line attributes a message."""

_MIN_WORDS = 15
"""A text with fewer words before a forwarded letter is only a remark."""

_SPOKEN = re.compile(r"\b(?:I|i|you|me|my|we|your)\b")
_MOST_SPEAKERS = 8
_SELF = frozenset("me i myself you user human applicant candidate student mentee ich yo moi io eu ik".split())


def read_plain(text: str) -> ParsedBlocks:
    """Return plain text as blocks; what looks like a tag is text."""
    parsed = ParsedBlocks()
    text = INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    turns = _chat_turns(text, parsed)
    if not turns:
        parsed.blocks += _blocks_of(text)
    for is_own, run in groupby(turns, key=lambda turn: turn[0]):  # each message is a paragraph
        messages = [message for _, message in run]
        quoted = (Block(QUOTED, message) for message in messages if message.strip())
        parsed.blocks += _blocks_of("\n".join(messages)) if is_own else quoted
    return parsed


def _blocks_of(text: str) -> list[Block]:
    blocks: list[Block] = []
    for paragraph in _BLANK.split(text):
        for is_quoted, lines in groupby(paragraph.split("\n"), key=lambda line: bool(_QUOTE.match(line))):
            new = _blocks([_QUOTE.sub("", line) for line in lines])
            blocks += [block._replace(quoted=is_quoted) for block in new]
    return blocks


def _blocks(lines: list[str]) -> list[Block]:
    """Return the lines between two blank lines as blocks: underlined ones as headings, the rest as text."""
    blocks: list[Block] = []
    kept: list[str] = []
    for line in lines:
        if _RULE.fullmatch(line):
            if kept and len(kept[-1].strip()) <= 80 and re.fullmatch(r"\s*(?:=+|-+|~+)\s*", line):
                blocks += [*_text(kept[:-1]), Block("heading", kept[-1], 1 if "=" in line else 2)]
            else:
                blocks += _text(kept)
            kept = []
        elif kept and re.match(r"[ \t]{2,}\S", line) and BULLET.match(kept[-1]) and not BULLET.match(line):
            kept[-1] += f" {line.strip()}"  # an item continues on an indented line
        elif line.strip():
            kept.append(line)
    return blocks + _text(kept)


def _text(lines: list[str]) -> list[Block]:
    return [Block("text", "\n".join(lines))] if lines else []


def _chat_turns(text: str, parsed: ParsedBlocks) -> list[tuple[bool, str]]:
    """Return the messages of a chat, each with whether the writer sent it; none for any other text.

    The writer is the speaker called "me", or else the one who writes most. The name and time before each message are
    removed.
    """
    turns, prefix = _speaker_turns(text)
    if not turns:
        return []
    n_letters = Counter[str]()
    for who, message in turns:
        n_letters[who] += len(message)
    n_letters.pop("", None)
    possible = [who for who in n_letters if who.lower() in _SELF]
    possible = possible or [who for who in n_letters if not _VOICES["never_self"].fullmatch(who)] or [*n_letters]
    writer = max(possible, key=lambda who: n_letters[who])
    parsed.names += [who for who in n_letters if who.lower() not in _SELF]
    parsed.notes.append(f"{prefix} before messages taken off: {sum(bool(who) for who, _ in turns)}")
    if len(n_letters) > 1:
        n_others = sum(who not in {writer, ""} for who, _ in turns)
        parsed.notes.append(f"messages of others than {writer}, taken for the writer, set aside: {n_others}")
    messages = [(who in {writer, ""}, *_VOICES["omitted"].subn("", message)) for who, message in turns]
    parsed.dropped["pictures and sounds of a chat"] = sum(n for _, _, n in messages)
    return [(is_own, message) for is_own, message, _ in messages]


def _speaker_turns(text: str) -> tuple[list[tuple[str, str]], str]:
    """Return pairs of speaker ("" for the text before) and message, and what precedes each; none for any other text."""
    prefixes, prefix = _message_prefixes(text)
    ends = [*(match.start() for match in prefixes[1:]), len(text)]
    turns = [(match[1].strip(), text[match.end() : end]) for match, end in zip(prefixes, ends, strict=bool(prefixes))]
    if prefix == "names" and sum(bool(_SPOKEN.search(message)) for _, message in turns) < 0.4 * len(turns):
        return [], ""  # a list that repeats the same labels
    return ([("", text[: prefixes[0].start()]), *turns], prefix) if prefixes else ([], "")


def _message_prefixes(text: str) -> tuple[list[re.Match[str]], str]:
    """Return the matches of what precedes each message of a chat, and what that is; none for any other text."""
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
    return who.lower() in _SELF or not (kinds.is_label(who) or _VOICES["field"].match(f"{who}: x"))


def set_aside_others(blocks: Iterable[Block], parsed: ParsedBlocks, *, quotes_are_others: bool) -> list[Block]:
    """Return the blocks, with the role `QUOTED` for those in somebody else's words.

    `quotes_are_others` says that every quote is somebody else's: so in plain text, where only mail has quotes; on pages
    people also format their own words as quotes.
    """
    parted = list(_by_voice(blocks, parsed, quotes_are_others))
    n_words = Counter[bool]()
    for block, is_own in parted:
        n_words[is_own] += len(block.text.split())
    quoted = [block for block, is_own in parted if not is_own and block.quoted]
    if n_words[True] < 2 * _MIN_WORDS and sum(len(block.text.split()) for block in quoted) > n_words[True]:
        if quoted:
            parsed.notes.append("all of the text is quoted: it counts")
        parted = [(block, is_own or block.quoted) for block, is_own in parted]
    n_others = sum(not is_own for _, is_own in parted)
    if n_others:
        parsed.notes.append(f"heads of e-mails and quoted passages set aside: {n_others}")
    return [block if is_own else block._replace(role=QUOTED) for block, is_own in parted]


def _by_voice(blocks: Iterable[Block], parsed: ParsedBlocks, quotes_are_others: bool) -> Iterator[tuple[Block, bool]]:
    """Yield blocks, divided where the writer changes, each with whether it is in the writer's own words."""
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
                # on a page a quote is somebody else's if it is introduced, credited, or without "I" or "my"
                is_credited = before.rstrip().endswith(":") or _VOICES["credited"].match(text)
                yield piece, not (is_mail or is_credited) and bool(_VOICES["first_person"].search(text))
            else:
                is_mail = True
                matches = map(_VOICES["sender"].match, text.split("\n"))
                sender = next((match[1].strip() for match in matches if match), "")
                is_own = n_own < _MIN_WORDS or (bool(sender) and sender == writer)
                if is_own and sender:
                    writer = sender
                    parsed.names.append(re.split(r"[<\[(]", sender)[0].strip(" \"'*_"))
                yield piece, False
        before = block.text


def _runs(text: str, *, is_quoted_next: bool) -> list[tuple[str, str]]:
    """Return the lines of a block as runs of text and of message heads."""
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
        head = " ".join(lines[place : place + n]).strip()
        if head.endswith(":") and len(head) <= 300 and _VOICES["attribution"].fullmatch(head) and _SENT.search(head):
            return n
    if _VOICES["attributed"].match(lines[place].lstrip()[:300]):
        return 1
    n = 0
    while place + n < len(lines) and _VOICES["field"].match(lines[place + n].lstrip()):
        n += 1
    has_sender = any(_VOICES["sender"].match(line.lstrip()) for line in lines[place : place + n])
    return n if n >= 3 or (n == 2 and has_sender) else 0
