import numpy as np
import pytest

from matcher.errors import InputError
from matcher.evaluation.judgments import Judgment, match_judgments, read_judgments

HEADER = "applicant_id\tmentor_id\tgrade\n"


@pytest.fixture
def table(tmp_path):
    def write(text, name="judgments.tsv"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def test_judgments_are_read_from_tsv_and_csv_alike(table):
    expected = [Judgment("zoe", "reef", 3.0), Judgment("zoe", "soil", 0.5)]
    assert read_judgments(table(HEADER + "zoe\treef\t3\nzoe\tsoil\t0.5\n")) == expected
    assert read_judgments(table("grade,mentor_id,applicant_id\n3,reef,zoe\n0.5,soil,zoe\n", "j.csv")) == expected


def test_the_same_grade_twice_is_one_judgment(table):
    assert len(read_judgments(table(HEADER + "zoe\treef\t3\nzoe\treef\t3.0\n"))) == 1


BAD = {
    "negative": ("zoe\treef\t-1\n", r"line 2: grade must be a number of 0 or more; it is '-1'"),
    "words": ("zoe\treef\t1\nzoe\tsoil\tgood\n", r"line 3: grade must be a number of 0 or more; it is 'good'"),
    "comma": (
        "zoe\treef\t1,5\n",
        r"line 2: grade must be a number of 0 or more; it is '1,5': write decimals with a point",
    ),
    "missing": ("zoe\treef\t\n", r"line 2: grade must be a number of 0 or more; it is ''"),
    "nan": ("zoe\treef\tnan\n", "line 2: grade must be a number"),
    "infinite": ("zoe\treef\tinf\n", "line 2: grade must be a number"),
    "nobody": ("\treef\t1\n", "line 2: applicant_id and mentor_id must not be empty"),
    "two grades": (
        "zoe\treef\t1\nbo\treef\t1\nzoe\treef\t2\n",
        "line 4: a pair must have one grade; 'zoe' and 'reef' have 2 here and 1 on line 2",
    ),
    "no rows": ("", "must hold at least one judgment below its header"),
}


@pytest.mark.parametrize("name", BAD)
def test_judgments_that_make_no_sense_say_where(table, name):
    rows, message = BAD[name]
    with pytest.raises(InputError, match=rf"judgments.tsv.*{message}"):
        read_judgments(table(HEADER + rows))


def test_an_empty_file_and_a_missing_column_are_named(table):
    with pytest.raises(InputError, match="must start with a line of column names; it is empty"):
        read_judgments(table(""))
    with pytest.raises(InputError, match="must have the column grade; it has applicant_id, mentor_id"):
        read_judgments(table("applicant_id,mentor_id\nzoe,reef\n"))


def test_known_pairs_become_columns_and_the_others_are_listed():
    judgments = [
        Judgment("zoe", "soil", 1),
        Judgment("zoe", "reef", 3),
        Judgment("zoe", "type", 0),
        Judgment("bo", "reef", 0),
        Judgment("nemo", "reef", 1),
        Judgment("ada", "atlantis", 2),
        Judgment("ada", "type", 2),
    ]
    judged = match_judgments(judgments, ["ada", "bo", "zoe"], ["reef", "soil", "type"])
    assert judged.applicants == ("ada", "zoe")
    np.testing.assert_array_equal(judged.mentors, [[2, -1], [0, 1]])
    np.testing.assert_array_equal(judged.grades, [[2, 0], [3, 1]])
    assert judged.left_out == (("nemo",), ("atlantis",), ("bo",))


def test_judgments_of_unknown_ids_only_are_refused():
    with pytest.raises(InputError, match="none of the 1 does, for example 'nemo' and 'reef'"):
        match_judgments([Judgment("nemo", "reef", 1)], ["zoe"], ["reef"])
    with pytest.raises(InputError, match="must hold at least one pair"):
        match_judgments([], ["zoe"], ["reef"])


def test_judgments_that_find_nobody_fitting_are_refused():
    with pytest.raises(InputError, match="must hold a grade above 0 for a known pair; all are 0"):
        match_judgments([Judgment("zoe", "reef", 0)], ["zoe"], ["reef"])
