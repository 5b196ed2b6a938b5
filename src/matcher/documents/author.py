"""The writer's name, where a document gives it by its form: "my name is", a label, a signature, a title that is a name.

A name is words with capitals that the text never writes small; a title alone is none, unless something else in the
document bears it out. Programs, companies and roles that stand as authors in a file's data are no names.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from matcher.documents.blocks import Block
from matcher.documents.structure import heading_kinds, paragraph_kinds
from matcher.text.identity import CJK, without_identity

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
"""A capital, or a small letter beyond Latin-1, which `_with_capitals` sorts out: a class of all takes long to make."""

_WIDE = CJK.pattern
_WORD = rf"(?:{_UPPER}['’])?{_UPPER}[\w\u0300-\u036f'’-]{{1,30}}"
_PARTICLE = r"(?:de|da|do|dos|van|von|der|den|ter|la|le|el|al|bin|ibn|di|del|y|e|zu)"
_JOINED = rf"(?:\s(?:(?:{_UPPER}\.|{_PARTICLE})\s){{0,3}}{_WORD})"
_NAME = rf"(?:{_UPPER}\.?\s){{0,3}}{_WORD}{_JOINED}{{0,3}}"
_FULL = rf"(?:(?:{_UPPER}\.?\s){{0,3}}{_WORD}{_JOINED}{{1,3}}|(?:{_UPPER}\.\s){{1,3}}{_WORD})(?:,? (?:Jr|Sr)\.)?"
_GIVEN = rf"(?:{_PARTICLE}\s){{0,3}}{_NAME}(?:,? (?:Jr|Sr)\.)?"
_SAID = re.compile(
    rf"\b(?:[Mm]y (?:full )?name(?: is|['’]s)|[Tt]his is|[Ii]ch heiße|[Mm]ein Name ist|[Jj]e m['’]appelle"
    rf"|[Mm]on nom est|[Mm]e llamo|[Mm]i nombre es|[Mm]i chiamo|[Oo] meu nome é|[Cc]hamo-me|[Mm]ijn naam is"
    rf"|[Mm]it navn er|[Jj](?:ag|eg) heter|[Nn]azywam się|[Jj]menuji se|[Aa]dım|[Мм]еня зовут|[Мм]ене звати"
    rf"|[Μμ]ε λένε|[Οο]νομάζομαι)\s(?:Dr\.\s)?({_GIVEN})"
)
_HERE = re.compile(
    rf"^(?:(?:Hi|Hello|Hey|Greetings)[\s,!.\w]{{0,20}}?[\s,!]\s?|(?={_FULL} here))({_NAME}) here(?=\s?[,.!–—-])"
)
_SENDER = re.compile(rf"From:\s({_NAME})\s<?[\w.+-]{{1,60}}@")
_BIOGRAPHY = re.compile(rf"^({_FULL}) (?:is|was) (?:an?|the|currently an?) ([^.!?\n]{{1,60}})")
_SAID_FULL = re.compile(
    rf"(?:\b(?:[Ii]ch bin|[Jj]e suis|[Ss]oy|[Ii]k ben|[Ss]ono|[Ss]ou)\s|\bI am\s|\bI['’]m\s)({_FULL})(?=\s?[,.!(;]"
    rf"|\s(?:and|und|et|y|e|en)\b|\s*$)"
)
_SAID_ELSEWHERE = (
    re.compile(rf"(?:我叫|我的名字(?:是|叫)|私の名前は)\s?({_WIDE}{{2,6}})"),
    re.compile(rf"({_WIDE}{{2,5}})と申します"),
    re.compile(rf"제 이름은\s?({_WIDE}{{2,4}}?)(?=입니다|이고|이며|[.,])"),
    re.compile(r"اسمي\s(\w{2,20}(?:\s(?!و)\w{2,20}){0,2})"),
)
_I_COMMA = re.compile(rf"\bI, ({_GIVEN}), (?:am|was|have|would|want|wish|hereby|apply|hold|hope|write)\b")
_I_AM = re.compile(
    r"^(?:(?:Hi|Hello|Hey)(?: there| all| everyone)?\W{0,6})?"
    rf"(?:I am|I'm|I’m)\s({_WORD}(?:\s{_WORD}){{0,2}})(?=\s?[,.!(]|\sand\b|\s*$)"
)
_LABEL = re.compile(
    r"(?:(?:full|first|given|last|family|applicant(?:['’]?s)?|candidate(?:['’]?s)?|student(?:['’]?s)?|my|your)\s)?"
    r"(?:name|surname)|applicant|candidate|author|submitted by|written by"
    r"|name of (?:the )?(?:applicant|candidate|student)|nombre(?: completo)?|apellidos?|nom(?: et prénom)?|prénom"
    r"|vorname|nachname|name, vorname|nome|cognome|naam"
    r"|姓名|氏名",
    re.IGNORECASE,
)
_RUN_IN = re.compile(rf"([^:：|\n]{{2,40}}?)\s?[:：|]\s?({_GIVEN}|[一-鿿]{{2,4}})(?=\s*$|\s?[,;|(]|\s[^\W\d_]+\s?:)")
_FAREWELL = re.compile(
    r"(?:.{0,30}\b(?:regards|wishes|sincerely|faithfully|truly|yours)|cheers|best|warmly|(?:many )?thanks|thank you"
    r"|respectfully|mit freundlichen grüßen|viele grüße|liebe grüße|cordialement|saludos|un saludo|atentamente"
    r"|cordiali saluti|atenciosamente|med vennlig hilsen|z poważaniem|с уважением|з повагою|με εκτίμηση)"
    r"(?: yours)?[\s,.!]{0,9}",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    rf"(?:[Rr]egards|[Ww]ishes|[Ss]incerely|[Ff]aithfully|[Yy]ours|[Cc]heers|[Ss]aludos"
    rf"|[Tt]hanks)\s?,\s({_NAME})\W{{0,3}}$"
)
_WHOLE = re.compile(rf"\W{{0,4}}({_GIVEN})\s?[,|–—-]?\s?(?:\(.{{1,20}}\))?\W{{0,3}}")
_SHOUTED = re.compile(r"[A-ZÀ-ÖØ-Þ'’.-]{1,30}(?:\s[A-ZÀ-ÖØ-Þ'’.-]{1,30}){1,3}")
_BYLINE = re.compile(rf"^(?:[Bb]y|[Vv]on|[Pp]or|[Pp]ar)\s({_FULL})\W{{0,3}}$")
_TITLED = re.compile(
    rf"^(?:(?:cv|curriculum vitae|résumé|resume|statement of purpose|personal statement|research statement|letter|about"
    rf"|homepage|website|portfolio|application)(?: of| by| from|:| [–—|-])?\s)?((?-i:{_FULL}))(?:['’]s (?:homepage"
    rf"|website|page|cv|blog))?(?:\s?[,:|–—-]\s?.{{0,60}})?$",
    re.IGNORECASE,
)
_INITIALS = re.compile(rf"(?:(?:{_UPPER}\.[ -]?){{1,3}}\s?{_WORD}|{_WORD},? (?:{_UPPER}\.[ -]?){{1,3}})")
_NO_NAMES = frozenset(
    """
    european american german dutch british french spanish indian italian swiss chinese japanese korean african asian
    canadian curious bayesian research assistant associate phd student engineer master masters doctoral data
    scientist professor senior junior currently software computer machine learning science university institute
    department school college lab laboratory group team project statement purpose letter motivation curriculum vitae
    resume cover personal about welcome home hello dear contact interests experience education publications skills
    introduction the my our your this a an in of for and with graduate undergraduate bachelor postdoc candidate
    applicant director manager developer analyst teacher researcher
    """.split()
)
_NO_AUTHORS = frozenset(
    """
    user users admin administrator microsoft windows office word libreoffice openoffice google docs adobe acrobat
    latex tex pandoc owner author authors student guest default unknown anonymous test pc laptop desktop computer hp
    dell lenovo acer asus toshiba sony samsung apple mac macbook imac inc ltd gmbh corp llc company university
    institute department faculty team lab group scanner printer canon xerox epson root system python docx apache
    quarto jekyll hugo wordpress typst overleaf intel hewlett packard hewlett-packard home education edition staff
    office365 info webmaster support secretary reception it
    """.split()
)
_ROLES = re.compile(
    r"\b(?:\w{2,20}(?:ographer|ologist|icist|ician)|student|candidate|engineer|researcher|postdoc|scientist|developer"
    r"|chemist|curriculum vitae|cv|résumé|bsc|msc|phd|b\.sc|m\.sc|ph\.d|applicant|teacher|analyst|professor)\b",
    re.IGNORECASE,
)
_MOST_BLOCKS = 4_000


def names_in(blocks: Iterable[Block], *, heads: Iterable[str] = (), authors: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names by which a document's writer is known: its data, its own words, a label, a signature, a title.

    `authors` are names that the file's data give, `heads` the lines of its head ("title: Ada Quill").
    """
    blocks = [block for block in blocks if block.role not in {"aside", "quoted"}][:_MOST_BLOCKS]
    text = "\n".join(block.text for block in blocks)
    small = set(re.findall(r"(?<![\w'’-])[a-zß-öø-ÿ][\w-]{2,40}", without_identity(text)))
    heads = list(heads)
    addresses = {
        word
        for sign in re.findall(r"[\w.+-]{1,64}[@/_][\w./_-]{1,120}", "\n".join([text, *heads]))[:500]
        for word in re.split(r"[\W_\d]+", sign.lower())
    }
    sure = [name for name in authors if _is_author(name, small)]
    sure += map(_with_capitals, [*_said(blocks), *_signed(blocks, small)])
    likely = map(_with_capitals, [*_titles(blocks, heads), *_bylines(blocks)])
    sure += [name for name in likely if _is_borne_out(name, blocks, heads, addresses, small, sure)]
    sure += _in_author_lists(blocks, sure, small)
    names = dict.fromkeys(" ".join(name.strip(" ,.;–—-").split()) for name in sure)
    return tuple(name for name in names if name)


def _with_capitals(name: str) -> str:
    """Return a name to its first small word that is none of "de", "van", ..."""
    words = name.split()
    ends = (n for n, word in enumerate(words) if word[0].islower() and not re.fullmatch(_PARTICLE, word))
    return " ".join(words[: next(ends, None)])


def _is_author(name: str, small: set[str]) -> bool:
    """Tell a person from the program, company or role that a file's data name."""
    words = [word.lower() for word in re.split(r"[\s,._-]+", name) if word]
    if not words or len(name) > 100 or any(word in _NO_AUTHORS or any(map(str.isdigit, word)) for word in words):
        return False
    return not all(word in small for word in words if len(word) > 2)


def _said(blocks: Sequence[Block]) -> Iterator[str]:
    for place, block in enumerate(blocks):
        text = block.text[:2_000] if block.role != "heading" else block.text[:200]
        for pattern in (_SAID, _SAID_FULL, _I_COMMA, *_SAID_ELSEWHERE):
            yield from (match[1] for match in pattern.finditer(text) if _may_name(match[1]))
        for pattern in (_I_AM, _HERE, _SENDER):
            if (match := pattern.match(text)) and _may_name(match[1]):
                yield match[1]
        if place < 3 and (match := _BIOGRAPHY.match(text)) and _ROLES.search(match[2]) and _may_name(match[1]):
            yield match[1]
        if (match := _RUN_IN.match(text)) and _LABEL.fullmatch(match[1].strip()):
            yield match[2]
        is_label = len(text) <= 40 and _LABEL.fullmatch(text.strip(" :："))
        if is_label and place + 1 < len(blocks) and (whole := _WHOLE.fullmatch(blocks[place + 1].text[:100])):
            yield whole[1]


def _may_name(name: str) -> bool:
    words = [word.lower().strip(".,") for word in name.replace("’", "'").split() if len(word) > 1]
    return not any(word in _NO_NAMES or word.endswith(("'s", "'m", "'ve")) for word in words)


def _whole_name(text: str, most_letters: int, most_words: int = 4) -> str:
    """Return the name that a line is, "" for any other line."""
    whole = _WHOLE.fullmatch(text) if len(text) <= most_letters else None
    return whole[1] if whole and len(whole[1].split()) <= most_words and _may_name(whole[1]) else ""


def _signed(blocks: Sequence[Block], small: set[str]) -> Iterator[str]:
    """Yield the names behind a farewell, and that of a short last line."""
    for before, block in pairwise(blocks):
        if _FAREWELL.fullmatch(before.text[-80:].strip()):
            yield _whole_name(block.text, 80)
    yield from (match[1] for block in blocks if (match := _SIGNED.search(block.text[-200:])) and _may_name(match[1]))
    if len(blocks) < 2 or blocks[-1].role not in {"text", "item"} or blocks[-1].text.startswith("- "):
        return
    before, last = blocks[-2:]
    is_behind_text = len(before.text) > 60 or paragraph_kinds.closes(before.text)
    name = _whole_name(last.text, 60, 3) if is_behind_text and not before.role == last.role == "item" else ""
    if last.role == "item" and len(blocks) < 3:
        return
    is_small = any(word.lower() in small for word in name.split())
    if name and not is_small and heading_kinds.kind_of(name) is None and not _FAREWELL.fullmatch(name):
        yield name


def _titles(blocks: Sequence[Block], heads: Sequence[str]) -> Iterator[str]:
    """Yield what may be a name at the top: of the first blocks, and of titles in the head."""
    lines = [block.text for block in blocks[:3] if len(block.text) <= 100]
    lines += [
        head.partition(": ")[2] for head in heads if head.lower().startswith(("title: ", "name: ", "site-title: "))
    ]
    for line in lines:
        for piece in re.split(r"\s[|·•–—-]\s|:\s", line):
            match = _TITLED.fullmatch(piece.strip())
            name = match[1] if match and match[1][0].isupper() else ""
            if not name and _SHOUTED.fullmatch(piece.strip()):
                name = piece.strip().title()
            words = name.split()
            are_names = all(word[0].isupper() or re.fullmatch(_PARTICLE, word) for word in words)
            if 2 <= len(words) <= 5 and are_names and _may_name(name) and heading_kinds.kind_of(name) is None:
                yield name


def _bylines(blocks: Sequence[Block]) -> Iterator[str]:
    yield from (match[1] for block in blocks[:6] if (match := _BYLINE.match(block.text[:80])) and _may_name(match[1]))


def _is_borne_out(
    name: str, blocks: Sequence[Block], heads: Sequence[str], addresses: set[str], small: set[str], sure: Sequence[str]
) -> bool:
    """Tell a title that is a name: never written small, and an address, a role, a file or the text bears it out."""
    words = [word for word in re.split(r"[\s.]+", name.lower()) if len(word) > 2]
    if any(word in small for word in words):
        return False
    if any(set(words) & set(known.lower().split()) for known in sure) or any(word in addresses for word in words):
        return True
    around = "\n".join(block.text for block in blocks[:5])[:400]
    if without_identity(around) != around or _ROLES.search(" ".join(heads)[:2_000]):
        return True
    beside = [block.text for block in blocks[:4] if len(block.text) <= 120]
    surname = name.split()[-1]
    n_said = sum(len(re.findall(rf"(?<!\w){re.escape(surname)}(?!\w)", block.text)) for block in blocks)
    return any(_ROLES.search(line) for line in beside) or n_said > 1


def _in_author_lists(blocks: Sequence[Block], sure: Sequence[str], small: set[str]) -> Iterator[str]:
    """Yield the name that a list of publications marks in every entry, in full or with initials."""
    marked: dict[str, int] = {}
    for block in blocks:
        for phrase in block.strong:
            if len(phrase) <= 60 and (
                _INITIALS.fullmatch(phrase.strip(" ,")) or (" " in phrase and _WHOLE.fullmatch(phrase))
            ):
                behind = block.text.partition(phrase)[2][:2]
                if "," in behind or "." in behind or f", {phrase}" in block.text or f"and {phrase}" in block.text:
                    marked[phrase.strip(" ,.")] = marked.get(phrase.strip(" ,."), 0) + 1
    known = {word.lower() for name in sure for word in name.split() if len(word) > 2}
    for phrase, n in marked.items():
        words = [word.lower().strip(".,") for word in phrase.split() if len(word.strip(".,")) > 2]
        if words and not any(word in small for word in words) and (n > 1 or set(words) & known) and _may_name(phrase):
            yield phrase
