"""What a run is asked for, how far it is, and what became of the rows."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from matcher.batch.rejects import Reject
from matcher.errors import ConfigError
from matcher.tables import form_of


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

    applicants: str
    matches: str
    rejects: str | None = None

    def check(self) -> None:
        """Raise `ConfigError` where a file would be written over another, or cannot be one, before hours of work."""
        written = [name for name in (self.matches, self.rejects) if name]
        for name in written:
            form_of(name)
            if name != "-" and Path(name).is_dir():
                raise ConfigError(f"{name} must be a file to write; it is a folder")
        real = [name if name == "-" else os.path.realpath(name) for name in (*written, self.applicants)]
        doubled = next((name for name in real[:-1] if real.count(name) > 1), None)
        if doubled and (doubled != "-" or len(written) > len({*written})):
            raise ConfigError(f"what is read and what is written must be different files; check {doubled}")


class Settings(NamedTuple):
    """What decides the matches."""

    k: int = 10
    weights: Mapping[str, float] | None = None
    where: Sequence[str] = ()


class Effort(NamedTuple):
    """How the work is done; none of it changes a byte of the matches."""

    chunk: int = 1000
    jobs: int = 1
    backend: str = "local"
    scheduler: str | None = None
    resume: bool = False
