"""A sheet of a workbook as rows, read by a child with limits: a kilobyte can ask for more memory than there is."""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from matcher.errors import ConfigError, InputError, first_line
from matcher.tables.parquet_reader import Opened
from matcher.tables.rows import TITLE_ROWS, Broken, Row, header, header_number, listed

_UNPACKED = 1024**3
"""The largest workbook read, unpacked: a few kilobytes can pack gigabytes."""
_WORKER = str(Path(__file__).with_name("xlsx_worker.py"))
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What Python itself may need to start; nothing else of this process's environment reaches the child."""

_Cells = tuple[int, list[str] | int]
"""The number of a row, and its cells; or how long its longest cell is, where that is too long."""


def sheet_rows(file: BinaryIO, where: str, sheet: str | None = None, header_row: int | None = None) -> Opened:
    """Return the rows of one sheet, numbered as the spreadsheet numbers them; the first sheet unless one is named.

    A workbook is read whole, unlike the other formats: the child's memory grows with the file.
    """
    _refuse_bomb(file, where)
    file.seek(0)
    order = json.dumps({"sheet": sheet, "path": [os.path.abspath(folder) for folder in sys.path]})
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", _WORKER, order],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        cwd=tempfile.gettempdir(),
    )

    def close() -> None:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()

    try:
        return _opened(_answers(child, where), where, sheet, header_row)._replace(close=close)
    except BaseException:
        close()
        raise


def _opened(answers: Iterator[Any], where: str, sheet: str | None, header_row: int | None) -> Opened:
    head = next(answers)
    if head.get("error") == "no such sheet":
        raise ConfigError(f"sheet must be one of {listed(head['sheets'], repr)}; {sheet!r} is none of {where}")
    first: list[_Cells] = list(islice(answers, header_row or TITLE_ROWS))
    if header_row:
        number = next((number for number, (line, _) in enumerate(first) if line == header_row), len(first))
    else:
        number = header_number([cells if isinstance(cells, list) else [] for _, cells in first])
    line, cells = first[number] if number < len(first) else (1, [])
    columns = _trimmed(header(cells if isinstance(cells, list) else [], where))
    notes = []
    if sheet is None and head["n_others"]:
        more = head["n_others"]
        notes.append(
            f"{where}: only its first sheet, {head['sheet']!r}, is read; it has {more} more: name one to read that."
        )
    if number and not header_row:
        notes.append(f"{where}: the columns are named in row {line}; what stands above is taken for a title.")
    rows = _rows(chain(first[number + 1 :], answers), columns)
    return Opened(tuple(filter(None, columns)), rows, head["n_rows"] - line, lambda: None, " ".join(notes))


def _answers(child: "subprocess.Popen[bytes]", where: str) -> Iterator[Any]:
    """Yield what the child says; raises `InputError` where it says that it cannot go on, or ends too soon."""
    line = 0
    for text in child.stdout or ():
        try:
            answer = json.loads(text)
        except ValueError:
            break
        if isinstance(answer, list):
            line = answer[0]
            yield tuple(answer)
        elif "end" in answer:
            return
        elif "sheet" in answer or "sheets" in answer:
            yield answer
        elif answer["error"] != "too large":
            raise InputError(f"{where} is not a workbook: {answer['error']}")
        else:
            break
    read = f"after row {line}" if line else "to lay out in memory"
    raise InputError(
        f"{where} must be an ordinary workbook; it is too large {read}, or one of its cells lies far from the others: "
        "save it as CSV"
    )


def _trimmed(columns: tuple[str, ...]) -> tuple[str, ...]:
    n_needed = max(number for number, name in enumerate(columns, 1) if name)
    return columns[:n_needed]


def _rows(answers: Iterator[_Cells], columns: tuple[str, ...]) -> Iterator[Row | Broken]:
    for line, cells in answers:
        if isinstance(cells, int):
            yield Broken(line, f"must hold shorter cells; one has {cells} characters")
        elif any(text.strip() for text in cells[len(columns) :]):
            yield Broken(line, f"must have {len(columns)} cells like its header; it has more")
        elif any(text.strip() for text in cells):
            row = dict(zip(columns, cells, strict=False))
            row.pop("", None)
            yield Row(line, row)


def _refuse_bomb(file: BinaryIO, where: str) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{where} is not a workbook: {first_line(error)}") from error
    if size > _UNPACKED:
        raise InputError(f"{where} must unpack to at most {_UNPACKED >> 20} MB; save it as CSV")
