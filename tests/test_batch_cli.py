"""`matcher batch` as a process: killed, stopped, piped, out of room."""

import contextlib
import fcntl
import json
import os
import pty
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios

import pytest
from conftest import ROOT
from processes import STEPS, Processes

from matcher.model.cache import PoolFiles, fit_files
from matcher.model.store import save
from matcher.tables import read_rows

LABS = (
    "id,name,interests,statement\n"
    "reef,Reef Lab,coral reefs; sound,We record reefs.\n"
    "type,Type Lab,compilers; types,We prove compilers.\n"
)
WORDS = "coral reefs sound compilers types record prove naïve = + unknown".split()


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fitted")
    (folder / "labs.csv").write_text(LABS)
    return save(fit_files(PoolFiles(folder / "labs.csv")), folder / "model")


@pytest.fixture
def place(tmp_path, fitted):
    """A pool, a fitted model of it, and a table of applicants in which some rows are broken."""
    shutil.copytree(fitted.parent, tmp_path, dirs_exist_ok=True)
    people(tmp_path / "people.csv", 40)
    return tmp_path


def people(path, n, length=8):
    rng = random.Random(5)
    lines = []
    for number in range(n):
        said = " ".join(rng.choices(WORDS, k=length))
        lines.append("ragged\n" if number % 17 == 3 else f'p{number},"{said},\n{said}"\n')
    path.write_text("id,statement\n" + "".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def processes():
    """Processes of the command line that find everything imported."""
    parent = Processes("matcher.cli", "matcher.batching.run", "matcher.model.store", "pandas", "pyarrow.csv", "tqdm")
    yield parent
    parent.close()


@pytest.fixture
def batch(processes, place):
    """Run `matcher batch` on the table of this place, as a process."""

    def run(*more, out=None, **options):
        out = out or place / "m.csv"
        return processes("batch", place / "people.csv", "--out", out, "--model", place / "model", *more, **options)

    return run


def at_step(number, act):
    """Return what makes a process do something before one of its steps."""
    return f"{STEPS}\nat_every_step(lambda n, _: n == {number} and {act})"


SILENT = "import matcher.cli.terminal; matcher.cli.terminal._INTERVAL = float('inf')"
"""No line about a long run, however busy the machine is."""
KILLED, INTERRUPTED = "os.kill(os.getpid(), signal.SIGKILL)", "os.killpg(0, signal.SIGINT)"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_at_any_step_and_resumed_the_files_are_the_same(batch, matcher, place, jobs):
    resumed = ("batch", place / "people.csv", "--out", place / "m.csv", "--model", place / "model", "--resume")
    counted = f"{STEPS}\nimport sys; at_every_step(lambda n, name: print('step', n, name, file=sys.stderr))"
    whole = batch("--chunk", "10", before=counted)
    assert whole.returncode == 3
    steps = whole.stderr.count(b"step ")
    assert steps > 20  # a manifest, four parts and two files are flushed, named and cleared away
    names = {path.name for path in place.iterdir()}
    files = {name: (place / name).read_bytes() for name in ("m.csv", "m.rejects.csv")}
    for step in range(steps) if jobs == "1" else (9,):
        for name in files:
            (place / name).unlink()
        killed = batch("--chunk", "10", "--jobs", jobs, before=at_step(step, KILLED))
        assert killed.returncode == -signal.SIGKILL
        if (place / "m.csv").exists():
            assert (place / "m.csv").read_bytes() == files["m.csv"]
        assert matcher(*resumed)[0] == 3
        assert {name: (place / name).read_bytes() for name in files} == files, step
        assert {path.name for path in place.iterdir()} == names, step


@pytest.mark.parametrize("more", [(), ("--jobs", "2"), ("--backend", "dask")], ids=["1", "2", "dask"])
def test_ctrl_c_stops_at_once_and_says_how_to_go_on(batch, more):
    if "dask" in more:
        pytest.importorskip("distributed", reason="needs the extra matcher[dask]")
    # as the terminal does: the whole group of processes is told, when the manifest and three parts are written
    ended = batch("--chunk", "5", *more, before=f"{SILENT}\n{at_step(12, INTERRUPTED)}")
    assert ended.returncode == 130
    lines = ended.stderr.decode().splitlines()
    assert lines[0] == "Stopped."
    assert lines[1].endswith("15 rows are done. Go on with:")
    assert lines[2].startswith("  matcher batch ")
    assert lines[2].endswith(" --resume")
    assert len(lines) == 3


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_word_to_end_stops_a_run_as_ctrl_c_does(batch, jobs):
    act = at_step(12, "os.kill(os.getpid(), signal.SIGTERM)")
    ended = batch("--chunk", "5", "--jobs", jobs, before=f"{SILENT}\n{act}")
    assert ended.returncode == 128 + signal.SIGTERM
    lines = ended.stderr.decode().splitlines()
    assert lines[0] == "Stopped."
    assert lines[2].endswith(" --resume")
    assert batch("--resume").returncode == 3


@pytest.mark.parametrize("out", ["m.csv", "-"])
def test_what_came_through_a_pipe_lies_on_no_disk_once_the_process_is_killed(processes, place, tmp_path_factory, out):
    sent = b"id,statement\n" + b"".join(b"p%d,quixotic reefs and compilers\n" % n for n in range(40))
    aside = tmp_path_factory.mktemp("aside")
    command = ("batch", "-", "--out", place / out if out != "-" else "-", "--model", place / "model", "--chunk", "5")
    before = f"import tempfile; tempfile.tempdir = {str(aside)!r}\n{at_step(8, KILLED)}"
    killed = processes(*command, stdin=sent, before=before, cwd=place)
    assert killed.returncode == -signal.SIGKILL
    left = [path for folder in (place, aside) for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith(".part") for path in left)
    assert [path for path in left if b"quixotic reefs" in path.read_bytes()] == []


def test_the_exit_code_tells_of_rejects(batch, place):
    ended = batch()
    assert ended.returncode == 3
    assert ended.stdout == b""
    assert b"40 rows: 37 scored, 3 rejected (" in ended.stderr
    people(place / "people.csv", 3)
    ended = batch()
    assert ended.returncode == 0
    assert b"3 rows: 3 scored, 0 rejected" in ended.stderr


def test_a_pipe_in_and_a_pipe_out(batch, place):
    """The one test here of a process that nobody prepared."""
    batch()
    arguments = [sys.executable, "-m", "matcher", "batch", "-", "--out", "-", "--model", place / "model"]
    piped = subprocess.run(arguments, input=(place / "people.csv").read_bytes(), capture_output=True, cwd=place)
    assert piped.returncode == 3
    assert piped.stdout == (place / "m.csv").read_bytes()
    assert piped.stderr.count(b"Rejected: row ") == 3
    assert b"row 8: must have 2 cells like its header; it has 1" in piped.stderr


@pytest.mark.parametrize("ending", ["jsonl", "parquet", "xlsx"])
def test_a_pipe_may_bring_any_format(processes, place, ending):
    from matcher.tables import write_table

    write_table(place / f"in.{ending}", {"id": str, "statement": str}, [("a", "reefs"), ("b", "compilers")])
    sent = (place / f"in.{ending}").read_bytes()
    piped = processes("batch", "-", "--out", "-", "--model", place / "model", "--k", "1", stdin=sent, cwd=place)
    assert piped.returncode == 0, piped.stderr
    assert [line.split(b",")[:3] for line in piped.stdout.splitlines()[1:]] == [
        [b"a", b"1", b"reef"],
        [b"b", b"1", b"type"],
    ]


def test_the_reader_of_a_pipe_may_leave_early(batch):
    left = "import os; reader, writer = os.pipe(); os.dup2(writer, 1); os.close(reader)"
    ended = batch(out="-", before=left)
    assert b"Traceback" not in ended.stderr
    assert ended.returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if (
        not mount
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True).returncode
    ):
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_one_line_and_the_run_goes_on_when_there_is_room(batch, place, small_disk):
    people(place / "people.csv", 150)
    whole = batch()
    assert whole.returncode == 3
    (small_disk / "ballast").write_bytes(bytes(1_000_000))
    full = batch("--chunk", "20", out=small_disk / "m.csv")
    said = full.stderr.decode()
    assert full.returncode == 1
    assert "Traceback" not in said
    assert "o space left on device" in said.splitlines()[0]
    assert "rows are done. Go on with:" in said
    (small_disk / "ballast").unlink()
    again = batch("--chunk", "20", "--resume", out=small_disk / "m.csv")
    assert again.returncode == 3, again.stderr
    assert (small_disk / "m.csv").read_bytes() == (place / "m.csv").read_bytes()


def test_a_limit_on_the_size_of_files_is_one_line_too(batch, place):
    people(place / "people.csv", 400)
    ended = batch(before="import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))")
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
    assert b"File too large" in ended.stderr or b"file too large" in ended.stderr


def test_a_terminal_sees_a_bar_with_rate_and_time_left(batch):
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    ended = batch("--chunk", "10", stdout=os.ttyname(writer), stderr=os.ttyname(writer))
    os.close(writer)
    seen = b""
    with contextlib.suppress(OSError):
        while data := os.read(reader, 65536):
            seen += data
    os.close(reader)
    assert ended.returncode == 3
    assert b" rows/s" in seen
    assert re.search(rb"\d+/40 \[\d\d:\d\d<\d\d:\d\d", seen)


def test_without_a_terminal_there_is_a_line_every_so_often(place, matcher, monkeypatch):
    monkeypatch.setattr("matcher.cli.terminal._INTERVAL", 0.0)
    _, _, err = matcher(
        "batch", place / "people.csv", "--out", place / "m.csv", "--model", place / "model", "--chunk", 10
    )
    assert "10 rows, " in err
    assert " a second, about " in err


def test_an_uncertain_column_must_be_accepted(place, matcher):
    (place / "strange.csv").write_text("id,Statements of you\na,coral reefs\n")
    arguments = ("batch", place / "strange.csv", "--out", place / "m.csv", "--model", place / "model")
    code, _, err = matcher(*arguments)
    assert code == 2
    assert "Accept this with --yes, or change it: --map 'id=id,statement=Statements of you'" in err
    assert not (place / "m.csv.parts").exists()
    code, _, err = matcher(*arguments, "--yes")
    assert code == 0
    assert "Columns: id=id,statement=Statements of you" in err


def test_columns_can_be_told(place, matcher):
    (place / "strange.csv").write_text('Email,"Why you, and why now?",Level\na@b,coral reefs,x\n')
    told = 'id=Email,statement="Why you, and why now?"'
    code, _, err = matcher(
        "batch", place / "strange.csv", "--out", place / "m.jsonl", "--model", place / "model", "--map", told
    )
    assert code == 0
    assert err.startswith('Columns: id=Email,statement="Why you, and why now?"; not read: Level\n')
    first = json.loads((place / "m.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (first["applicant_id"], first["mentor_id"]) == ("a@b", "reef")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--scheduler", "tcp://x:1"], "--scheduler needs a Dask cluster; give --backend dask too"),
        (["--config", "c.toml"], "give --model or --config, not both"),
        (["--pool", "p.csv"], "give --model or the tables it would be fitted on, not both"),
        (["--map", "id"], "map must read like id=Email"),
        (["--map", "id=Email"], "'Email' is none: it has id, statement"),
        (["--where", "colour=red"], "where must name one of the pool's columns"),
        (["--rejects", "r.doc"], "r.doc must end in"),
        (["--chunk", "0"], "'--chunk'"),
        (["--jobs", "0"], "'--jobs'"),
        (["--weights", "terms=2"], "weights must sum to 1"),
    ],
)
def test_a_wrong_option_is_a_usage_error_and_leaves_nothing(place, matcher, more, message):
    code, out, err = matcher("batch", place / "people.csv", "--out", place / "m.csv", "--model", place / "model", *more)
    assert (code, out) == (2, "")
    assert message in err
    assert not list(place.glob("m.csv*"))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("gone.csv", None, "there is no such file"),
        ("empty.csv", b"", "must start with a line of column names; it is empty"),
        ("doubled.csv", b"id,id,statement\na,b,c\n", "must name each column once; check 'id'"),
        ("binary.csv", bytes(range(256)) * 10, "binary.csv"),
        ("not.parquet", b"PAR1", "is not a whole Parquet file"),
        ("not.xlsx", b"PK", "is not a workbook"),
        ("column.csv", b"name\na\n", "must have a column for id"),
    ],
)
def test_a_file_that_is_no_table_is_one_line(place, matcher, name, data, message):
    if data is not None:
        (place / name).write_bytes(data)
    code, _, err = matcher("batch", place / name, "--out", place / "m.csv", "--model", place / "model")
    assert code == 1
    assert message in err
    assert "Traceback" not in err
    assert not list(place.glob("m.csv*"))


def test_a_pool_and_a_config_serve_instead_of_a_model(place, matcher):
    (place / "c.toml").write_text("[weights]\nterms = 1.0\n")
    code, _, _ = matcher(
        "batch",
        place / "people.csv",
        "--out",
        place / "m.csv",
        "--pool",
        place / "labs.csv",
        "--config",
        place / "c.toml",
    )
    assert code == 3
    rows = read_rows(place / "m.csv")
    assert all(float(row.cells["points_terms"]) == float(row.cells["score"]) for row in rows)


def test_the_sample_applicants_are_all_scored(matcher, tmp_path):
    code, _, err = matcher("batch", ROOT / "data" / "applicants.csv", "--out", tmp_path / "m.xlsx", "--k", 3)
    assert code == 0
    assert "36 rows: 36 scored, 0 rejected" in err
    assert len(read_rows(tmp_path / "m.xlsx")) == 108


def test_an_import_writes_the_columns_that_matcher_knows(matcher, tmp_path):
    (tmp_path / "x.csv").write_text("Email;Why you?;Level\na@b;reefs;phd\n")
    code, _, err = matcher(
        "import", "table", tmp_path / "x.csv", "--map", "id=Email,statement=Why you?", "--out", tmp_path / "y.jsonl"
    )
    assert code == 0
    assert "1 row in " in err
    assert [row.cells for row in read_rows(tmp_path / "y.jsonl")] == [
        {"id": "a@b", "statement": "reefs", "Level": "phd"}
    ]


def test_an_import_of_mentors_asks_for_their_columns(matcher, tmp_path):
    (tmp_path / "x.csv").write_text("id,statement\na,reefs\n")
    code, _, err = matcher("import", "table", tmp_path / "x.csv", "--pool", "--out", tmp_path / "y.csv")
    assert code == 1
    assert "must have a column for name" in err


def test_an_import_is_whole_or_nothing(matcher, tmp_path):
    (tmp_path / "x.csv").write_text("id,statement\na,reefs\nragged\n")
    code, _, err = matcher("import", "table", tmp_path / "x.csv", "--out", tmp_path / "y.csv")
    assert code == 1
    assert "line 3 must have 2 cells" in err
    assert not (tmp_path / "y.csv").exists()


def peak_kb(batch, place, n):
    people(place / "people.csv", n, 100)
    # the compiler takes memory too, and is started for large files only
    ended = batch("--k", "1", "--chunk", "100", before="from matcher import kernels; kernels.installed = lambda: False")
    assert ended.returncode == 3  # finished, with the rejects that were put in
    return ended.peak


def test_memory_does_not_grow_with_the_file(batch, place):
    small, large = peak_kb(batch, place, 150), peak_kb(batch, place, 1500)
    assert large < 1.1 * small, (small, large)
