"""Checkpoints: a folder beside the output with one file, a part, for each finished chunk; the output joins the parts.

Each part has the digest of its run, that is of input, model and settings; a part of another run is never used. Only
files that matcher wrote are removed from the folder.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from matcher.batching.records import REJECT_COLUMNS, Done, Files, Part, Progress, Reject
from matcher.errors import ConfigError, InputError, MatcherError
from matcher.registry import contributor_names
from matcher.tables import format_of, written_atomically
from matcher.tables.files import unwritable
from matcher.tables.write import FORMATS, match_columns, table_of, write_chunks

_FORMAT = 2
"""Format version of parts; increased when their content changes its meaning."""

_PART_NAME = re.compile(r"\d{7}\.part")


class RowsLostError(MatcherError):
    """Scored and rejected rows do not add up to the rows read, which is a bug in matcher."""


class Checkpoints:
    """The folder of an unfinished run; each file is written under a temporary name, flushed to disk and renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._run = ""
        """The digest of the run; set by `begin` and `resume`."""

    @property
    def work(self) -> Path:
        """A subfolder for other files: a model that is not saved elsewhere, the output while it is written."""
        return self.folder / ".matcher-work"

    @property
    def begun(self) -> bool:
        """True if a run has begun here."""
        return self._manifest_path.is_file()

    @property
    def holds_any(self) -> bool:
        """True if at least one chunk is finished."""
        return any(True for _ in self._part_paths())

    @property
    def _manifest_path(self) -> Path:
        return self.folder / "manifest.json"

    def create(self) -> None:
        """Make the folder; raises `InputError` if that is not possible."""
        try:
            if self.folder.is_symlink():
                raise NotADirectoryError(0, "it is a link; remove it, or give another --out")
            self.work.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def begin(self, facts: Mapping[str, Any], chunk: int) -> None:
        """Write the manifest of a new run; raises `ConfigError` if the folder belongs to another program."""
        if self.begun and self._manifest() is None:
            raise ConfigError(f"{self.folder} holds files that are not matcher's; give another --out, or remove it")
        manifest = {"matcher_batch": _FORMAT, "chunk": chunk, **facts}
        self._run = _digest(manifest)
        self.put(self._manifest_path.name, json.dumps(manifest).encode())

    def resume(self, facts: Mapping[str, Any]) -> int:
        """Return the chunk size of the run begun here; raises `ConfigError` if its facts are different."""
        manifest = self._manifest()
        if manifest is None or not isinstance(manifest.get("chunk"), int):
            raise ConfigError(f"{self.folder} is damaged; remove it and start again without --resume")
        expected = {"matcher_batch": _FORMAT, **facts}
        if different := [name for name, value in expected.items() if manifest.get(name) != value]:
            raise ConfigError(
                f"{self.folder} holds a run that differs in {', '.join(different)}; use the same as before, "
                "or remove the folder and start again"
            )
        self._run = _digest(manifest)
        return int(manifest["chunk"])

    def _manifest(self) -> dict[str, Any] | None:
        try:
            manifest = json.loads(self._manifest_path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return manifest if isinstance(manifest, dict) and "matcher_batch" in manifest else None

    def put(self, name: str, data: bytes) -> None:
        """Write a file completely or not at all, also if the power fails."""
        with written_atomically(self.folder / name, within=self.work) as fresh, fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def add(self, part: Part) -> None:
        """Write the part of a finished chunk."""
        facts = part._asdict() | {"matches": None, "run": self._run, "sha256": hashlib.sha256(part.matches).hexdigest()}
        self.put(_part_name(part.number), json.dumps(facts).encode() + b"\n" + part.matches)

    def get(self, number: int) -> Part | None:
        """Return the part of a chunk, or `None` if this run has not finished it or its file is damaged."""
        run_and_part = _read_part(self.folder / _part_name(number))
        return run_and_part[1] if run_and_part and run_and_part[0] == self._run else None

    def all(self, n_parts: int) -> Iterator[Part]:
        """Yield the parts in order; raises `InputError` for a part that is missing or damaged."""
        for number in range(n_parts):
            part = self.get(number)
            if part is None:
                raise InputError(f"{self.folder / _part_name(number)} is missing or damaged; go on with --resume")
            yield part

    def remove(self) -> None:
        """Remove matcher's files, and the folder if nothing else is in it."""
        if self._manifest() is not None:
            # first, so that a run killed here counts as finished: the output is complete
            self._manifest_path.unlink(missing_ok=True)
        shutil.rmtree(self.work, ignore_errors=True)
        self.discard()
        with suppress(OSError):
            self.folder.rmdir()

    def discard(self) -> None:
        """Remove all parts, as they were made from other input than their run says."""
        for path in self._part_paths():
            if _read_part(path):
                path.unlink(missing_ok=True)

    def _part_paths(self) -> list[Path]:
        try:
            return [path for path in self.folder.iterdir() if _PART_NAME.fullmatch(path.name)]
        except OSError:
            return []


def _part_name(number: int) -> str:
    return f"{number:07d}.part"


def _read_part(path: Path) -> tuple[str, Part] | None:
    """Return the run and the content of a part, or `None` for a file that is damaged or not a part."""
    try:
        head, _, matches = path.read_bytes().partition(b"\n")
        facts = json.loads(head)
        run = facts.pop("run")
        if facts.pop("sha256") != hashlib.sha256(matches).hexdigest():
            return None
        rejects = tuple(Reject(*reject) for reject in facts["rejects"])
        return run, Part(**{**facts, "rejects": rejects, "matches": matches})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def tally(parts: Checkpoints, n_parts: int, n_rows: int) -> Done:
    """Count the rows on disk; raises `RowsLostError` unless these are all rows that were read."""
    n_scored = n_rejected = n_matches = 0
    for part in parts.all(n_parts):
        n_scored += part.n_scored
        n_rejected += len(part.rejects)
        n_matches += part.n_matches
    check_sum(n_rows, n_scored, n_rejected)
    return Done(n_rows, n_scored, n_rejected, n_matches)


def check_sum(n_rows: int, n_scored: int, n_rejected: int) -> None:
    """Raise `RowsLostError` if the rows do not add up."""
    if n_scored + n_rejected != n_rows:
        raise RowsLostError(
            f"rows scored and rejected must be the rows read; {n_scored} + {n_rejected} is not {n_rows}: report this"
        )


def finish(parts: Checkpoints, n_parts: int, files: Files, progress: Progress) -> None:
    """Join the parts into the output files: rejects first, so that once the matches exist all is complete."""
    if files.rejects:
        encode = FORMATS[format_of(files.rejects)].encode
        rejects = (encode(table_of(REJECT_COLUMNS, part.rejects)) for part in parts.all(n_parts))
        write_chunks(files.rejects, REJECT_COLUMNS, rejects, parts.work)
    else:
        for part in parts.all(n_parts):
            for reject in part.rejects:
                progress.on_reject(reject)
    # the temporary file is in the folder of parts, so that a run killed here leaves no file beside the output
    matches = (part.matches for part in parts.all(n_parts))
    write_chunks(files.matches, match_columns(contributor_names()), matches, parts.work)
