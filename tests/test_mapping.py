"""Columns of strange tables: as told, as named, as likely."""

import pytest

from matcher.errors import ConfigError, InputError
from matcher.tables import Row
from matcher.tables.columns import APPLICANT_NEEDS, POOL_NEEDS, Needs, parse_map, propose, required
from matcher.tables.keyed_rows import renamed


def columns_of(*columns, **told):
    return propose(columns, told).columns


def test_a_column_of_the_fields_own_name_is_certain():
    proposal = propose(["ID", "interests", "Statement ", "Why you?"], {})
    assert proposal.columns == {"id": "ID", "interests": "interests", "statement": "Statement "}
    assert not proposal.doubtful
    assert not proposal.alike


def test_a_column_much_alike_is_taken():
    proposal = propose(["Applicant ID", "Research Statement (max 500 words)", "Keywords"], {})
    assert proposal.columns == {
        "id": "Applicant ID",
        "interests": "Keywords",
        "statement": "Research Statement (max 500 words)",
    }
    assert not proposal.doubtful


@pytest.mark.parametrize("columns", [("id", "Statement 1", "Statement 2"), ("id", "Document type")])
def test_a_column_somewhat_alike_or_one_of_several_must_be_accepted(columns):
    proposal = propose(columns, {})
    assert proposal.doubtful
    with pytest.raises(InputError, match="the columns must be certain"):
        required(proposal, columns, "t.csv")
    assert required(proposal, columns, "t.csv", accept=True) == proposal.columns


def test_a_doubtful_column_is_not_even_proposed_where_a_certain_one_serves():
    assert columns_of("id", "statement", "Document type") == {"id": "id", "statement": "statement"}


def test_what_is_told_comes_first():
    assert columns_of("id", "Email", "statement", id="Email") == {"id": "Email", "statement": "statement"}


@pytest.mark.parametrize("columns", [("DOB", "Notes"), ("surname of pet", "level")])
def test_columns_that_mean_something_else_are_left_alone(columns):
    assert columns_of(*columns) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id=Email", {"id": "Email"}),
        ("id=Email,statement=Why you?", {"id": "Email", "statement": "Why you?"}),
        ('id=Email, statement="Why you, and why ""now""?"', {"id": "Email", "statement": 'Why you, and why "now"?'}),
        ("", {}),
    ],
)
def test_a_map_is_read_as_it_is_written(text, told):
    assert parse_map(text) == told


@pytest.mark.parametrize("text", ["id", "id=a,id=b", '="x"', 'id="open'])
def test_a_map_that_makes_no_sense_is_refused(text):
    with pytest.raises(ConfigError, match="map must read like id=Email"):
        parse_map(text)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"ID": "Email"}, "map must name id, statement, interests, statement_file, name, avoid; check 'ID'"),
        ({"id": "E-mail"}, "'E-mail' is none, did you mean 'Email'?"),
        ({"id": "qqq"}, "'qqq' is none: it has Email, x"),
    ],
)
def test_a_map_to_nowhere_is_refused(told, message):
    with pytest.raises(ConfigError, match=message):
        propose(["Email", "x"], told)


def test_a_need_that_nothing_meets_is_named():
    with pytest.raises(InputError, match=r"t\.csv must have a column for statement or interests or statement_file; it"):
        required(propose(["id", "x"], {}), ["id", "x"], "t.csv", APPLICANT_NEEDS)
    with pytest.raises(InputError, match="must have a column for name; it has id, interests"):
        required(propose(["id", "interests"], {}, POOL_NEEDS), ["id", "interests"], "t.csv", POOL_NEEDS)


def test_a_proposal_reads_as_the_option_that_accepts_it():
    told = {"id": "Email", "statement": 'Why "you", and now?'}
    assert parse_map(str(propose(["Email", 'Why "you", and now?'], told))) == told


def test_other_columns_keep_their_cells():
    cells = {"id": "7", "Email": "a@b", "level": "x"}
    assert renamed(cells, {"id": "Email"}) == {"id": "a@b", "own id": "7", "level": "x"}


LETTER = (
    "I record the sound of reefs at night and want to learn how statistics can tell one animal from another in it all."
)
FORM = {
    "When": ["2026-01-05 10:11", "2026-01-05 10:12", "2026-01-06 09:00"],
    "Your e-mail": ["ana@x.org", "ben@x.org", "cleo@x.org"],
    "State": ["Ohio", "Ohio", "Texas"],
    "Document": ["passport", "passport", "visa"],
    "Q7": [LETTER, LETTER.upper(), f"Also {LETTER}"],
}


def sample_of(columns):
    names = list(columns)
    return names, [
        Row(n, dict(zip(names, cells, strict=True))) for n, cells in enumerate(zip(*columns.values(), strict=True), 2)
    ]


def test_cells_tell_what_names_do_not():
    names, rows = sample_of(FORM)
    proposal = propose(names, {}, sample=rows)
    assert proposal.columns == {"id": "Your e-mail", "statement": "Q7"}
    assert "statement" in proposal.doubtful


@pytest.mark.parametrize(
    ("name", "cells", "field"),
    [
        ("State", ["Ohio", "Ohio", "Texas"], "statement"),
        ("Stated", ["yes", "no", "maybe"], "statement"),
        ("Document", ["passport", "visa", "passport"], "statement_file"),
        ("Web site", ["none", "soon", "no"], "url"),
        ("Identity", ["she", "he", "he"], "id"),
        ("Places", ["Oslo", "Rome", "Lima"], "capacity"),
        ("Positions", ["postdoc", "lecturer", "reader"], "capacity"),
    ],
)
def test_nothing_is_proposed_that_its_cells_cannot_be(name, cells, field):
    names, rows = sample_of({"key": ["a", "b", "c"], name: cells})
    needs = Needs((("key",), (field,)))
    assert field not in propose(names, {}, needs, rows).columns


def test_a_column_of_long_texts_that_no_field_takes_is_not_left_out_unasked():
    names, rows = sample_of({"id": ["a", "b"], "statement": ["reefs", "soil"], "Background": [LETTER, LETTER.lower()]})
    proposal = propose(names, {}, sample=rows)
    assert proposal.unread_texts == ("Background",)
    assert not proposal.is_certain
    assert propose(names, {"statement": "Background"}, sample=rows).is_certain


def test_the_case_of_a_header_does_not_matter():
    assert columns_of("Id", "STATEMENT", "Name", "Avoid") == {
        "id": "Id",
        "statement": "STATEMENT",
        "name": "Name",
        "avoid": "Avoid",
    }
    assert columns_of("id", "ID", "statement") == {"id": "id", "statement": "statement"}
    assert columns_of("E-Mail", "Text", id="e-mail", statement="TEXT") == {"id": "E-Mail", "statement": "Text"}


def test_of_columns_that_differ_in_case_one_is_proposed_to_be_confirmed():
    proposal = propose(["ID", "Id", "statement", "NAME", "Name"], {})
    assert proposal.columns == {"id": "ID", "statement": "statement", "name": "NAME"}
    assert proposal.doubtful == ("id", "name")
    assert propose(["ID", "Id", "statement"], {"id": "Id"}).is_certain


def test_every_field_of_a_pool_can_be_told():
    told = {"id": "m", "name": "n", "statement": "b", "capacity": "c", "avoid": "a", "url": "u"}
    assert propose(list("mnbcau"), told, POOL_NEEDS).columns == told


def test_a_name_over_several_lines_is_told_and_shown_on_one():
    columns = ["Key", "Why you,\n and why now?"]
    told = {"id": "key", "statement": "Why you, and why now?"}
    proposal = propose(columns, told)
    assert proposal.columns == {"id": "Key", "statement": columns[1]}
    assert str(proposal) == 'id=Key,statement="Why you, and why now?"'


def test_a_column_of_long_texts_is_proposed_for_the_statement_also_where_interests_are_known():
    names, rows = sample_of({"id": ["a", "b"], "interests": ["reefs", "soil"], "Why us?": [LETTER, LETTER.lower()]})
    proposal = propose(names, {}, sample=rows)
    assert proposal.columns == {"id": "id", "statement": "Why us?", "interests": "interests"}
    assert proposal.doubtful == ("statement",)


def test_a_code_is_the_id_of_a_lab_and_its_name_stands_under_lab():
    columns, about = ("Code", "Lab", "Head's e-mail", "About"), "We dive among reefs and count what we hear at night."
    rows = (("L1", "Tide Desk", "a@example.org", about), ("L2", "Reef Desk", "b@example.org", about))
    sample = [Row(line, dict(zip(columns, cells, strict=True))) for line, cells in enumerate(rows, 2)]
    assert propose(columns, {}, POOL_NEEDS, sample).columns == {"id": "Code", "name": "Lab", "statement": "About"}
    # who belongs to a lab is not called like it
    assert "name" not in propose(["id", "statement", "Lab"], {}).columns


def test_a_pools_name_is_what_is_short_and_differs_and_is_no_address_or_number():
    names, rows = sample_of(
        {
            "Nr": ["1", "2"],
            "Link": ["https://a.example", "https://b.example"],
            "Who": ["Reef Lab", "Soil Lab"],
            "About": [LETTER, LETTER.lower()],
        }
    )
    proposal = propose(names, {}, POOL_NEEDS, rows)
    assert proposal.columns == {"id": "Nr", "statement": "About", "name": "Who", "url": "Link"}
    assert not proposal.is_certain


@pytest.mark.parametrize("name", ["Seats", "Spots", "Openings", "Number of students", "Slots (this year)"])
def test_a_column_of_places_is_the_capacity_where_it_holds_numbers(name):
    names, rows = sample_of({"id": ["a", "b"], "name": ["A", "B"], "interests": ["reefs", "soil"], name: ["2", "0"]})
    proposal = propose(names, {}, POOL_NEEDS, rows)
    assert proposal.columns["capacity"] == name
    assert proposal.is_certain
