import json

import pytest

from matcher.applicants import read_applicants
from matcher.errors import InputError
from matcher.importers import import_openreview
from matcher.mentors import read_pool


def paper(name, title="A title", abstract="An abstract.", **more):
    return {"id": name, "content": {"title": title, "abstract": abstract, **more}}


@pytest.fixture
def layout(tmp_path):
    """Write a folder in OpenReview's layout; texts are written as they are, other values as JSON."""

    def write(submissions, archives, name="submissions.json"):
        folder = tmp_path / "venue"
        (folder / "archives").mkdir(parents=True)
        if submissions is not None:
            (folder / name).write_text(as_text(submissions), encoding="utf-8")
        for reviewer, papers in archives.items():
            text = papers if isinstance(papers, str) else "".join(json.dumps(p) + "\n" for p in papers)
            (folder / "archives" / f"{reviewer}.jsonl").write_text(text, encoding="utf-8")
        return folder

    return write


def as_text(data):
    return data if isinstance(data, str) else json.dumps(data)


ARCHIVES = {
    "~Jane_van_Doe1": [paper("x1", "Reefs", "The sound of reefs.", year=2021), paper("x2", "Coral", None)],
    "~118242121": [paper("y1", "Compilers", "Proved correct.")],
}


def test_submissions_become_applicants_and_papers_evidence(layout, tmp_path):
    folder = layout({"s1": paper("s1", "Loud reefs", "We listen."), "s2": paper("s2", "Types", "")}, ARCHIVES)
    found = import_openreview(folder, tmp_path / "out")
    assert found[:3] == (2, 2, 3)
    applicants = read_applicants(tmp_path / "out" / "applicants.csv")
    assert [(a.id, a.name, a.statement) for a in applicants] == [
        ("s1", "", "Loud reefs\n\nWe listen."),
        ("s2", "", "Types"),
    ]
    second, first = read_pool(tmp_path / "out" / "pool.csv", tmp_path / "out" / "evidence.csv")
    assert (first.id, first.name) == ("~Jane_van_Doe1", "Jane van Doe")
    assert first.evidence[0] == ("Reefs", "The sound of reefs.", 2021)
    assert second.name == "~118242121"


def test_what_is_incomplete_is_kept_as_far_as_it_goes_and_noted(layout, tmp_path):
    submissions = {"s1": paper("s1", "Reefs", None), "s2": paper("s2", None, None), "s3": paper("s3", None, "Reefs.")}
    archives = {**ARCHIVES, "~Nobody_There1": "\n", "~Twice_Told1": [paper("z1"), paper("z1")]}
    found = import_openreview(layout(submissions, archives), tmp_path / "out")
    venue = tmp_path / "venue"
    assert found[:3] == (2, 3, 4)
    assert list(found.notes) == [
        f"{venue}/submissions.json submission 's1': no abstract; only its title is used",
        f"{venue}/submissions.json submission 's2': no abstract; left out",
        f"{venue}/archives/~Jane_van_Doe1.jsonl line 2: no abstract; only its title is used",
        f"{venue}/archives/~Nobody_There1.jsonl holds no paper; the reviewer is left out",
        f"{venue}/archives/~Twice_Told1.jsonl line 2: paper 'z1' appears again; left out",
    ]


def test_submissions_may_come_one_a_line_and_wrapped_in_values(layout, tmp_path):
    wrapped = {"id": "s1", "content": {"title": {"value": "Reefs"}, "abstract": {"value": "We listen."}}}
    found = import_openreview(layout(f"{json.dumps(wrapped)}\n", ARCHIVES, "submissions.jsonl"), tmp_path / "out")
    assert found.n_applicants == 1
    assert read_applicants(tmp_path / "out" / "applicants.csv")[0].statement == "Reefs\n\nWe listen."


def test_any_character_survives_the_tables(layout, tmp_path):
    hard = 'a "quote", a line\r\nand\ranother\u2028one, \0 NUL, half \ud800 a pair, = 1'
    import_openreview(layout({"-s=1": paper("-s=1", "=1+1", hard)}, ARCHIVES), tmp_path / "out")
    [applicant] = read_applicants(tmp_path / "out" / "applicants.csv")
    assert applicant.id == "-s=1"
    assert applicant.statement == '=1+1\n\na "quote", a line\nand\nanother\u2028one,   NUL, half ? a pair, = 1'


GOOD = {"s1": paper("s1")}
BAD = {
    "no submissions": (None, ARCHIVES, r"venue must hold submissions.json or submissions.jsonl; it holds neither"),
    "no archives": (GOOD, {}, "venue must hold reviewers with papers; it holds none"),
    "empty archives": (GOOD, {"~A1": ""}, "venue must hold reviewers with papers; it holds none"),
    "empty submissions": ({}, ARCHIVES, "must hold submissions with a title or an abstract; it holds none"),
    "broken json": ('{"s1":\n {"id" 3}}', ARCHIVES, r"submissions.json line 2 is not JSON: expecting ':' delimiter"),
    "empty file": ("", ARCHIVES, "submissions.json line 1 is not JSON: expecting value"),
    "a list": ([1], ARCHIVES, "submissions.json must hold one object, from id to submission; it holds a list"),
    "no object": ({"s1": "x"}, ARCHIVES, "submission 's1' must be an object with id and content; it is str"),
    "no content": ({"s1": {"id": "s1"}}, ARCHIVES, "submission 's1' must have a content with title and abstract"),
    "a number": ({"s1": paper("s1", abstract=3)}, ARCHIVES, "submission 's1': abstract must be text; it is int"),
    "broken line": (GOOD, {"~A1": json.dumps(paper("x")) + "\n{\n"}, "~A1.jsonl line 2 is not JSON: expecting"),
    "no id": (GOOD, {"~A1": [paper("")]}, "~A1.jsonl line 1 must have an id; it is ''"),
    "too deep": ("[" * 100_000, ARCHIVES, "submissions.json is not JSON of this layout: it is nested too deeply"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_broken_layout_is_named_and_nothing_is_written(layout, tmp_path, name):
    submissions, archives, message = BAD[name]
    with pytest.raises(InputError, match=message):
        import_openreview(layout(submissions, archives), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_or_has_no_archives_is_named(tmp_path):
    with pytest.raises(InputError, match="nowhere must be a folder with submissions and archives; there is no such"):
        import_openreview(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "submissions.json").write_text(json.dumps(GOOD))
    with pytest.raises(InputError, match="must hold a folder archives with one file for each reviewer; it is missing"):
        import_openreview(tmp_path, tmp_path / "out")


def test_a_submission_that_comes_twice_is_refused(layout, tmp_path):
    twice = f"{json.dumps(paper('s1'))}\n{json.dumps(paper('s1'))}\n"
    with pytest.raises(InputError, match="line 2: a submission must appear once; 's1' appears again"):
        import_openreview(layout(twice, ARCHIVES, "submissions.jsonl"), tmp_path / "out")


def test_other_files_of_the_output_folder_stay(layout, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    import_openreview(layout(GOOD, ARCHIVES), tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        *("applicants.csv", "evidence.csv", "mine.txt", "pool.csv"),
    ]


def test_from_the_layout_to_scores_in_two_commands(matcher, layout, tmp_path):
    folder, out_dir = layout({"s1": paper("s1", "Loud reefs", "The sound of reefs.")}, ARCHIVES), tmp_path / "out"
    code, out, err = matcher("import", "openreview", folder, "--out", out_dir)
    assert (code, out) == (0, "Applicants (submissions): 1; mentors (reviewers): 2; evidence (their papers): 3.\n")
    assert "line 2: no abstract; only its title is used" in err
    tables = [f"--{name}={out_dir / name}.csv" for name in ("pool", "evidence", "applicants")]
    assert matcher("score", *tables, "--k", 1, "--out", tmp_path / "scores.csv")[0] == 0
    assert (tmp_path / "scores.csv").read_text().splitlines()[1].startswith("s1,~Jane_van_Doe1,0.")
