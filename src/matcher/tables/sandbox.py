"""Reads a table in a child process with limits: the parent's side and the child's.

It is used for formats that C libraries read (Parquet, workbooks), and on the page for uploaded tables in any format.
The child sends blocks of rows as lines of JSON, which the parent can parse safely.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

from matcher.errors import ConfigError, InputError, MatcherError, first_line
from matcher.tables import child as children
from matcher.tables.rows import Broken, Row, Table


class Bounds(NamedTuple):
    """Limits for reading a table: of the child, and of the parent, which keeps the rows."""

    memory: int
    """Bytes of address space of the child, its libraries included."""
    seconds: int
    """Seconds of the child's processor time."""
    expansion: int
    """The most bytes of answers for each byte of the file, in addition to `n_bytes`."""
    n_bytes: int = 256 * 1024**2
    rows: float = float("inf")
    cells: float = float("inf")


OWN = Bounds(memory=2 * 1024**3, seconds=1800, expansion=20)
UPLOAD = Bounds(memory=1024**3, seconds=60, expansion=0, rows=200_000, cells=2_000_000)
"""The page is shared: the table of one visitor may take only some hundreds of megabytes."""

_MAX_CHILDREN = 4
"""The most children for uploads at the same time."""
_WAIT_SECONDS = 30
"""Seconds that an upload waits for a child."""
_turns = threading.BoundedSemaphore(_MAX_CHILDREN)

_ROW_BYTES = 100
"""Bytes that a row counts in addition to its text: 100 kB can hold 30 million compressed empty rows."""
_BLOCK_ROWS, _BLOCK_CHARACTERS = 64, 1_000_000
_FAR = "one of its cells is far from the others, or it is too large"
_MAY_BE = {".xlsx": _FAR, ".xlsm": _FAR, ".parquet": "one of its cells or lists is huge, or it is too large"}
"""Why the child may have been killed although the file is small."""


@contextmanager
def read_in_child(file: BinaryIO, order: dict[str, Any], *, is_upload: bool) -> Iterator[Table]:
    """Yield the table in an open file; `order` has the other arguments of `matcher.tables.read.table_in`."""
    bounds = UPLOAD if is_upload else OWN
    if is_upload and not _turns.acquire(timeout=_WAIT_SECONDS):
        raise InputError(
            f"{order['name']} cannot be read now, since {_MAX_CHILDREN} other tables are; try again in a minute"
        )
    try:
        child = children.start(__name__, order, memory=bounds.memory, seconds=bounds.seconds, stdin=file)
        try:
            most = bounds.n_bytes + bounds.expansion * os.fstat(file.fileno()).st_size
            answers = _answers(child, order, bounds, most)
            head = next(answers)
            share = [0.0]
            columns = tuple(head["columns"])
            yield Table(columns, _rows(answers, columns, share, order["name"], bounds), lambda: share[0], head["note"])
        finally:
            children.end(child)
    finally:
        if is_upload:
            _turns.release()


def _answers(
    child: "subprocess.Popen[bytes]", order: dict[str, Any], bounds: Bounds, most: int
) -> Iterator[dict[str, Any]]:
    """Yield the answers of the child, at most `most` bytes; raises its error, or a new one if it ends early."""
    name, line, n_left = order["name"], 0, most
    while child.stdout and n_left > 0:
        text = child.stdout.readline(n_left)
        n_left -= len(text)
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            break
        if error := answer.get("error"):
            raise (ConfigError if answer["is_config"] else InputError)(error)
        if answer.get("end"):
            return
        if rows := answer.get("rows"):
            line, n_left = rows[-1][0], n_left - _ROW_BYTES * len(rows)
        yield answer
    if n_left <= 0:
        raise _too_large(name, f"{most >> 20} MB of text")
    if child.wait() == -getattr(signal, "SIGXCPU", 0):
        taken = f"{bounds.seconds} s of processor time"
    else:
        taken = f"{bounds.memory >> 20} MB of memory"
    where = f" after row {line}" if line else ""
    may_be = _MAY_BE.get(order["ending"], "it is too large")
    raise InputError(f"{name} must take at most {taken} to read{where}; {may_be}: save it as CSV, or give less")


def _rows(
    answers: Iterator[dict[str, Any]], columns: tuple[str, ...], share: list[float], name: str, bounds: Bounds
) -> Iterator[Row | Broken]:
    n_rows = n_cells = 0
    for answer in answers:
        n_rows, share[0] = n_rows + len(answer["rows"]), answer["share"]
        for line, cells, *noticed in answer["rows"]:
            if isinstance(cells, str):
                yield Broken(line, cells, *noticed)
                continue
            n_cells += len(cells)
            yield Row(line, cells if isinstance(cells, dict) else dict(zip(columns, cells, strict=False)))
        if n_rows > bounds.rows:
            raise _too_large(name, f"{bounds.rows:,} rows")
        if n_cells > bounds.cells:
            raise _too_large(name, f"{bounds.cells:,} cells")


def _too_large(name: str, most: str) -> InputError:
    return InputError(f"{name} must hold at most {most}; it has more: give less, or a table in parts")


def serve(order: dict[str, Any], close_doors: Callable[[], None]) -> None:
    """Run in the child: read the table from standard input; answer with its head, blocks of rows, and an end."""
    from matcher.tables.read import table_in

    close_doors()
    sys.stdin.buffer.seek(0)
    try:
        for answer in _served(table_in(sys.stdin.buffer, **order)):
            sys.stdout.write(json.dumps(answer) + "\n")
        answer = {"end": True}
    except MemoryError:
        return
    except MatcherError as error:
        answer = {"error": str(error), "is_config": isinstance(error, ConfigError)}
    except Exception as error:  # the libraries raise arbitrary errors for a damaged file
        answer = {"error": f"{order['name']} cannot be read: {first_line(error)[:200]}", "is_config": False}
    sys.stdout.write(json.dumps(answer) + "\n")


def _served(table: Table) -> Iterator[dict[str, Any]]:
    yield {"columns": table.columns, "note": table.note}
    block, size = list[list[Any]](), 0
    for row in table.rows:
        if isinstance(row, Broken):
            block.append([row.line, row.reason, row.noticed])
        else:
            cells = row.cells
            is_plain = tuple(cells) == table.columns[: len(cells)]
            block.append([row.line, [*cells.values()] if is_plain else cells])
            size += sum(map(len, cells.values()))
        if len(block) >= _BLOCK_ROWS or size >= _BLOCK_CHARACTERS:
            yield {"rows": block, "share": table.share_read()}
            block, size = [], 0
    if block:
        yield {"rows": block, "share": 1.0}
