"""Options, progress and result of a batch run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from matcher.batching.chunks import Reject
from matcher.config import Weights, check_count
from matcher.errors import ConfigError
from matcher.tables import format_of
from matcher.tables.outputs import refuse_overwriting
from matcher.tables.read import TableSource

BACKENDS = ("local", "dask")


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

    def check(self, others: Iterable[str | Path | None] = ()) -> None:
        """Raise `ConfigError` before a long run if an output would overwrite an input or has no known format.

        `others` are the other input files: the pool, its evidence, the settings.
        """
        written = [name for name in (self.matches, self.rejects) if name]
        for name in written:
            format_of(name)
        if self.header_row is not None:
            check_count(self.header_row, "header row")
        refuse_overwriting(written, (self.applicants, *others))


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
