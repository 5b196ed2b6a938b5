"""Batch scoring on a Dask cluster: real workers behind a real address, the same bytes."""

import contextlib
import os
import re
import signal
import subprocess
import sys

import pytest

from matcher.batching.records import FileExecution, Files, Progress, RankingOptions
from matcher.batching.run import batch_files
from matcher.batching.workers import WorkersLostError
from matcher.errors import ConfigError
from matcher.tables.columns import propose

pytest.importorskip("distributed", reason="needs the extra matcher[dask]")


@pytest.fixture
def run(tmp_path, model):
    lines = [f"p{n},the sound of reefs and compilers and soil number {n}\n" for n in range(200)]
    (tmp_path / "people.csv").write_text("id,statement\n" + "".join(lines) + "ragged\n")

    def run(out, progress=None, **effort):
        files = Files(str(tmp_path / "people.csv"), str(tmp_path / out), None)
        done = batch_files(
            files,
            model,
            lambda t: propose(t.columns, {}).columns,
            RankingOptions(2),
            FileExecution(**effort),
            progress or Progress(),
        )
        assert done[:3] == (201, 200, 1)
        return (tmp_path / out).read_bytes()

    return run


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers as an administrator starts them: three processes that speak TCP."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, "cwd": tmp_path}
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    scheduler = subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_scheduler", *options], **quiet)
    address = next(found[0] for line in scheduler.stderr if (found := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    workers = [subprocess.Popen([*worker, "--no-nanny"], **{**quiet, "stderr": subprocess.DEVNULL}) for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
    scheduler.stderr.close()


def test_a_cluster_gives_the_same_bytes_also_when_a_worker_is_killed(run, cluster):
    address, workers = cluster

    def kill_one(now):
        if now.n_done >= 20 and workers[0].poll() is None:
            os.kill(workers[0].pid, signal.SIGKILL)

    progress = Progress(on_change=kill_one)
    assert run("killed.csv", progress, backend="dask", scheduler=address, chunk=4) == run("local.csv")
    assert workers[0].wait() == -signal.SIGKILL


def test_without_an_address_workers_are_started_here(run):
    assert run("own.csv", backend="dask", jobs=1, chunk=30) == run("local.csv")


def test_an_address_where_nobody_answers_is_one_line(run, monkeypatch):
    monkeypatch.setattr("matcher.batching.workers._TIMEOUT", 1)
    with pytest.raises(WorkersLostError, match=r"the scheduler tcp://127\.0\.0\.1:9 does not answer: is it running"):
        run("none.csv", backend="dask", scheduler="tcp://127.0.0.1:9")


def test_without_the_extra_it_says_how_to_get_it(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"backend dask must be installed: pip install 'matcher\[dask\]'"):
        run("none.csv", backend="dask")
