"""What a run is asked for, how far it is, and what became of the rows."""

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
    """What became of the rows of a file."""

    n_rows: int
    n_scored: int
    n_rejected: int
    n_matches: int


@dataclass
class Progress:
    """How far a run is; `on_change` is called after every chunk."""

    n_rows: int = 0
    """Rows read so far."""
    n_done: int = 0
    """Rows whose matches or rejects are on the disk."""
    share: float = 0.0
    """How much of the file has been read, in [0, 1]."""
    begun: bool = False
    """True from when there is something to go on with."""
    on_change: Callable[["Progress"], object] = field(default=lambda _: None)
    on_reject: Callable[[Reject], object] = field(default=lambda _: None)
    """Told each rejected row at the end of a run that writes no file of them."""

    def add(self, n_done: int, share: float) -> None:
        """Note that some rows more are done."""
        self.n_done += n_done
        self.share = share
        self.on_change(self)


class Files(NamedTuple):
    """What is read and what is written; "-" is standard input and standard output."""

    applicants: str | TableSource
    matches: str
    rejects: str | None = None
    sheet: str | None = None
    """The sheet of a workbook, by name or number; the first unless one is given."""
    header_row: int | None = None
    """The row that names the columns, counted from 1; the first that is no title unless one is given."""

    def check(self, others: Iterable[str | Path | None] = ()) -> None:
        """Raise `ConfigError` where a file would be written over another, or cannot be one, before hours of work.

        `others` are read besides the applicants: the pool, its evidence, the settings.
        """
        written = [name for name in (self.matches, self.rejects) if name]
        for name in written:
            format_of(name)
        if self.header_row is not None:
            check_count(self.header_row, "header row")
        refuse_overwriting(written, (self.applicants, *others))


@dataclass(frozen=True)
class RankingOptions:
    """What decides the matches besides the model; raises `ConfigError` for what makes no sense."""

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
    """How the work of a batch is done; the matches do not depend on it.

    Parameters
    ----------
    jobs
        Processes.
    chunk
        How many rows are in work at a time.

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
    """How a batch of files is done: also on which machines, and whether a run that was stopped goes on."""

    backend: str = "local"
    scheduler: str | None = None
    resume: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.backend not in BACKENDS:
            raise ConfigError(f"backend must be one of {', '.join(BACKENDS)}; it is {self.backend!r}")
