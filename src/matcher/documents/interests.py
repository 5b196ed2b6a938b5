"""Find the phrases in a document that name interests, each with its source."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from matcher.documents.blocks import TAGS, Block, Part
from matcher.documents.interest_phrases import PHRASES, interests_in_clause, interests_in_item, is_interest, is_key_word
from matcher.documents.names import NAMES
from matcher.documents.structure import kinds
from matcher.text.lexicon import word_list
from matcher.text.tokens import SENTENCE_BREAK, forms, stems, words

_LONGEST_OBJECT = 200
_MAX_EXAMINED = 1_000
"""The largest number of emphasised phrases that are examined, each by a search in its block."""

MOST_INTERESTS = 60
"""The largest number of phrases that are kept, in their order; a longer list is a catalogue."""


def find_interests(
    wanted: Sequence[tuple[Part, str]], emphasised: Iterable[str], names: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Return interest phrases with their sources, each once: from parts, then emphasised ones, then from sentences.

    All are returned; the caller limits them to `MOST_INTERESTS` and notes how many it leaves out. `wanted` holds each
    part with what its text does not refuse; `names` tell whether a page in the third person is about its writer.
    """
    by_key: dict[str, tuple[str, str]] = {}
    for phrase, source in (*_of_parts(wanted), *_in_text(emphasised, wanted), *_of_sentences(wanted, names)):
        key = " ".join(words(phrase)) or phrase
        by_key.setdefault(key, (phrase, source))
    return tuple(by_key.values())


def _of_parts(wanted: Sequence[tuple[Part, str]]) -> Iterator[tuple[str, str]]:
    for part, text in wanted:
        if part.kind == "goals" and kinds.says_sought(part.title):
            yield from ((phrase, f'part "{part.title}"') for phrase in _sought(text))
        if part.kind == "interests":
            source = f'part "{part.title}"' if part.title else "a part about interests"
            is_below = part.why.startswith("heading ") and kinds.of_heading(part.heading) is None
            if part.heading and is_below and is_interest(part.heading):
                yield part.heading, source
            phrases, _ = split_phrases(text.replace("-", " ") if part.title == TAGS else text)
            yield from ((phrase, source) for phrase in phrases)


def _sought(text: str) -> Iterator[str]:
    r"""Yield the subjects in a list of what somebody looks for; those without "on" if they are half of the items.

    >>> list(_sought("- a project on soil carbon\n- weekly meetings\n- funding for a visit"))
    ['soil carbon']
    """
    introduced: list[list[str]] = []
    bare: list[list[str]] = []
    items = [line.removeprefix("- ") for line in text.split("\n") if line.startswith("- ")]
    for item in items:
        introduction = PHRASES["place_on"].match(item)
        phrases, is_all = interests_in_item(item[introduction.end() :] if introduction else item)
        (introduced if introduction else bare).append([] if not is_all or any(map(_is_condition, phrases)) else phrases)
    n_bare = sum(map(bool, bare))
    yield from chain(*introduced, *(bare if n_bare > 1 and 2 * n_bare >= len(bare) else []))


def _is_condition(phrase: str) -> bool:
    """Tell whether a phrase is a condition or an activity: it has words of every statement, or starts with a verb."""
    tokens = forms(phrase)
    is_activity = not word_list("no_subjects").isdisjoint(tokens[:1])
    lists = word_list("statement_words"), PHRASES.words("conditions")
    return is_activity or any(not listed.isdisjoint([*tokens, *stems(phrase)]) for listed in lists)


def split_phrases(text: str) -> tuple[list[str], str]:
    r"""Return the phrases of a text about interests, and its sentences, one per line.

    >>> split_phrases("- Type systems: gradual typing, inference, blame.\n- My thesis was about where to put it.")
    (['Type systems', 'gradual typing', 'inference', 'blame'], 'My thesis was about where to put it.')
    """
    phrases: list[str] = []
    sentences: list[str] = []
    for line in text.split("\n"):
        is_after_sentence = False  # a short sentence after another one explains it
        line = line.strip().removeprefix("- ")
        label = PHRASES["label"].match(line)
        for sentence in SENTENCE_BREAK.split(line[label.end() :] if label else line):
            openings = _openings(sentence)
            stated = [phrase for phrase, _ in _stated(sentence, openings)]
            states_interest = bool(stated) or bool(openings)
            new, is_all = (stated, False) if states_interest else interests_in_item(sentence)
            counts = states_interest or not is_after_sentence or len(new) > 2
            phrases += new if counts else []
            if not (is_all and counts) and sentence.strip():
                is_after_sentence = True
                sentences.append(sentence.strip())
    return phrases, "\n".join(sentences)


def _in_text(emphasised: Iterable[str], wanted: Sequence[tuple[Part, str]]) -> Iterator[tuple[str, str]]:
    """Yield emphasised phrases that are still in wanted text: a person may have corrected the parts since."""
    # emphasised words of values name manners, not fields
    counted = {"interests", "statement", "experience", "goals"}
    text = "\n".join(text for part, text in wanted if part.kind in counted).lower()
    for phrase in emphasised:
        if re.search(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", text):
            yield phrase, "emphasised"


def _of_sentences(wanted: Sequence[tuple[Part, str]], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    whole = "\n".join(text for part, text in wanted if part.kind != "other")
    is_own = bool(NAMES["first_person"].search(whole))
    writer_words = {word for name in names for word in name.lower().split() if not is_own}
    for part, text in wanted:
        if part.kind in {"statement", "goals", "experience"}:
            continues = False
            for sentence in SENTENCE_BREAK.split(text):
                openings = _openings(sentence, writer_words)
                for phrase, words in _stated(sentence, openings, continues=continues):
                    yield phrase, f'sentence "{words}"'
                continues = bool(openings)


def _openings(sentence: str, writer_words: Iterable[str] = ()) -> list[re.Match[str]]:
    """Return the matches of words that introduce an interest in a sentence.

    `writer_words` are the words of the writer's name if the text never says "I": then "she" and "he" are the writer.
    """
    openings = [*PHRASES["opening"].finditer(sentence)]
    for match in PHRASES["third"].finditer(sentence) if writer_words else ():
        who = match[1] or match[2] or ""
        openings += [] if who and {*writer_words}.isdisjoint(who.lower().split()) else [match]
    return openings


def _stated(sentence: str, openings: list[re.Match[str]], *, continues: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the interests that a sentence states, each with its words; `continues` if the one before stated some."""
    for subject in PHRASES["subject"].finditer(sentence):
        if not PHRASES["long_ago"].search(subject[0]):
            yield from (
                (phrase, subject[0][-60:].strip(" ,;:"))
                for phrase in interests_in_clause(subject[subject.lastindex or 1])
            )
    if openings or continues:
        more = PHRASES["goes_on"].finditer(sentence, openings[0].end() if openings else 0)
        openings = sorted([*openings, *more], key=re.Match.start)
    ends = [*(opening.start() for opening in openings[1:]), len(sentence)]
    for opening, end in zip(openings, ends, strict=False):
        if not PHRASES["long_ago"].search(sentence[max(0, opening.start() - 1_000) : opening.start()]):
            words = sentence[opening.start() : opening.end() + 60].lstrip(" ,.").split("\n")[0][:60].strip()
            thing = sentence[opening.end() : end][:_LONGEST_OBJECT]
            stop = PHRASES["object_end"].search(thing)
            yield from ((phrase, words) for phrase in interests_in_clause(thing[: stop.start()] if stop else thing))


def emphasised_in(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the phrases emphasised within sentences, each once; none if most of the text is emphasised."""
    blocks = [block for block in blocks if block.role in {"text", "item", "note"}]
    n_letters = sum(len(block.text) for block in blocks)
    n_strong = sum(len(phrase) for block in blocks for phrase in block.strong)
    if n_strong > max(0.4 * n_letters, 120):
        return ()
    examined = islice(((phrase, block.text) for block in blocks for phrase in block.strong), _MAX_EXAMINED)
    phrases = (phrase for phrase, text in examined if is_key_word(phrase, text))
    return tuple(dict.fromkeys(phrases))
