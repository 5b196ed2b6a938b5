"""Find the name of a document's writer: after "my name is" or a label, in a signature, or as a title.

A name consists of capitalised words that the text never writes in lower case. A title counts as a name only if
something else in the document confirms it, or if its words occur in no English text. Programs, companies and roles that
a file's metadata give as authors are not names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile

from matcher.documents.blocks import QUOTED, Block
from matcher.documents.names import (
    NAMES,
    has_capital,
    is_given_name,
    is_name_word,
    is_not_english,
    long_words,
    lowercase_names,
    may_be_name,
    names_a_field,
    sounds_like_a_name,
    third_person_names,
)
from matcher.documents.structure import kinds
from matcher.text.identity import MOST_NAMES, without_identity

_MOST_BLOCKS = 4_000


def names_in(blocks: Iterable[Block], heads: Sequence[str], authors: Iterable[str]) -> tuple[str, ...]:
    """Return the writer's names, from the metadata, the sentences, labels, signatures and titles of a document.

    `authors` are the names in the file's metadata, `heads` the lines of its head ("title: Ada Quill").
    """
    blocks = [block for block in blocks if block.role not in {"aside", QUOTED}][:_MOST_BLOCKS]
    text = "\n".join(block.text for block in blocks)
    lowercase = set(re.findall(r"(?<![\w'’-])[a-zß-öø-ÿ][\w-]{2,40}", without_identity(text)))
    lowercase = {word for word in lowercase if not NAMES["particle"].fullmatch(word)}
    address_words = {
        word
        for address in re.findall(r"[\w.+-]{1,64}[@/_][\w./_-]{1,120}", "\n".join([text, *heads]))[:500]
        for word in re.split(r"[\W_\d]+", address.lower())
    }
    certain = [name for name in authors if _is_author(name, lowercase)]
    certain += map(_with_capitals, [*_stated(blocks, lowercase), *_signed(blocks, lowercase)])
    certain += [*lowercase_names(blocks), *third_person_names(blocks, certain)]
    ends = [name for block in blocks[-3:] if block.role == "text" for name in _names_in_line(block.text)]
    in_titles = map(_with_capitals, [*_titles(blocks, heads), *_bylines(blocks, "byline"), *ends])
    likely = [name for name in in_titles if lowercase.isdisjoint(long_words(name))]
    repeated = [name for name in likely if _is_repeated(name, address_words, certain)]
    certain += [*repeated, *(name for name in likely if name not in ends and _is_confirmed(name, blocks, heads))]
    rare = [*_rare_names(blocks, lowercase)]
    possible = [*rare, *filter(sounds_like_a_name, likely)]
    is_one_person = _are_one_person([*rare, *likely], blocks)
    certain += [name for name in possible if is_one_person or is_given_name(name.split()[0])]
    certain += [*_in_author_lists(blocks), *_bylines(blocks, "handle")]
    certain += _other_parts(certain, text, lowercase)
    names = (" ".join(name.strip(" ,.;–—-").split()) for name in certain)
    return tuple(dict.fromkeys(name.title() if name.isupper() else name for name in names if name))


def _other_parts(names: Sequence[str], text: str, lowercase: set[str]) -> Iterator[str]:
    """Yield the other parts of a known name: words before its family name that are not English."""
    known = {word for name in names for word in name.lower().split()}
    for last in dict.fromkeys(name.split()[-1] for name in names[:MOST_NAMES] if " " in name):
        for match in islice(re.finditer(rf"\b{re.escape(last)}\b", text), MOST_NAMES):
            line = text[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
            before = reversed(re.split(r"[\s,.;:]", line.rstrip(" "))[-3:])
            near = takewhile(lambda word: word[:1].isupper() and word.replace("-", "").isalpha(), before)
            yield from (word for word in near if word.lower() not in known | lowercase and is_not_english(word.lower()))


def _with_capitals(name: str) -> str:
    words = name.split()
    ends = (n for n, word in enumerate(words) if not has_capital(word))
    return " ".join(words[: next(ends, None)])


def _is_author(name: str, lowercase: set[str]) -> bool:
    words = [word.lower() for word in re.split(r"[\s,._-]+", name) if word]
    is_none = any(word in NAMES.words("no_authors") or any(map(str.isdigit, word)) for word in words)
    return 0 < len(name) <= 100 and not is_none and not all(word in lowercase for word in words if len(word) > 2)


def _stated(blocks: Sequence[Block], lowercase: set[str]) -> Iterator[str]:
    for place, block in enumerate(blocks):
        text = block.text[:2_000] if block.role != "heading" else block.text[:200]
        matches = [*NAMES["said_anywhere"].finditer(text), NAMES["opening"].match(text)]
        if place < 3 or NAMES["about_writer"].search(blocks[place - 1].text[:40]):
            matches.append(NAMES["biography"].match(text))
        yield from filter(may_be_name, (match[match.lastindex or 0] for match in matches if match))
        if (match := NAMES["run_in"].match(text)) and NAMES["label"].fullmatch(match[1].strip()):
            name = _with_given_name(match[2], match[3]) if match[2] else match[4]
            yield name if _is_author(name, lowercase) else ""
        is_label = len(text) <= 40 and NAMES["label"].fullmatch(text.strip(" :："))
        if is_label and place + 1 < len(blocks) and (whole := NAMES["whole"].fullmatch(blocks[place + 1].text[:100])):
            yield whole[1]


def _with_given_name(name: str, rest: str | None) -> str:
    """Return a name with the text after its comma, if that is a given name: its words are not English."""
    words = (rest or "").lower().split()
    return f"{name} {rest}" if rest and all(map(is_not_english, words)) and not NAMES["roles"].search(rest) else name


def _whole_name(text: str, most_letters: int, most_words: int = 4) -> str:
    whole = NAMES["whole"].fullmatch(text) if len(text) <= most_letters and text[-1:] != "?" else None
    return whole[1] if whole and len(whole[1].split()) <= most_words and may_be_name(whole[1]) else ""


def _signed(blocks: Sequence[Block], lowercase: set[str]) -> Iterator[str]:
    for before, block in pairwise(blocks):
        if NAMES["farewell"].fullmatch(before.text[-80:].strip()):
            yield _whole_name(block.text, 80)
    yield from (
        match[1] for block in blocks if (match := NAMES["signed"].search(block.text[-200:])) and may_be_name(match[1])
    )
    if len(blocks) < 2 or blocks[-1].role not in {"text", "item"} or blocks[-1].text.startswith("- "):
        return
    before, last = blocks[-2:]
    is_behind_text = len(before.text) > 60 or kinds.is_thanks(before.text)
    name = _whole_name(last.text, 60, 3) if is_behind_text and not before.role == last.role == "item" else ""
    if last.role == "item" and len(blocks) < 3:
        return
    is_small = any(word.lower() in lowercase for word in name.split())
    if name and not is_small and kinds.of_heading(name) is None and not NAMES["farewell"].fullmatch(name):
        yield name


def _titles(blocks: Sequence[Block], heads: Sequence[str]) -> Iterator[str]:
    """Yield possible names from the first blocks, the top heading and the titles in the head."""
    headings = [block for block in blocks if block.role == "heading"]
    top_level = min((block.level for block in headings), default=0)
    headings = [block for block in headings if block.level == top_level]
    headings = [*blocks[:3], *(headings if len(headings) == 1 else [])]
    lines = [block.text for block in headings]
    lines += [
        head.partition(": ")[2] for head in heads if head.lower().startswith(("title: ", "name: ", "site-title: "))
    ]
    yield from (name for line in lines for name in _names_in_line(line))


def _names_in_line(line: str) -> Iterator[str]:
    """Yield the parts of a title, or of a line at the end of a document, that have the form of a name."""
    label, colon, _ = line.partition(": ")
    is_of_others = kinds.of_heading(label) in {"interests", "goals", "values", "avoid"}
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
        if 2 <= len(words) <= 5 and all(map(has_capital, words)) and may_be_name(name):
            yield from [name] if kinds.of_heading(name) is None else []


def _bylines(blocks: Sequence[Block], pattern: str) -> Iterator[str]:
    matches = (NAMES[pattern].match(block.text) for block in blocks[:6] if len(block.text) <= 100)
    yield from (match[1] for match in matches if match and may_be_name(match[1]))


def _rare_names(blocks: Sequence[Block], lowercase: set[str]) -> Iterator[str]:
    """Yield capitalised words, near the start or end, that no English text contains; in German those are nouns."""
    for block in [] if len(lowercase & NAMES.words("german")) > 1 else [*blocks[:4], *blocks[-3:]]:
        for match in NAMES["standing"].finditer(block.text[:300]):
            words = [word for word in re.split(r"[\s.]+", match[1]) if len(word) > 2]
            before = block.text[max(0, match.start() - 40) : match.start(1)]
            is_of_others = NAMES["others"].search(before) or NAMES["things"].fullmatch(before.rstrip(" :"))
            is_field = bool(words) and (NAMES["field"].search(words[-1]) or names_a_field(match[1]))
            are_known = is_of_others or is_field or not lowercase.isdisjoint(match[1].lower().split())
            is_whole = len(words) > 1 or (bool(words) and NAMES["initial"].match(match[1]))
            if is_whole and not are_known and all(map(is_name_word, words)) and may_be_name(match[1]):
                yield match[1]


def _is_repeated(name: str, addresses: set[str], certain: Sequence[str]) -> bool:
    """Tell whether a word of the title is in a known name or in an address, where initials may precede it."""
    words = {*long_words(name)}
    endings = {address[n:] for address in addresses for n in range(3 if len(address) > 5 else 1)}
    return not words.isdisjoint(endings) or any(words & {*known.lower().split()} for known in certain)


def _is_confirmed(name: str, blocks: Sequence[Block], heads: Sequence[str]) -> bool:
    """Tell whether an address or a role near the title confirms that it is a name; a field in everyday words is not."""
    if names_a_field(name):
        return False
    around = "\n".join(block.text for block in blocks[:5])[:400]
    if without_identity(around) != around or NAMES["roles"].search(" ".join(heads)[:2_000]):
        return True
    return any(NAMES["roles"].search(block.text) for block in blocks[:4] if len(block.text) <= 120)


def _are_one_person(names: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Tell whether possible names may all be of one person: they share a word, and the document is no mere list.

    A document without a sentence is a list.
    """
    words = [{*name.lower().split()} for name in names]
    has_sentences = any(block.text.rstrip()[-1:] in set(".!?") or block.text.count(" ") > 8 for block in blocks)
    return has_sentences and all(name_words & words[0] for name_words in words)


def _in_author_lists(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the names, in full or with initials, that are in nearly every entry of a list of publications."""
    n_entries, n_named, are_own = 0, Counter[str](), False
    for block in blocks:
        are_own = bool(NAMES["own_works"].search(block.text[:60])) if block.role == "heading" else are_own
        if are_own and NAMES["entry"].search(block.text[:600]):
            in_block = Counter(match[match.lastindex or 0] for match in NAMES["listed"].finditer(block.text[:1_000]))
            in_block.update(phrase.strip(" ,.") for phrase in block.strong if " " in phrase and _whole_name(phrase, 60))
            n_entries += max(in_block.values(), default=0)  # entries without a blank line between them are one block
            n_named += in_block
    yield from (name for name, n in n_named.items() if n > max(1, 0.7 * n_entries))
