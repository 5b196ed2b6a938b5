"""The writer's name, where a document gives it by its form: "my name is", a label, a signature, a title that is a name.

A name is words with capitals that the text never writes small; a title alone is none, unless something else bears it
out or no English text holds its words. Programs, companies and roles that are authors in a file's data are no names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile

from matcher.documents.blocks import Block
from matcher.documents.structure import heading_kinds, paragraph_kinds
from matcher.text.background import zipf_in_english
from matcher.text.identity import MOST_NAMES, without_identity
from matcher.text.lexicon import Lexicon
from matcher.text.person import PEOPLES

_NAMES = Lexicon("documents/names.txt")
_MOST_BLOCKS = 4_000


def names_in(blocks: Iterable[Block], *, heads: Iterable[str] = (), authors: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names by which a document's writer is known: its data, its own words, a label, a signature, a title.

    `authors` are names that the file's data give, `heads` the lines of its head ("title: Ada Quill").
    """
    blocks = [block for block in blocks if block.role not in {"aside", "quoted"}][:_MOST_BLOCKS]
    text = "\n".join(block.text for block in blocks)
    small = set(re.findall(r"(?<![\w'’-])[a-zß-öø-ÿ][\w-]{2,40}", without_identity(text)))
    small = {word for word in small if not _NAMES["particle"].fullmatch(word)}
    heads = list(heads)
    addresses = {
        word
        for sign in re.findall(r"[\w.+-]{1,64}[@/_][\w./_-]{1,120}", "\n".join([text, *heads]))[:500]
        for word in re.split(r"[\W_\d]+", sign.lower())
    }
    sure = [name for name in authors if _is_author(name, small)]
    sure += map(_with_capitals, [*_said(blocks, small), *_signed(blocks, small)])
    titled = map(_with_capitals, [*_titles(blocks, heads), *_bylines(blocks, "byline")])
    likely = [name for name in titled if small.isdisjoint(_words(name))]
    sure += [name for name in likely if _is_borne_out(name, blocks, heads, addresses, sure)]
    standing = [*_standing(blocks, small)]
    sounding = [*standing, *filter(_sounds_like_a_name, likely)]
    are_of_one = _are_of_one([*standing, *likely], blocks)
    sure += [name for name in sounding if are_of_one or _is_given(name.split()[0])]
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
            yield from (word for word in said if word.lower() not in known | small and _is_no_word(word.lower()))


def _is_no_word(word: str) -> bool:
    return _is_given(word) or zipf_in_english(word) < _RARE


def _is_given(word: str) -> bool:
    return word.lower() in _NAMES.words("given_names")


def _with_capitals(name: str) -> str:
    words = name.split()
    ends = (n for n, word in enumerate(words) if word[0].islower() and not _NAMES["particle"].fullmatch(word))
    return " ".join(words[: next(ends, None)])


def _is_author(name: str, small: set[str]) -> bool:
    words = [word.lower() for word in re.split(r"[\s,._-]+", name) if word]
    is_none = any(word in _NAMES.words("no_authors") or any(map(str.isdigit, word)) for word in words)
    return 0 < len(name) <= 100 and not is_none and not all(word in small for word in words if len(word) > 2)


def _said(blocks: Sequence[Block], small: set[str]) -> Iterator[str]:
    for place, block in enumerate(blocks):
        text = block.text[:2_000] if block.role != "heading" else block.text[:200]
        found = [*_NAMES["said_anywhere"].finditer(text), _NAMES["opening"].match(text)]
        if place < 3 or _NAMES["about_writer"].search(blocks[place - 1].text[:40]):
            found.append(_NAMES["biography"].match(text))
        yield from filter(_may_name, (match[match.lastindex or 0] for match in found if match))
        if (match := _NAMES["run_in"].match(text)) and _NAMES["label"].fullmatch(match[1].strip()):
            name = _in_full(match[2], match[3]) if match[2] else match[4]
            yield name if _is_author(name, small) else ""
        is_label = len(text) <= 40 and _NAMES["label"].fullmatch(text.strip(" :："))
        if is_label and place + 1 < len(blocks) and (whole := _NAMES["whole"].fullmatch(blocks[place + 1].text[:100])):
            yield whole[1]


def _in_full(name: str, rest: str | None) -> str:
    """Return a name with what stands behind its comma where that is a given name: no word of an English text."""
    words = (rest or "").lower().split()
    return f"{name} {rest}" if rest and all(map(_is_no_word, words)) and not _NAMES["roles"].search(rest) else name


def _may_name(name: str) -> bool:
    words = [word.lower().strip(".,") for word in name.replace("’", "'").split() if len(word) > 1]
    if words[:1] and words[0].capitalize() in PEOPLES:
        return False
    return not any(word in _NAMES.words("no_names") or word.endswith(("'s", "'m", "'ve")) for word in words)


def _whole_name(text: str, most_letters: int, most_words: int = 4) -> str:
    whole = _NAMES["whole"].fullmatch(text) if len(text) <= most_letters and text[-1:] != "?" else None
    return whole[1] if whole and len(whole[1].split()) <= most_words and _may_name(whole[1]) else ""


def _signed(blocks: Sequence[Block], small: set[str]) -> Iterator[str]:
    for before, block in pairwise(blocks):
        if _NAMES["farewell"].fullmatch(before.text[-80:].strip()):
            yield _whole_name(block.text, 80)
    yield from (
        match[1] for block in blocks if (match := _NAMES["signed"].search(block.text[-200:])) and _may_name(match[1])
    )
    if len(blocks) < 2 or blocks[-1].role not in {"text", "item"} or blocks[-1].text.startswith("- "):
        return
    before, last = blocks[-2:]
    is_behind_text = len(before.text) > 60 or paragraph_kinds.closes(before.text)
    name = _whole_name(last.text, 60, 3) if is_behind_text and not before.role == last.role == "item" else ""
    if last.role == "item" and len(blocks) < 3:
        return
    is_small = any(word.lower() in small for word in name.split())
    if name and not is_small and heading_kinds.kind_of(name) is None and not _NAMES["farewell"].fullmatch(name):
        yield name


def _titles(blocks: Sequence[Block], heads: Sequence[str]) -> Iterator[str]:
    """Yield what may be a name at the top: of the first blocks, and of titles in the head."""
    tops = [block for block in blocks if block.role == "heading"]
    highest = min((block.level for block in tops), default=0)
    tops = [block for block in tops if block.level == highest]
    ends = [block for block in blocks[-3:] if block.role == "text"]
    tops = [*blocks[:3], *(tops if len(tops) == 1 else []), *ends]
    lines = [block.text for block in tops if len(block.text) <= 100]
    lines += [
        head.partition(": ")[2] for head in heads if head.lower().startswith(("title: ", "name: ", "site-title: "))
    ]
    for line in lines:
        label, colon, _ = line.partition(": ")
        is_of_others = heading_kinds.kind_of(label) in {"interests", "goals", "values", "avoid"}
        if colon and (is_of_others or _NAMES["others"].search(label)):
            continue
        for piece in re.split(r"\s[|·•–—-]\s|:\s", line):
            match = _NAMES["titled"].fullmatch(piece.strip())
            name = _in_full(match[1], match[2]) if match and match[1][0].isupper() else ""
            if not name and _NAMES["shouted"].fullmatch(piece.strip()):
                name = piece.strip().title()
            words = name.split()
            are_names = all(word[0].isupper() or _NAMES["particle"].fullmatch(word) for word in words)
            if 2 <= len(words) <= 5 and are_names and _may_name(name) and heading_kinds.kind_of(name) is None:
                yield name


def _bylines(blocks: Sequence[Block], what: str) -> Iterator[str]:
    found = (_NAMES[what].match(block.text) for block in blocks[:6] if len(block.text) <= 100)
    yield from (match[1] for match in found if match and _may_name(match[1]))


def _standing(blocks: Sequence[Block], small: set[str]) -> Iterator[str]:
    """Yield words with capitals at a document's ends that no English text holds; in German those are nouns."""
    for block in [] if len(small & _NAMES.words("german")) > 1 else [*blocks[:4], *blocks[-3:]]:
        for match in _NAMES["standing"].finditer(block.text[:300]):
            words = [word for word in re.split(r"[\s.-]+", match[1]) if len(word) > 2]
            is_of_others = _NAMES["others"].search(block.text[max(0, match.start() - 40) : match.start(1)])
            is_field = bool(words) and _NAMES["field"].search(words[-1])
            are_known = is_of_others or is_field or not small.isdisjoint(match[1].lower().split())
            if len(words) > 1 and not are_known and all(map(_is_strange, words)) and _may_name(match[1]):
                yield match[1]


def _is_strange(word: str) -> bool:
    """Tell a word that no English text holds and that looks like no acronym or product; a given name is such."""
    is_of_a_name = _is_given(word) or bool(_NAMES["particle"].fullmatch(word))
    return is_of_a_name or (word == word.capitalize() and not zipf_in_english(word.lower()))


def _is_borne_out(
    name: str, blocks: Sequence[Block], heads: Sequence[str], addresses: set[str], sure: Sequence[str]
) -> bool:
    """Tell a title that is a name: an address, a role, a file or the text bears it out."""
    words = _words(name)
    if any(set(words) & set(known.lower().split()) for known in sure) or any(word in addresses for word in words):
        return True
    around = "\n".join(block.text for block in blocks[:5])[:400]
    if without_identity(around) != around or _NAMES["roles"].search(" ".join(heads)[:2_000]):
        return True
    return any(_NAMES["roles"].search(block.text) for block in blocks[:4] if len(block.text) <= 120)


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s.]+", name.lower()) if len(word) > 2]


_RARE = 3.5
"""Zipf value of a word below which hardly a text in general English holds it."""


def _sounds_like_a_name(name: str) -> bool:
    """Tell a title of words that no English text holds, and that end like no field, or whose first is a given name."""
    words, is_acronym = _words(name), any(len(word) > 1 and word.isupper() and "." not in word for word in name.split())
    if is_acronym or not 2 <= len(words) <= 4 or any(_NAMES["field"].search(word) for word in words):
        return False
    first, *_, last = map(zipf_in_english, words)
    return _is_given(words[0]) or (first < _RARE and not last) or (not first and last < 4)


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
        are_own = bool(_NAMES["own_works"].search(block.text[:60])) if block.role == "heading" else are_own
        if are_own and _NAMES["entry"].search(block.text[:600]):
            found = Counter(match[match.lastindex or 0] for match in _NAMES["listed"].finditer(block.text[:1_000]))
            found.update(phrase.strip(" ,.") for phrase in block.strong if " " in phrase and _whole_name(phrase, 60))
            n_entries += max(found.values(), default=0)  # lines without a blank between them are one block
            named += found
    yield from (name for name, n in named.items() if n > max(1, 0.7 * n_entries))
