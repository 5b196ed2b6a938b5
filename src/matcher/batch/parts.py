"""Finished chunks on disk: a folder beside the output with one file a chunk and a manifest of what they belong to."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from matcher.batch.rejects import Reject
from matcher.batch.scoring import Part
from matcher.errors import ConfigError, InputError
from matcher.tables import written_aside

FORMAT = 1


class Parts:
    """The folder of a run that is not finished; each file is written aside, flushed to the disk and renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def begun(self) -> bool:
        """True when a run left something here to go on with."""
        return self._manifest.is_file()

    @property
    def holds_any(self) -> bool:
        """True when at least one chunk is finished."""
        return any(self.folder.glob("*.part"))

    @property
    def _manifest(self) -> Path:
        return self.folder / "manifest.json"

    def create(self) -> None:
        """Make the folder; raises `InputError` in one line where that cannot be."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{self.folder} cannot be written: {(error.strerror or str(error)).lower()}") from error

    def begin(self, facts: Mapping[str, Any], chunk: int) -> None:
        """Note what the parts to come belong to."""
        self.put(self._manifest.name, json.dumps({"matcher_batch": FORMAT, "chunk": chunk, **facts}).encode())

    def resume(self, facts: Mapping[str, Any]) -> int:
        """Return the chunk size of the run begun here; raises `ConfigError` when it was begun with other facts."""
        try:
            begun = json.loads(self._manifest.read_bytes())
            chunk = int(begun["chunk"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"{self.folder} is damaged; remove it and start again without --resume") from error
        other = [name for name, value in {"matcher_batch": FORMAT, **facts}.items() if begun.get(name) != value]
        if other:
            raise ConfigError(
                f"{self.folder} was begun with another {', '.join(other)}; give the same as then, "
                "or remove the folder and start again"
            )
        return chunk

    def put(self, name: str, data: bytes) -> None:
        """Write one file whole or not at all, also when the power fails."""
        with written_aside(self.folder / name) as fresh, fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def add(self, part: Part) -> None:
        """Keep the part of a finished chunk."""
        facts = part._asdict() | {"matches": None, "sha256": hashlib.sha256(part.matches).hexdigest()}
        self.put(_name(part.number), json.dumps(facts).encode() + b"\n" + part.matches)

    def get(self, number: int) -> Part | None:
        """Return the part of a chunk, or `None` where it was not finished or the disk lost some of it."""
        try:
            head, _, matches = (self.folder / _name(number)).read_bytes().partition(b"\n")
            facts = json.loads(head)
            if facts.pop("sha256") != hashlib.sha256(matches).hexdigest():
                return None
            rejects = tuple(Reject(*reject) for reject in facts["rejects"])
            return Part(**{**facts, "rejects": rejects, "matches": matches})
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def all(self, n_parts: int) -> Iterator[Part]:
        """Yield the parts in order; raises `InputError` for one that was there and is not any more."""
        for number in range(n_parts):
            part = self.get(number)
            if part is None:
                raise InputError(f"{self.folder / _name(number)} is missing or damaged; go on with --resume")
            yield part

    def remove(self) -> None:
        """Remove the folder; what it held is in the output."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _name(number: int) -> str:
    return f"{number:07d}.part"
