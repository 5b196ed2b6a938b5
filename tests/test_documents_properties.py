"""Whatever comes, nothing but our own error is raised; whatever is read, no word is lost."""

import re

from hypothesis import given
from hypothesis import strategies as st

from matcher.documents import KINDS, parse_document
from matcher.errors import MatcherError

NAMES = st.sampled_from(["", "a.txt", "a.md", "a.html", "a.tex", "a.pdf", "a.docx"])
FRAGMENTS = st.sampled_from(
    [
        "# ",
        "## Contact\n",
        "**",
        "*",
        "- ",
        "1. ",
        "> ",
        "|",
        "\n",
        "\n\n",
        "---\n",
        "+++\n",
        "{% ",
        " %}",
        "{{ ",
        " }}",
        "[",
        "](x)",
        "<div>",
        "</div>",
        "<p hidden>",
        "<td>",
        "<script>",
        "&lt;",
        "\\section{",
        "}",
        "\\item ",
        "I am not interested in ",
        "rather than ",
        "Dear you,\n",
        ":",
        ". ",
        "kelp ",
        "Interests: ",
        "ab@example.org ",
        "é",
        "\u200b",
        "\x0c",
        "a: b\n",
    ]
)
WORDS = st.sampled_from(["kelp", "tides", "moss", "ice", "quartz", "lidar"])


def survives(data, name):
    try:
        document = parse_document(data, name)
    except MatcherError as error:
        message = str(error)
        document = None
    if document is None:
        assert "\n" not in message
        return
    assert {part.kind for part in document.parts} <= set(KINDS)
    document.profile("a")


@given(st.binary(max_size=300), NAMES)
def test_random_bytes_raise_nothing_but_our_error(data, name):
    if not data.lstrip().startswith((b"{\\rtf", b"%PDF", b"PK")):
        survives(data, name)


@given(st.lists(FRAGMENTS, max_size=60), NAMES)
def test_random_nestings_raise_nothing_but_our_error(fragments, name):
    survives("".join(fragments).encode(), name)


@given(st.lists(st.one_of(FRAGMENTS, WORDS), max_size=40), st.integers(0, 400), NAMES)
def test_a_cut_anywhere_raises_nothing_but_our_error(fragments, cut, name):
    survives("".join(fragments).encode()[:cut], name)


LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
SHAPES = st.sampled_from(
    [
        "{}",
        "{}.",
        "{}:",
        "- {}",
        "# {}",
        "## {}\n",
        "Interests: {}",
        "I am not keen on {}.",
        "Dear {},",
        "**{}**",
        "> {}",
        "{}\n----",
    ]
)
SHAPED = st.tuples(SHAPES, LINES).map(lambda pair: pair[0].format(pair[1]))


@given(
    st.lists(SHAPED, min_size=1, max_size=9),
    st.sampled_from(["\n", "\n\n"]),
    st.sampled_from(["a.txt", "a.md"]),
)
def test_every_word_of_a_text_is_in_a_part_or_its_title(lines, gap, name):
    text = gap.join(lines)
    try:
        document = parse_document(text.encode(), name)
    except MatcherError:
        return
    kept = " ".join(f"{part.title} {part.text}" for part in document.parts)
    for word in set(re.findall("kelp|tides|moss|ice|quartz|lidar", text)):
        assert word in kept


@given(st.lists(SHAPED, min_size=1, max_size=9), st.sampled_from(["\n", "\n\n"]))
def test_what_counts_is_wanted_or_not_wanted_and_never_gone(lines, gap):
    try:
        document = parse_document(gap.join(lines).encode(), "a.txt")
    except MatcherError:
        return
    told = f"{document.interests} {document.statement} {document.avoid}"
    counted = " ".join(part.text for part in document.parts if part.kind != "other")
    for word in set(re.findall("kelp|tides|moss|ice|quartz|lidar", counted)):
        assert word in told
