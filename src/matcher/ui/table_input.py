"""Uploaded tables: columns proposed and corrected, faulty rows listed; a file is on disk only while it is read."""

import io
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from matcher.applicants import check_applicants, read_applicants
from matcher.errors import InputError
from matcher.model.cache import sample_dir
from matcher.pages.markup import bullets
from matcher.records import Profile
from matcher.tables import Row, open_table
from matcher.tables.columns import Needs, propose
from matcher.tables.read import TableSource
from matcher.tables.spreadsheets import sheet_names
from matcher.ui.page_parts import literal
from matcher.ui.session import once
from matcher.wording import counted

MAX_TABLE_MB = 50
ENDINGS = ("csv", "tsv", "xlsx", "json", "jsonl", "ndjson", "parquet")
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
_PROBLEMS = 100
APPLICANTS = Needs((("id",), ("statement", "interests")), ("name", "avoid"))


class Upload(NamedTuple):
    """An uploaded file, and the position of the table in it."""

    name: str
    data: bytes
    number: str = ""
    """Stands for the bytes of this upload."""
    sheet: str | None = None
    header_row: int | None = None

    @contextmanager
    def on_disk(self) -> Iterator[TableSource]:
        """Yield where the file is read from; errors name the upload, not its path."""
        ending = Path(self.name).suffix.lower()
        with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
            path = Path(folder) / f"table{ending}"
            path.write_bytes(self.data)
            yield TableSource(path, self.name, ending, is_upload=True)


def upload(label: str, key: str) -> Upload | None:
    """Draw an uploader for a table; return the uploaded file, or `None` before there is one."""
    file = st.file_uploader(label, key=key, max_upload_size=MAX_TABLE_MB)
    if file is None:
        return None
    if file.name.rpartition(".")[2].lower() not in ENDINGS:
        raise InputError(f"{file.name} must be a table: {', '.join(ENDINGS)}; give one of these")
    return Upload(file.name, file.getvalue(), file.file_id)


def _chosen_columns(table: Upload, needs: Needs, key: str) -> dict[str, str]:
    """Draw a preview and a choice of columns, proposed from names and cells."""

    def read() -> tuple[tuple[str, ...], str, tuple[Row, ...]]:
        with table.on_disk() as source, open_table(source, sheet=table.sheet, header_row=table.header_row) as opened:
            return opened.columns, opened.note, opened.sample

    names, note, sample = once(f"{key}-look", table[2:], read)
    if note:
        st.caption(literal(note))
    preview = [row.cells for row in sample[:_PREVIEW]]
    st.dataframe(preview, hide_index=True, height=38 + 35 * len(preview))
    proposal = propose(names, {}, needs, sample)
    if proposal.doubtful:
        doubtful = ", ".join(f"{FIELD_NAMES[field]}: {proposal.columns[field]}" for field in proposal.doubtful)
        st.warning(f"Please check what these columns are. {literal(doubtful)}")
    with st.container(horizontal=True, key=f"{key}-fields"):
        chosen = {
            field: _column_of(field, names, proposal.columns.get(field), f"{key}-{field}") for field in needs.fields
        }
    columns = {field: column for field, column in chosen.items() if column != _NONE}
    unread = [column for column in proposal.unread_texts if column not in columns.values()]
    if unread:
        st.warning(f"Long texts in these columns are not read; choose one above. {literal(', '.join(unread))}")
    if doubled := next((column for column, n in Counter(columns.values()).items() if n > 1), None):
        raise InputError(f"each column must be one field; {doubled!r} is chosen twice")
    for need in needs.groups:
        if not columns.keys() & set(need):
            fields = " or ".join(FIELD_NAMES[field] for field in need)
            raise InputError(f"{table.name} must have a column for: {fields}; choose it above")
    return columns


def _column_of(field: str, names: Sequence[str], proposed: str | None, key: str) -> str:
    # a widget keeps its value by its key; for other columns, as of another sheet, the proposal replaces it
    names_key = f"{key}-names"
    if key not in st.session_state or st.session_state.get(names_key) != names:
        st.session_state[key], st.session_state[names_key] = proposed or _NONE, names
    flat = {name: " ".join(name.split()) for name in (_NONE, *names)}
    return st.selectbox(FIELD_NAMES[field], list(flat), format_func=flat.__getitem__, key=key, width=230)


def table_with_columns(label: str, key: str, needs: Needs = APPLICANTS) -> tuple[Upload, dict[str, str]] | None:
    """Draw the upload of a table; return it with the column of each field, or `None` before there is one.

    Raises `InputError` while a required column is not chosen.
    """
    table = upload(label, key)
    if table is None:
        st.session_state.pop(f"{key}-people", None)
        return None
    # these formats may have several sheets, or lines above the table
    if table.name.lower().endswith((".xlsx", ".csv", ".tsv")):
        data = io.BytesIO(table.data)
        sheets = once(f"{key}-sheets", table.number, lambda: sheet_names(data))
        header, hint = "Row with the names of the columns", "found automatically"
        with st.container(horizontal=True, key=f"{key}-placed"):
            sheet = st.selectbox("Sheet", sheets, key=f"{key}-sheet", width=230) if len(sheets) > 1 else None
            row = st.number_input(header, 1, value=None, key=f"{key}-header", width=260, step=1, placeholder=hint)
        table = table._replace(sheet=sheet, header_row=row)
    return table, _chosen_columns(table, needs, f"{key}-column")


def people(label: str, key: str) -> list[Profile] | None:
    """Draw the upload of applicants; return the usable ones, or `None` while there are none."""
    chosen = table_with_columns(label, key)
    if chosen is None:
        return None
    table, columns = chosen

    def read() -> tuple[list[Profile], list[str]]:
        with table.on_disk() as source:
            return check_applicants(source, columns, sheet=table.sheet, header_row=table.header_row)

    applicants, problems = once(f"{key}-people", (table[2:], columns), read)
    show_problems(problems)
    return applicants or None


def sample_applicants() -> list[Profile]:
    """Return the invented applicants of the sample."""
    return read_applicants(sample_dir() / "applicants.csv")


def show_problems(problems: list[str]) -> None:
    """Draw the list of rows that cannot be used, if there are any."""
    if not problems:
        return
    rest = [f"and {len(problems) - _PROBLEMS:,} more"] if len(problems) > _PROBLEMS else []
    with st.expander(f"{counted(len(problems), 'row')} could not be used"):
        st.html(bullets([*problems[:_PROBLEMS], *rest], "m-notes"))
