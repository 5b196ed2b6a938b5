"""The child that reads a workbook: a program of its own, since one far cell ends whoever lays out the sheet.

Standard input is the workbook; standard output is JSON, a line a row: a head, the rows that hold something, an end.
`xlsx_reader.py` starts it; nothing here is imported by anybody.
"""

import contextlib
import json
import signal
import sys
from typing import Any

_LONGEST_CELL = 1_000_000
_MEMORY = 2 * 1024**3
"""Bytes of address space: some sixty million cells."""
_SECONDS = 300
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Read the workbook as the order in the first argument says."""
    order = json.loads(sys.argv[1])
    sys.path[:] = order["path"]
    _limit()
    try:
        for line in _lines(order["sheet"]):
            sys.stdout.write(json.dumps(line) + "\n")
    except MemoryError:
        _fail("too large")
    except Exception as error:
        _fail((str(error) or type(error).__name__).splitlines()[0][:200])
    sys.stdout.flush()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's own memory is the bound
        return
    _end_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _end_with_parent() -> None:
    """Let the system end this process with the one that asked, also where a sheet takes long to lay out."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _fail(reason: str) -> None:
    sys.stdout.write(json.dumps({"error": reason}) + "\n")


def _lines(wanted: str | None) -> Any:
    import io

    from python_calamine import CalamineWorkbook

    from matcher.tables.rows import as_text

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    names = book.sheet_names
    if not names:
        raise ValueError("it has no sheet")
    if wanted is None or wanted in names:
        name = names[0] if wanted is None else wanted
    elif wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        name = names[int(wanted) - 1]
    else:
        yield {"error": "no such sheet", "sheets": names[:20]}
        return
    sheet = book.get_sheet_by_name(name)
    yield {"sheet": name, "n_others": len(names) - 1, "n_rows": sheet.end[0] + 1 if sheet.end else 0}
    for line, values in enumerate(sheet.iter_rows(), 1):
        cells = [as_text(value) for value in values]
        if any(cells):
            longest = max(map(len, cells))
            yield [line, cells if longest <= _LONGEST_CELL else longest]
    yield {"end": True}


if __name__ == "__main__":
    main()
