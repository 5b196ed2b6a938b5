"""What each kind of markup says: heads with texts in them, site pages, TeX, Org and its kin, boxes, comments."""

import json

import pytest

from matcher.documents import parse_document
from matcher.errors import InputError


def read(text, name="me.md"):
    return parse_document(text.encode(), name)


def counted(document):
    return "\n".join(part.text for part in document.parts if part.kind != "other")


# front matter


def test_a_biography_in_the_head_is_text_and_the_record_stays_a_record():
    document = read("---\ntitle: Page\nbio: I count puffins from a rope.\nyear: 2020\n---\nIt is cold.")
    assert document.statement == "I count puffins from a rope.\n\nIt is cold."
    assert "year: 2020" in document.parts[0].text


def test_the_text_of_a_page_builder_is_read_under_its_own_title():
    head = "---\nsections:\n  - block: markdown\n    content:\n      title: Research interests\n      text: |-\n"
    document = read(f"{head}        - puffin calls\n        - rope safety\n---\n")
    assert document.interests == "puffin calls; rope safety"


def test_a_file_of_nothing_but_a_head_is_read_or_says_that_only_a_head_was_found():
    assert read("---\nsummary: I row to the cliffs each May.\n---\n").statement == "I row to the cliffs each May."
    with pytest.raises(InputError, match="only its head was found"):
        read("---\nlayout: page\n---\n")


@pytest.mark.parametrize("opening", ["<!-- site v2 -->\n---\n", "---\n# made by a program\n"])
def test_a_head_with_a_comment_before_its_facts_is_a_head(opening):
    document = read(f"{opening}tags: [puffins]\n---\nI row.")
    assert document.interests == "puffins"
    assert document.statement == "I row."


@pytest.mark.parametrize(
    "value", ["!!int ''", "!!bool maybe", "!!timestamp soon", "0x" + "f" * 5000, "!!python/name:x"]
)
def test_every_value_of_a_head_is_text(value):
    assert read(f"---\ntitle: {value}\n---\nI row.").statement == "I row."


def test_a_head_that_refers_to_itself_is_read_line_by_line():
    document = read("---\na: &-x [1]\nb: *-x\n---\nI row.")
    assert document.statement == "I row."


def test_a_toml_number_of_five_thousand_digits_is_no_head():
    assert "I row." in read(f"+++\na = {'9' * 5000}\n+++\nI row.").statement


# pages


@pytest.mark.parametrize(
    "name", ["has-sidebar", "with-sidebar", "nav-fixed", "social-science", "page-navbar", "menu-open"]
)
def test_a_class_that_only_mentions_furniture_takes_no_text_away(name):
    page = f"<html><body class='{name}'><div class='{name}'><p>I count puffins.</p></div></body></html>"
    assert counted(read(page, "me.html")) == "I count puffins."


@pytest.mark.parametrize("mark", ["class='sidebar'", "id='site-nav'", "role='navigation'", "class='x main-menu'"])
def test_furniture_by_its_whole_name_or_role_does_not_count(mark):
    page = f"<html><body><div {mark}>Home</div><p>I count puffins from a rope.</p></body></html>"
    assert counted(read(page, "me.html")) == "I count puffins from a rope."


def test_a_page_never_loses_most_of_its_text_to_a_name():
    page = "<html><body><div class='sidebar'><p>I count puffins from a rope.</p></div><p>Hi.</p></body></html>"
    document = read(page, "me.html")
    assert "puffins" in counted(document)
    assert any("named like navigation" in note for note in document.notes)


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class='widget-area'><h2>Recent Posts</h2><p>{}</p></div>",
        "<div class='widget'><p>{}</p></div>",
        "<div class='related-posts'><p>{}</p></div>",
        "<aside><p>{}</p></aside>",
    ],
)
def test_long_furniture_beside_the_main_part_of_a_page_stays_furniture(furniture):
    filed = furniture.format("Trade news of last year. " * 6)
    page = f"<html><body><main><p>I count puffins from a rope, in May and in June.</p></main>{filed}</body></html>"
    document = read(page, "me.html")
    assert counted(document) == "I count puffins from a rope, in May and in June."
    assert any("most of the page's text" in note for note in document.notes)


def test_a_part_of_a_page_builders_name_and_a_link_to_skip_are_no_text():
    page = (
        "<html><body><a href='#main'>Skip to content</a>"
        "<div class='elementor-widget-container'><p>I count puffins.</p></div></body></html>"
    )
    assert counted(read(page, "me.html")) == "I count puffins."


def test_tags_of_a_page_that_is_walked_twice_are_there_once():
    link = "<a rel='tag' href='/tag/puffins/'>puffins</a>"
    page = f"<html><body><div class='sidebar'>{link} and sea birds</div></body></html>"
    assert read(page, "me.html").interests == "puffins"


@pytest.mark.parametrize(
    "part",
    [
        "<h2><button>Interests</button></h2><ul><li>puffin calls</li><li>rope safety</li></ul>",
        "<dl><dt>Interests</dt><dd><ul><li>puffin calls</li><li>rope safety</li></ul></dd></dl>",
    ],
)
def test_a_heading_that_opens_its_part_and_a_term_over_a_list_are_headings(part):
    page = f"<html><body><p>I row to the cliffs each May.</p>{part}</body></html>"
    assert read(page, "me.html").interests == "puffin calls; rope safety"


@pytest.mark.parametrize(
    ("style", "is_read"),
    [("opacity:0;transform:translateY(9px)", True), ("visibility: hidden; animation-name: none", True)]
    + [("opacity:0", False), ("display:none;opacity:0;transition:1s", False), ("visibility:hidden", False)],
)
def test_what_is_yet_to_be_faded_in_is_read_and_what_is_hidden_is_not(style, is_read):
    page = f"<html><body><p>I row.</p><div style='{style}'><p>I count puffins.</p></div></body></html>"
    assert ("puffins" in counted(read(page, "me.html"))) == is_read


def test_what_was_typed_into_a_page_is_read():
    page = "<html><body><p>I row.</p><textarea>I count puffins.</textarea></body></html>"
    assert "I count puffins." in counted(read(page, "me.html"))


def test_comments_that_hold_the_text_of_a_page_are_read_and_remarks_are_not():
    text = "I count puffins from a rope. Each May I row out to the cliffs with two friends and a dog. " * 3
    document = read(f"Draft\n\n<!--\n{text}\n-->\n")
    assert "puffins" in document.statement
    assert any("comments read" in note for note in document.notes)
    assert "remark" not in counted(read("I count puffins and row.\n\n<!-- a remark -->\n"))


def test_tables_without_end_are_refused_before_they_are_parsed():
    with pytest.raises(InputError, match="at most 20,000 bars of tables"):
        read("# a\n" + "a|b|c\n-|-|-\n" * 5_001)


def test_links_that_file_a_page_under_its_subjects_are_tags():
    document = read("By u | [puffins](../tag/puffins), [place:hidden](/tag/place:hidden), [a boat](/boat)\n\nI row.")
    assert document.interests == "puffins"


# boxes


@pytest.mark.parametrize(
    "text",
    [
        "## Fields I want to work in\n\n- [x] puffins\n- [ ] prices\n- [X] ropes\n",
        "## Fields I want to work in\n\n☒ puffins ☐ prices ☑ ropes\n",
    ],
)
def test_what_is_ticked_counts_without_its_box_and_the_rest_was_not_chosen(text):
    document = read(text)
    assert document.interests == "puffins; ropes"
    assert "boxes that are not ticked not read: 1" in document.notes


def test_a_box_of_a_web_form_counts_when_it_is_checked():
    boxes = "<li><input type=checkbox checked> puffins</li><li><input type=checkbox> prices</li>"
    assert read(f"<html><body><h2>Interests</h2><ul>{boxes}</ul></body></html>", "me.html").interests == "puffins"


# TeX


def test_commands_of_ones_own_without_arguments_are_put_in():
    source = (
        r"\documentclass{article}\newcommand{\bird}{puffin calls\xspace}\def\sea{the North Sea}"
        r"\newcommand{\two}[2]{#1 and #2}\begin{document}I study \bird on \sea{}.\end{document}"
    )
    assert read(source, "me.tex").statement == "I study puffin calls on the North Sea."


def test_commands_that_hold_each_other_end():
    macros = "".join(rf"\newcommand{{\{a}}}{{\{b}\{b} x}}" for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
    assert read(rf"{macros}\begin{{document}}I row. \a\end{{document}}", "me.tex").statement.startswith("I row.")


def test_measures_and_options_of_latex_never_count():
    source = (
        r"\begin{document}\begin{tabular}{l@{\hspace{2cm}}r}kelp & tides \\[3pt]\end{tabular}"
        r"\begin{minipage}[t]{0.45\textwidth}Ropes.\end{minipage}\vspace{2mm}\textcolor{red}{Rows.}\end{document}"
    )
    text = counted(read(source, "me.tex"))
    assert not any(word in text for word in ("2cm", "3pt", "0.45", "2mm", "red", "textwidth"))
    assert all(word in text for word in ("kelp", "tides", "Ropes", "Rows"))


def test_a_closing_brace_too_many_at_the_top_of_latex_is_passed_by():
    assert (
        read("}{\\bf Kelp} and puffins are what I count.", "me.tex").statement == "Kelp and puffins are what I count."
    )


def test_the_width_of_a_box_is_no_text():
    assert read("I count \\makebox[3cm][l]{puffins} each May.", "me.tex").statement == "I count puffins each May."


def test_tex_that_pandoc_passes_on_is_taken_off_markdown():
    document = read("# Interests\n\n\\setlength{\\parindent}{0pt}\n\nPuffin calls \\hfill {\\small north}\n")
    assert document.interests == "Puffin calls north"


# light markup

ORG = """#+title: My page
#+author: Ulva Brandt
#+filetags: :puffins:
* About me
:PROPERTIES:
:ID: 12
:END:
I count [[https://example.org][sea birds]] with *strong ropes*.
** Research interests :note:
- [X] cliff maps
#+begin_src python
print(1)
#+end_src
"""
ADOC = """= My page
Ulva Brandt <u@example.org>
:toc:

== Research interests

* https://example.org[Cliff maps]

----
code
----
"""
RST = """My page
=======

:author: Ulva Brandt

.. image:: a.png
   :width: 3cm

Research interests
------------------

- Cliff maps, see `the archive <https://example.org>`_

.. code-block:: python

   print(1)
"""
TYPST = """#set page(margin: 2cm)
#set document(author: "Ulva Brandt")
= Research interests
- Cliff maps
- #link("https://example.org")[Rope tests] #h(1fr)
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("me.org", ORG), ("me.adoc", ADOC), ("me.rst", RST), ("me.typ", TYPST), ("me.txt", ORG), ("me.txt", ADOC)],
)
def test_other_markup_is_read_for_what_it_is(name, text):
    document = read(text, name)
    assert "cliff maps" in document.interests.lower()
    assert document.names == ("Ulva Brandt",)
    kept = counted(document)
    assert not any(
        sign in kept for sign in ("print", "code", "#+", ":toc", "==", "cm", "::", "https", "PROPERTIES", "[[")
    )


TABLES = """Tools
=====

.. list-table::
   :header-rows: 1

   * - Tool
     - Years
   * - Rope
     - nine

======  =====
Boat    Years
======  =====
Dinghy  two
======  =====

+--------+-------+
| Camera | eight |
+--------+-------+

.. warning::

   I dive only in winter.

.. figure:: me.png
   :alt: me

   On the cliff.

Run it so::

   make

:Interests: cliff maps

.. [1]
   The book is wet.
"""


def test_tables_notes_and_fields_of_restructured_text_are_text():
    document = read(TABLES, "me.rst")
    text = "\n".join(part.text for part in document.parts)
    for row in ("Tool | Years", "Rope | nine", "Dinghy | two", "Camera | eight"):
        assert f"- {row}" in text
    for said in ("I dive only in winter.", "On the cliff.", "The book is wet."):
        assert said in text
    assert document.interests == "cliff maps"
    assert not any(sign in text for sign in ("===", "+--", "me.png", "alt", "make", "header-rows"))
    assert "code blocks not read: 1" in document.notes


def test_a_fenced_block_is_code_when_it_names_its_language():
    document = read("I count puffins.\n\n```{r}\nx <- 1\n```\n\n```\nI row to the cliffs.\n```\n")
    assert "x <- 1" not in document.statement
    assert "I row to the cliffs." in document.statement
    assert "code blocks not read: 1" in document.notes


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("I count sea birds [@vik2020; @brandt, p. 3] in May.", "I count sea birds in May."),
        ("I count ==sea birds== %%a remark%% in H~2~O.", "I count sea birds in H2O."),
        ("I count {term}`sea birds`{.wide} in May.", "I count sea birds in May."),
        ("> [!note] I count sea birds.", "I count sea birds."),
        ("```{note}\nI count sea birds.\n```", "I count sea birds."),
        ("![me](a.png){width=50%}\n\nI count sea birds.", "I count sea birds."),
    ],
)
def test_marks_of_other_programs_in_markdown_are_no_words(marked, text):
    assert counted(read(marked)) == text


def test_a_container_gives_its_title_to_its_text():
    assert read(":::{admonition} Interests\ncliff maps\n:::\n\nI count puffins.").interests == "cliff maps"


def test_the_program_of_a_page_in_mdx_is_no_text():
    page = "import Map from './map'\n\nexport const meta = {a: 1}\n\n# Me\n\n<Map>I count puffins.</Map>\n"
    assert counted(read(page, "me.mdx")) == "I count puffins."
    assert "import Map from './map'" in counted(read(page, "me.md"))


CV = r"""\documentclass{moderncv}
\begin{document}
\section{Research interests}
\cvlistitem{Cliff maps}
\cvlistdoubleitem{Sea birds}{Rope tests}
\section{Experience}
\cventry{2019}{Diver}{Institute of Cliffs}{Vik}{}{I mapped a cliff.}
\cvitem{Skills}{Rowing}
\section{Not interested in}
\begin{description}\item[Trade] of fish \item[--] banking\end{description}
\begin{frame}\frametitle{Hobbies}\begin{itemize}[<+->]\item<1-> chess\end{itemize}\end{frame}
\end{document}
"""


def test_entries_and_labels_of_a_latex_cv_are_items_with_their_arguments_apart():
    document = read(CV, "me.tex")
    assert document.interests == "Cliff maps; Sea birds; Rope tests"
    assert document.avoid == "- Trade: of fish\n- banking"
    assert "2019, Diver, Institute of Cliffs, Vik, I mapped a cliff." in counted(document)
    assert "Rowing" in counted(document)
    assert "chess" not in counted(document)
    assert not any("<1" in part.text for part in document.parts)


# forms


QUESTIONS = ("What are your research interests?", "What would you rather not do?", "Hobbies?")
ANSWERS = ("Cliff maps; sea birds", "Fish farming", "Chess and choir")


@pytest.mark.parametrize(
    "form",
    [
        "\n".join(
            f"| {asked} | {said} |" + "\n|---|---|" * (asked[-5] == "e")
            for asked, said in zip(QUESTIONS, ANSWERS, strict=True)
        ),
        "\n\n".join(f"Q: {asked}\nA: {said}" for asked, said in zip(QUESTIONS, ANSWERS, strict=True)),
        "\n\n".join(f"## {asked}\n\n{said}" for asked, said in zip(QUESTIONS, ANSWERS, strict=True)),
        "\n\n".join(f"{asked}: {said}" for asked, said in zip(QUESTIONS, ANSWERS, strict=True)),
        "Which topics do you want to work on in the coming year, and why?: Cliff maps; sea birds\n"
        "Is there anything that you would not want to work on?: Fish farming\n",
    ],
    ids=["table", "Q and A", "headings", "labels", "long labels"],
)
def test_the_questions_of_a_form_say_what_the_answers_are_about(form):
    document = read(form)
    assert document.interests == "Cliff maps; sea birds"
    assert document.avoid.removeprefix("- ") == "Fish farming"
    assert "Chess" not in counted(document)


@pytest.mark.parametrize(
    "form",
    [
        "What is your name?\nUlva\n\nDescribe your interests in a few words.\nCliff maps; sea birds\n\n"
        "Topics you do NOT want to be assigned to\nfish farming\n\nWhy do you want to come?\nI like rain.",
        "What are you interested in?\nCliff maps; sea birds\nWhat do you not want to do?\nFish farming\n"
        "Why do you want to come?\nRain",
        "Preferred topics: Cliff maps, sea birds\nTopics to avoid: fish farming\nMotivation: I like rain and books.",
        "INTERESTED IN\ncliff maps\nsea birds\n\nNOT FOR ME\nfish farming",
    ],
    ids=["questions", "questions over a few words", "rows", "capitals"],
)
def test_lines_of_a_form_that_ask_are_headings_and_rows_stay_rows(form):
    document = read(form, "me.txt")
    assert document.interests.lower() == "cliff maps; sea birds"
    assert document.avoid.removeprefix("- ").lower() == "fish farming"


def test_what_a_form_asks_is_said_by_who_answers_yes():
    asked = "Do you want to work on kelp?\nYes, please.\nDo you want to work on chess?\nNo\nDo you like tides?\nYes"
    document = read(f"{asked}\nWhat would you rather not do?\nYes, fish farming", "me.txt")
    assert "kelp" in document.statement
    assert "chess" not in document.statement
    assert document.avoid == "Yes, fish farming"


def test_the_numbered_questions_of_a_form_in_plain_text_are_headings_and_numbered_points_are_not():
    form = "\n\n".join(f"{n}. {one[0]}\n{one[1]}" for n, one in enumerate(zip(QUESTIONS, ANSWERS, strict=True), 1))
    document = read(form, "me.txt")
    assert (document.interests, document.avoid) == ("Cliff maps; sea birds", "Fish farming")
    points = "\n\n".join(f"{n}. I map cliffs {n} times a year.\nIt is cold." for n in range(1, 4))
    assert all(part.title == "" for part in read(points, "me.txt").parts)


def test_a_term_and_what_defines_it_are_one_item_and_one_that_nothing_defines_is_kept():
    page = (
        "<html><body><dl><dt>Interests</dt><dd>cliff maps, <b>sea birds</b></dd><dt>Hobbies</dt><dd>chess</dd>"
        "<dt>Rope work</dt></dl><dt>Diving</dt></body></html>"
    )
    document = read(page, "me.html")
    assert document.interests == "cliff maps; sea birds"
    assert "chess" not in counted(document)
    assert "Rope work" in counted(document)
    assert "Diving" in counted(document)


@pytest.mark.parametrize("sign", [": ", " - ", " – "])
def test_a_label_is_parted_from_its_text_by_any_of_these(sign):
    document = read(f"Interests{sign}cliff maps, sea birds\n\nNot interested in{sign}fish farming", "me.txt")
    assert (document.interests, document.avoid) == ("cliff maps; sea birds", "fish farming")


def test_a_row_under_a_heading_about_interests_names_one_and_explains_it():
    rows = "| Topic | Why |\n|---|---|\n| cliff maps | they are new |\n| sea birds | I like them |"
    assert read(f"## Research interests\n\n{rows}").interests == "cliff maps; sea birds"


def test_a_heading_that_says_no_is_one_between_short_lines_too():
    document = read("Research interests\n\nSea birds, maps\n\nThings I don't want\n\nFish farming", "me.txt")
    assert (document.interests, document.avoid) == ("Sea birds; maps", "Fish farming")


@pytest.mark.parametrize("heading", ["Научные интересы", "Onderzoeksinteresses", "Forskningsintressen"])
def test_headings_about_interests_in_further_languages(heading):
    assert read(f"# Ulva\n\n## {heading}\n\n- sea birds\n").interests == "sea birds"


def test_a_label_in_chinese_needs_no_blank_behind_it():
    assert read("研究兴趣:海洋声学、潮汐能\n\n我在北方测量海浪。", "me.txt").interests == "海洋声学; 潮汐能"


@pytest.mark.parametrize(
    "item", ["Cliff maps → example.org/c", "Cliff maps @ https://example.org", "[Cliff maps](x) - 2019"]
)
def test_an_address_behind_a_topic_is_no_part_of_it(item):
    assert read(f"## Interests\n\n- {item}\n- Moss (example.org/moss)\n").interests == "Cliff maps; Moss"


def test_where_somebody_wants_to_study_is_no_interest():
    assert read("I want to study at Vik. I want to study sea birds.").interests == "sea birds"


def test_a_notebook_gives_its_cells_of_text():
    cells = [
        {"cell_type": "markdown", "source": ["## Interests\n", "- cliff maps"]},
        {"cell_type": "code", "source": ["print(1)"]},
    ]
    document = read(json.dumps({"cells": cells}), "me.ipynb")
    assert document.interests == "cliff maps"
    assert "cells of code not read: 1" in document.notes
    with pytest.raises(InputError, match="must be a notebook with cells"):
        read("[1]", "me.ipynb")


LONG = (
    "I follow lichens over old walls and count how far they go in a year. Each spring I photograph two hundred squares "
    "of stone, and each winter I measure what has grown. I want to know what slows them down in towns."
)


@pytest.mark.parametrize(
    ("page", "note"),
    [
        (f"<div id=app></div><noscript><p>{LONG}</p></noscript>", "browsers without scripts read"),
        (f"<p>Hello.</p><template><p>{LONG}</p></template>", "templates read"),
        (f"<my-card><template shadowrootmode='open'><p>{LONG}</p></template></my-card>", ""),
        (f"<h1>Lichens</h1><footer><p>{LONG}</p></footer>", "a foot are read"),
    ],
)
def test_text_that_only_a_foot_or_a_part_that_is_not_shown_holds_is_read(page, note):
    document = parse_document(f"<html><body>{page}</body></html>".encode(), "me.html")
    assert LONG in document.statement
    assert note in " ".join(document.notes)


@pytest.mark.parametrize("tag", ["noscript", "template", "footer"])
def test_such_a_part_is_left_out_where_the_page_says_more(tag):
    page = f"<html><body><p>{LONG}</p><{tag}>Please switch scripts on. {LONG[:120]}</{tag}></body></html>"
    assert parse_document(page.encode(), "me.html").statement == LONG


PROFILE = {
    "id": "U7",
    "user": {"firstName": "Ulva", "lastName": "Brandt", "displayName": "ulva.b", "company": {"name": "Vik Ferries"}},
    "bio": "I count puffins on cold cliffs and write the numbers down.",
    "keywords": {"keyword": [{"content": "sea birds"}, {"content": "cliff ecology"}]},
    "fields": [{"name": "Not interested in", "value": "fish farming"}],
    "status": "In a meeting",
    "followers": 812,
    "picture": "https://example.org/u.png",
}


def test_a_profile_in_json_is_read_by_its_keys():
    document = read(json.dumps(PROFILE), "me.json")
    assert document.format == "json"
    assert (document.interests, document.avoid) == ("sea birds; cliff ecology", "fish farming")
    assert document.names == ("ulva.b", "Ulva Brandt")
    assert document.profile().statement == "I count puffins on cold cliffs and write the numbers down."
    assert document.parts[0].text == "id: U7\ncompany: Vik Ferries\nstatus: In a meeting\nfollowers: 812"


@pytest.mark.parametrize(
    "text", ['{"bio": "I map reefs."', '["I map reefs and count them."]', "{reefs} are what I map."]
)
def test_what_is_no_object_of_json_is_read_as_text(text):
    assert read(text, "me.txt").format == "text"


def test_a_pool_in_json_is_no_profile_and_a_deep_one_is_refused():
    pool = {"mentors": [{"id": 1, "statement": "I map reefs."}, {"id": 2, "statement": "I map bays."}]}
    with pytest.raises(InputError, match="it is a table"):
        read(json.dumps(pool), "pool.json")
    with pytest.raises(InputError, match="nested too deeply"):
        read('{"a":' * 40 + '"I map reefs."' + "}" * 40, "me.json")


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ({"statement": "cliff birds"}, "cliff birds"),
        ({"id": 3, "a": ["cliff birds"], "b": {"c": "tides"}}, "cliff birds\n\ntides"),
        ({"a": "Birds on cold cliffs fascinate me.", "b": "I like tides.", "c": "cold tea"}, "I like tides."),
    ],
)
def test_of_a_profile_in_json_few_words_are_read_where_there_is_nothing_else_and_a_short_sentence_always(profile, told):
    document = read(json.dumps(profile), "me.json")
    assert told in document.statement
    assert "tea" not in document.statement


def test_a_notebook_is_known_by_its_content_too():
    cells = [{"cell_type": "markdown", "source": ["# Me\n", "I map reefs."]}]
    document = read(json.dumps({"cells": cells, "nbformat": 4}), "me.json")
    assert (document.format, document.parts[0].text) == ("notebook", "I map reefs.")


def test_of_very_many_values_the_first_are_read_and_a_note_says_so():
    document = read(json.dumps({"interests": [f"kelp {n}" for n in range(6_000)]}), "me.json")
    assert document.notes == ("values of the profile read: the first 5,000",)
