"""Processes of the command line for tests, forked from one that has imported the program to save import time.

Each has its own session and exit code, and can be ended by a signal. Code of a test that is to run in it (an end at a
named step, a limit) is Python that runs before `matcher.cli.main`.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import NamedTuple

STEPS = """
import os, shutil, signal
n_steps = 0
def counted(step, before):
    def stepped(*arguments, **options):
        global n_steps
        n_steps += 1
        before(n_steps - 1, step.__name__)
        return step(*arguments, **options)
    return stepped
def at_every_step(before):
    os.fsync, os.replace, os.rename, shutil.rmtree = (
        counted(step, before) for step in (os.fsync, os.replace, os.rename, shutil.rmtree)
    )
"""
"""Every step that makes a change on disk permanent: flush, rename, remove."""


class Ended(NamedTuple):
    """The result of a process: its exit code (negative: the signal), its output, its peak memory in kB."""

    returncode: int
    stdout: bytes
    stderr: bytes
    peak: int


class Processes:
    """The parent of the processes; end it with `close`."""

    def __init__(self, *modules: str) -> None:
        self._folder = TemporaryDirectory()
        command = [sys.executable, __file__, *modules]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, *arguments, before="", stdin=b"", stdout=None, stderr=None, cwd=None, env=None) -> Ended:
        """Run `matcher` with these arguments to its end; `stdout` and `stderr` may be paths of files to write to."""
        # a folder for each: what a process started may outlive it for a moment, and still speak
        place = Path(mkdtemp(dir=self._folder.name))
        (place / "in").write_bytes(stdin)
        order = {
            "arguments": [str(one) for one in arguments],
            "before": before,
            "files": [str(place / "in"), str(stdout or place / "out"), str(stderr or place / "err")],
            "cwd": str(cwd or Path.cwd()),
            "environment": {**os.environ, **(env or {})},
        }
        self._parent.stdin.write(json.dumps(order).encode() + b"\n")
        self._parent.stdin.flush()
        returncode, peak = json.loads(self._parent.stdout.readline())
        out, err = (b"" if given else (place / name).read_bytes() for name, given in (("out", stdout), ("err", stderr)))
        return Ended(returncode, out, err, peak)

    def close(self) -> None:
        """End the parent."""
        self._parent.communicate()
        self._folder.cleanup()


def serve() -> dict | None:
    """Fork a process for each line of standard input; return its order in the process, `None` at the end of input."""
    for line in sys.stdin.buffer:
        pid = os.fork()
        if not pid:
            return json.loads(line)
        _, status, usage = os.wait4(pid, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_maxrss]), flush=True)  # noqa: T201
    return None


def become(order: dict) -> None:
    """Run the command line as a process of its own would."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])
    ways = (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOCTTY] * 2)
    for number, (path, way) in enumerate(zip(order["files"], ways, strict=True)):
        file = os.open(path, way, 0o600)
        os.dup2(file, number)
        os.close(file)
    # the parent's streams have read ahead, and know whether one can seek in them
    sys.stdin = os.fdopen(0, closefd=False)
    exec(order["before"], {"__name__": "before"})
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace", closefd=False)
    sys.argv = ["matcher", *order["arguments"]]
    from matcher.cli import main

    main()


if __name__ == "__main__":
    for module in sys.argv[1:]:
        __import__(module)
    gc.freeze()  # what is there is shared with the children as long as nobody counts it
    if given := serve():
        become(given)
