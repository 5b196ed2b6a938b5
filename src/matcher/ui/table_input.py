"""A table that a visitor brings: uploaded, its columns proposed and corrected; on the disk only while it is read."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from matcher.errors import InputError, MatcherError
from matcher.tables import Row, open_table
from matcher.tables.columns import Needs, propose
from matcher.ui.markup import literal

MAX_TABLE_MB = 50
ENDINGS = ("csv", "tsv", "xlsx", "jsonl", "ndjson", "parquet")
FIELD_NAMES = {
    "id": "Id",
    "name": "Name",
    "interests": "Interests",
    "statement": "Statement",
    "statement_file": "Statement in a file",
    "capacity": "Places",
    "avoid": "Not wanted",
    "url": "Web page",
}
_NONE = "(not in this table)"
_PREVIEW = 5


class Upload(NamedTuple):
    """A file as it was uploaded."""

    name: str
    data: bytes

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Yield a path that holds the file while it is read; errors name the upload, not that path."""
        with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
            path = Path(folder) / f"table{Path(self.name).suffix.lower()}"
            path.write_bytes(self.data)
            try:
                yield path
            except MatcherError as error:
                raise type(error)(str(error).replace(str(path), self.name)) from error


def upload(label: str, key: str) -> Upload | None:
    """Draw an uploader for a table and return what lies in it."""
    file = st.file_uploader(label, key=key, max_upload_size=MAX_TABLE_MB)
    if file is None:
        return None
    if file.name.rpartition(".")[2].lower() not in ENDINGS:
        raise InputError(f"{file.name} must be a table: {', '.join(ENDINGS)}; give one of these")
    return Upload(file.name, file.getvalue())


def chosen_columns(table: Upload, needs: Needs, key: str, optional: Sequence[str] = ()) -> dict[str, str]:
    """Draw a preview and a choice of columns, proposed by their names; return the column of each field.

    Raises `InputError` while a need is not met. A field of `optional` may have no column.
    """
    with table.on_disk() as path, open_table(path) as opened:
        names, note = opened.columns, opened.note
        rows = [row.cells for row in islice(opened.rows, _PREVIEW) if isinstance(row, Row)]
    if note:
        st.caption(literal(note))
    st.dataframe(rows, hide_index=True, height=38 + 35 * len(rows))
    proposal = propose(names, {}, [*needs, *((field,) for field in optional)])
    doubtful = [field for field in proposal.doubtful if field not in optional]
    if doubtful:
        asked = ", ".join(f"{FIELD_NAMES[field]}: {proposal.columns[field]}" for field in doubtful)
        st.warning(f"Please check what these columns are. {literal(asked)}")
    fields = [*(field for need in needs for field in need), *optional]
    certain = {field: column for field, column in proposal.columns.items() if field not in proposal.doubtful}
    proposed = {**certain, **{field: proposal.columns[field] for field in doubtful}}
    with st.container(horizontal=True, key=f"{key}-fields"):
        chosen = {field: _column_of(field, names, proposed.get(field), f"{key}-{field}") for field in fields}
    given = {field: column for field, column in chosen.items() if column != _NONE}
    _refuse_twice(list(given.values()))
    _refuse_missing(given, needs, table.name)
    return given


def _column_of(field: str, names: Sequence[str], proposed: str | None, key: str) -> str:
    return st.selectbox(
        FIELD_NAMES[field],
        [_NONE, *names],
        index=1 + list(names).index(proposed) if proposed else 0,
        format_func=lambda name: " ".join(str(name).split()),
        key=key,
        width=230,
    )


def _refuse_missing(given: Mapping[str, str], needs: Needs, where: str) -> None:
    for need in needs:
        if not given.keys() & set(need):
            asked = " or ".join(FIELD_NAMES[field] for field in need)
            raise InputError(f"{where} must have a column for: {asked}; choose it above")


def _refuse_twice(columns: Sequence[str]) -> None:
    if doubled := next((column for column in columns if columns.count(column) > 1), None):
        raise InputError(f"each column must be one field; {doubled!r} is chosen twice")
