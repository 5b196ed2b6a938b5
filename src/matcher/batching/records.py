"""What goes into a batch and comes out of it: options and files, rows in chunks, results and rejects, progress."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from matcher import __version__
from matcher.applicants import Applicant
from matcher.config import Weights, check_count
from matcher.errors import ConfigError
from matcher.tables import Broken, Row, format_of
from matcher.tables.files import refuse_overwriting
from matcher.tables.keyed_rows import SeenIds
from matcher.tables.read import TableSource

BACKENDS = ("local", "dask")

_MAX_CELL = 200_000
"""The most characters of a cell; a statement has about 5,000, but an open quote takes in rows until it is closed."""
_MAX_ID = 200
"""The most characters of an id, and of a column's name in the rejects."""
_LONGEST_REASON = 500


class Reject(NamedTuple):
    """A row that was not scored: its line, id, column and reason; never its text."""

    row: int
    id: str
    column: str
    reason: str

    def __str__(self) -> str:
        """Return the reject as one line."""
        who = f" ({self.id})" if self.id else ""
        return f"row {self.row}{who}: {self.column} {self.reason}".replace(":  ", ": ")


REJECT_COLUMNS: dict[str, type] = {"row": int, "id": str, "column": str, "reason": str}
"""The columns of a file of rejects."""


class Done(NamedTuple):
    """The counts of a finished run."""

    n_rows: int
    n_scored: int
    n_rejected: int
    n_matches: int


@dataclass
class Progress:
    """The progress of a run; `on_change` is called after every chunk."""

    n_rows: int = 0
    """Rows read so far."""
    n_done: int = 0
    """Rows whose matches or rejects are on disk."""
    share: float = 0.0
    """The share of the file that has been read, in [0, 1]."""
    begun: bool = False
    """True once the run can be resumed."""
    on_change: Callable[["Progress"], object] = field(default=lambda _: None)
    on_reject: Callable[[Reject], object] = field(default=lambda _: None)
    """Called with each rejected row at the end of a run that writes no file of rejects."""

    def add(self, n_done: int, share: float) -> None:
        """Count more rows as done."""
        self.n_done += n_done
        self.share = share
        self.on_change(self)


class Files(NamedTuple):
    """The input and output files; "-" is standard input or standard output."""

    applicants: str | TableSource
    matches: str
    rejects: str | None = None
    sheet: str | None = None
    """The sheet of a workbook, by name or number; the first by default."""
    header_row: int | None = None
    """The row that names the columns, counted from 1; by default the first that is not a title."""

    def check(self) -> None:
        """Raise `ConfigError` if an output has no known format or would overwrite the input."""
        written = [name for name in (self.matches, self.rejects) if name]
        for name in written:
            format_of(name)
        if self.header_row is not None:
            check_count(self.header_row, "header row")
        refuse_overwriting(written, [self.applicants])


@dataclass(frozen=True)
class RankingOptions:
    """The options that decide the matches besides the model; raises `ConfigError` for invalid ones."""

    k: int = 10
    weights: Mapping[str, float] | None = None
    where: Sequence[str] = ()

    def __post_init__(self) -> None:
        check_count(self.k)
        if self.weights is not None:
            Weights(self.weights)
        if isinstance(self.where, str):
            raise ConfigError(f"where must be a list of conditions like field=robotics; it is the text {self.where!r}")


@dataclass(frozen=True)
class Execution:
    """How a batch is computed; the matches do not depend on it.

    Parameters
    ----------
    jobs
        The number of processes.
    chunk
        The number of rows that a process scores at a time.

    Raises
    ------
    ConfigError
        For numbers below 1.
    """

    jobs: int = 1
    chunk: int = 1000

    def __post_init__(self) -> None:
        check_count(self.jobs, "jobs")
        check_count(self.chunk, "chunk")


@dataclass(frozen=True)
class FileExecution(Execution):
    """How a batch of files is computed: also on which machines, and whether a stopped run is resumed."""

    backend: str = "local"
    scheduler: str | None = None
    resume: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.backend not in BACKENDS:
            raise ConfigError(f"backend must be one of {', '.join(BACKENDS)}; it is {self.backend!r}")


class Chunk(NamedTuple):
    """Consecutive rows of a table; `number` counts from 0."""

    number: int
    rows: tuple[Applicant | Reject, ...]


class Job(NamedTuple):
    """What all chunks of a run share: the model's folder and the ranking options; small, as it is sent to workers."""

    model: str
    digest: str
    k: int
    weights: tuple[tuple[str, float], ...] | None
    where: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    documents_folder: str
    output_format: str
    version: str = __version__


class Part(NamedTuple):
    """The result of one chunk: every row of it is scored or rejected."""

    number: int
    n_rows: int
    n_scored: int
    n_matches: int
    rejects: tuple[Reject, ...]
    documents: str
    """A digest of the documents that the rows name."""
    matches: bytes
    """The matches in the format of the output file."""


def chunks(rows: Iterable[Row | Broken], columns: Mapping[str, str], size: int) -> Iterator[Chunk]:
    """Yield the rows of a table in chunks; which rows are rejected here does not depend on the chunk size."""
    seen = SeenIds()
    stream = (_checked(row, columns, seen) for row in rows)
    number = 0
    while chunk_rows := tuple(islice(stream, size)):
        yield Chunk(number, chunk_rows)
        number += 1


def _checked(row: Row | Broken, columns: Mapping[str, str], seen: SeenIds) -> Applicant | Reject:
    """Return the fields of a row that scoring needs, or why it cannot be scored."""
    if isinstance(row, Broken):
        # the cells are unknown, so nothing of the row may be shown
        return Reject(row.line, "", "", row.reason[:_LONGEST_REASON])
    cells = {field: row.cells.get(column, "") for field, column in columns.items()}
    own_id = cells.pop("id", "").strip()
    if len(own_id) > _MAX_ID:
        reason = f"must be at most {_MAX_ID} characters; it has {len(own_id)}"
        return Reject(row.line, "", columns["id"], reason)
    if reason := seen.refuses(own_id, row.line):
        shown = own_id if reason.startswith("must be unique") else ""
        return Reject(row.line, shown, columns["id"], reason)
    if long_column := next((name for name, cell in row.cells.items() if len(cell) > _MAX_CELL), None):
        reason = f"must be at most {_MAX_CELL} characters; it has {len(row.cells[long_column])}"
        return Reject(row.line, own_id, long_column[:_MAX_ID], reason)
    return Applicant(row.line, own_id, **cells)
