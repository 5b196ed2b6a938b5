"""The writer's name, where a document gives it by its form: "my name is", a label, a signature, a title that is a name.

A name is words with capitals that the text never writes small; a title alone is none, unless something else bears it
out or no English text holds its words. Programs, companies and roles that are authors in a file's data are no names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile

from matcher.documents.blocks import Block
from matcher.documents.name_words import (
    NAMES,
    has_capital,
    is_given,
    is_no_word,
    is_strange,
    long_words,
    may_name,
    names_a_field,
    sounds_like_a_name,
)
from matcher.documents.names_in_text import small_names, third_person_names
from matcher.documents.structure import heading_kinds, paragraph_kinds
from matcher.text.identity import MOST_NAMES, without_identity

_MOST_BLOCKS = 4_000


def names_in(blocks: Iterable[Block], *, heads: Iterable[str] = (), authors: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names by which a document's writer is known: its data, its own words, a label, a signature, a title.

    `authors` are names that the file's data give, `heads` the lines of its head ("title: Ada Quill").
    """
    blocks = [block for block in blocks if block.role not in {"aside", "quoted"}][:_MOST_BLOCKS]
    text = "\n".join(block.text for block in blocks)
    small = set(re.findall(r"(?<![\w'’-])[a-zß-öø-ÿ][\w-]{2,40}", without_identity(text)))
    small = {word for word in small if not NAMES["particle"].fullmatch(word)}
    heads = list(heads)
    addresses = {
        word
        for sign in re.findall(r"[\w.+-]{1,64}[@/_][\w./_-]{1,120}", "\n".join([text, *heads]))[:500]
        for word in re.split(r"[\W_\d]+", sign.lower())
    }
    sure = [name for name in authors if _is_author(name, small)]
    sure += map(_with_capitals, [*_said(blocks, small), *_signed(blocks, small)])
    sure += [*small_names(blocks), *third_person_names(blocks, sure)]
    ends = [name for block in blocks[-3:] if block.role == "text" for name in _of_line(block.text)]
    titled = map(_with_capitals, [*_titles(blocks, heads), *_bylines(blocks, "byline"), *ends])
    likely = [name for name in titled if small.isdisjoint(long_words(name))]
    said = [name for name in likely if _is_said_again(name, addresses, sure)]
    sure += [*said, *(name for name in likely if name not in ends and _is_borne_out(name, blocks, heads))]
    standing = [*_standing(blocks, small)]
    sounding = [*standing, *filter(sounds_like_a_name, likely)]
    are_of_one = _are_of_one([*standing, *likely], blocks)
    sure += [name for name in sounding if are_of_one or is_given(name.split()[0])]
    sure += [*_in_author_lists(blocks), *_bylines(blocks, "handle")]
    sure += _fuller(sure, text, small)
    names = (" ".join(name.strip(" ,.;–—-").split()) for name in sure)
    return tuple(dict.fromkeys(name.title() if name.isupper() else name for name in names if name))


def _fuller(names: Sequence[str], text: str, small: set[str]) -> Iterator[str]:
    """Yield the rest of a name that is known in part: no words of English, which stand before its family name."""
    known = {word for name in names for word in name.lower().split()}
    for last in dict.fromkeys(name.split()[-1] for name in names[:MOST_NAMES] if " " in name):
        for match in islice(re.finditer(rf"\b{re.escape(last)}\b", text), MOST_NAMES):
            line = text[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
            before = reversed(re.split(r"[\s,.;:]", line.rstrip(" "))[-3:])
            said = takewhile(lambda word: word[:1].isupper() and word.replace("-", "").isalpha(), before)
            yield from (word for word in said if word.lower() not in known | small and is_no_word(word.lower()))


def _with_capitals(name: str) -> str:
    words = name.split()
    ends = (n for n, word in enumerate(words) if not has_capital(word))
    return " ".join(words[: next(ends, None)])


def _is_author(name: str, small: set[str]) -> bool:
    words = [word.lower() for word in re.split(r"[\s,._-]+", name) if word]
    is_none = any(word in NAMES.words("no_authors") or any(map(str.isdigit, word)) for word in words)
    return 0 < len(name) <= 100 and not is_none and not all(word in small for word in words if len(word) > 2)


def _said(blocks: Sequence[Block], small: set[str]) -> Iterator[str]:
    for place, block in enumerate(blocks):
        text = block.text[:2_000] if block.role != "heading" else block.text[:200]
        found = [*NAMES["said_anywhere"].finditer(text), NAMES["opening"].match(text)]
        if place < 3 or NAMES["about_writer"].search(blocks[place - 1].text[:40]):
            found.append(NAMES["biography"].match(text))
        yield from filter(may_name, (match[match.lastindex or 0] for match in found if match))
        if (match := NAMES["run_in"].match(text)) and NAMES["label"].fullmatch(match[1].strip()):
            name = _in_full(match[2], match[3]) if match[2] else match[4]
            yield name if _is_author(name, small) else ""
        is_label = len(text) <= 40 and NAMES["label"].fullmatch(text.strip(" :："))
        if is_label and place + 1 < len(blocks) and (whole := NAMES["whole"].fullmatch(blocks[place + 1].text[:100])):
            yield whole[1]


def _in_full(name: str, rest: str | None) -> str:
    """Return a name with what stands behind its comma where that is a given name: no word of an English text."""
    words = (rest or "").lower().split()
    return f"{name} {rest}" if rest and all(map(is_no_word, words)) and not NAMES["roles"].search(rest) else name


def _whole_name(text: str, most_letters: int, most_words: int = 4) -> str:
    whole = NAMES["whole"].fullmatch(text) if len(text) <= most_letters and text[-1:] != "?" else None
    return whole[1] if whole and len(whole[1].split()) <= most_words and may_name(whole[1]) else ""


def _signed(blocks: Sequence[Block], small: set[str]) -> Iterator[str]:
    for before, block in pairwise(blocks):
        if NAMES["farewell"].fullmatch(before.text[-80:].strip()):
            yield _whole_name(block.text, 80)
    yield from (
        match[1] for block in blocks if (match := NAMES["signed"].search(block.text[-200:])) and may_name(match[1])
    )
    if len(blocks) < 2 or blocks[-1].role not in {"text", "item"} or blocks[-1].text.startswith("- "):
        return
    before, last = blocks[-2:]
    is_behind_text = len(before.text) > 60 or paragraph_kinds.closes(before.text)
    name = _whole_name(last.text, 60, 3) if is_behind_text and not before.role == last.role == "item" else ""
    if last.role == "item" and len(blocks) < 3:
        return
    is_small = any(word.lower() in small for word in name.split())
    if name and not is_small and heading_kinds.kind_of(name) is None and not NAMES["farewell"].fullmatch(name):
        yield name


def _titles(blocks: Sequence[Block], heads: Sequence[str]) -> Iterator[str]:
    """Yield what may be a name at the top: of the first blocks, and of titles in the head."""
    tops = [block for block in blocks if block.role == "heading"]
    highest = min((block.level for block in tops), default=0)
    tops = [block for block in tops if block.level == highest]
    tops = [*blocks[:3], *(tops if len(tops) == 1 else [])]
    lines = [block.text for block in tops]
    lines += [
        head.partition(": ")[2] for head in heads if head.lower().startswith(("title: ", "name: ", "site-title: "))
    ]
    yield from (name for line in lines for name in _of_line(line))


def _of_line(line: str) -> Iterator[str]:
    """Yield the pieces of a title, or of a line at a document's end, that have the form of a name."""
    label, colon, _ = line.partition(": ")
    is_of_others = heading_kinds.kind_of(label) in {"interests", "goals", "values", "avoid"}
    if len(line) > 100 or (
        colon and (is_of_others or NAMES["others"].search(label) or NAMES["things"].fullmatch(label))
    ):
        return
    for piece in re.split(r"\s[|·•–—/-]\s|:\s", line):
        match = NAMES["titled"].fullmatch(piece.strip()) or NAMES["title_from"].fullmatch(piece.strip())
        name = match[1] if match and has_capital(match[1]) else ""
        if (name or piece).isupper() and NAMES["shouted"].fullmatch(piece.strip()):
            name = piece.strip().title() if all(map(NAMES["vowel"].search, piece.lower().split())) else ""
        words = [word for word in name.split() if not NAMES["particle"].fullmatch(word)]
        if 2 <= len(words) <= 5 and all(map(has_capital, words)) and may_name(name):
            yield from [name] if heading_kinds.kind_of(name) is None else []


def _bylines(blocks: Sequence[Block], what: str) -> Iterator[str]:
    found = (NAMES[what].match(block.text) for block in blocks[:6] if len(block.text) <= 100)
    yield from (match[1] for match in found if match and may_name(match[1]))


def _standing(blocks: Sequence[Block], small: set[str]) -> Iterator[str]:
    """Yield words with capitals at a document's ends that no English text holds; in German those are nouns."""
    for block in [] if len(small & NAMES.words("german")) > 1 else [*blocks[:4], *blocks[-3:]]:
        for match in NAMES["standing"].finditer(block.text[:300]):
            words = [word for word in re.split(r"[\s.]+", match[1]) if len(word) > 2]
            before = block.text[max(0, match.start() - 40) : match.start(1)]
            is_of_others = NAMES["others"].search(before) or NAMES["things"].fullmatch(before.rstrip(" :"))
            is_field = bool(words) and (NAMES["field"].search(words[-1]) or names_a_field(match[1]))
            are_known = is_of_others or is_field or not small.isdisjoint(match[1].lower().split())
            is_whole = len(words) > 1 or (bool(words) and NAMES["initial"].match(match[1]))
            if is_whole and not are_known and all(map(is_strange, words)) and may_name(match[1]):
                yield match[1]


def _is_said_again(name: str, addresses: set[str], sure: Sequence[str]) -> bool:
    """Tell whether a known name shares a word with a title, or an address does: alone, or behind initials."""
    words = {*long_words(name)}
    local = {address[n:] for address in addresses for n in range(3 if len(address) > 5 else 1)}
    return not words.isdisjoint(local) or any(words & {*known.lower().split()} for known in sure)


def _is_borne_out(name: str, blocks: Sequence[Block], heads: Sequence[str]) -> bool:
    """Tell a title that is a name, and no field in everyday words: an address or a role stands beside it."""
    if names_a_field(name):
        return False
    around = "\n".join(block.text for block in blocks[:5])[:400]
    if without_identity(around) != around or NAMES["roles"].search(" ".join(heads)[:2_000]):
        return True
    return any(NAMES["roles"].search(block.text) for block in blocks[:4] if len(block.text) <= 120)


def _are_of_one(names: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Tell whether rare words with capitals may be one person: lines that share no word, and lists, are not.

    A document without a sentence is such a list.
    """
    words = [{*name.lower().split()} for name in names]
    has_sentences = any(block.text.rstrip()[-1:] in set(".!?") or block.text.count(" ") > 8 for block in blocks)
    return has_sentences and all(one & words[0] for one in words)


def _in_author_lists(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the names, in full or with initials, that stand in nearly every entry of a list of publications."""
    n_entries, named, are_own = 0, Counter[str](), False
    for block in blocks:
        are_own = bool(NAMES["own_works"].search(block.text[:60])) if block.role == "heading" else are_own
        if are_own and NAMES["entry"].search(block.text[:600]):
            found = Counter(match[match.lastindex or 0] for match in NAMES["listed"].finditer(block.text[:1_000]))
            found.update(phrase.strip(" ,.") for phrase in block.strong if " " in phrase and _whole_name(phrase, 60))
            n_entries += max(found.values(), default=0)  # lines without a blank between them are one block
            named += found
    yield from (name for name, n in named.items() if n > max(1, 0.7 * n_entries))
