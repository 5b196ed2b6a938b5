"""A table that a visitor brings: uploaded, its columns proposed and corrected, its faulty rows named.

It is on the disk only while it is read.
"""

import io
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from matcher.applicants import check_applicants
from matcher.errors import InputError
from matcher.pages.markup import tag
from matcher.records import Profile
from matcher.tables import Row, open_table
from matcher.tables.binary_readers import sheet_names
from matcher.tables.columns import Needs, propose
from matcher.tables.read import TableSource
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
    """A table as it was uploaded, and where in the file it stands."""

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
    """Draw an uploader for a table and return what lies in it."""
    file = st.file_uploader(label, key=key, max_upload_size=MAX_TABLE_MB)
    if file is None:
        return None
    if file.name.rpartition(".")[2].lower() not in ENDINGS:
        raise InputError(f"{file.name} must be a table: {', '.join(ENDINGS)}; give one of these")
    return Upload(file.name, file.getvalue(), file.file_id)


def _placed(table: Upload, key: str) -> Upload:
    """Draw the choice of sheet and header row, where a file may have several; return the table with it."""
    if not table.name.lower().endswith((".xlsx", ".csv", ".tsv")):
        return table
    sheets = once(f"{key}-sheets", table.number, lambda: sheet_names(io.BytesIO(table.data)))
    label, hint = "Row with the names of the columns", "found by itself"
    with st.container(horizontal=True, key=f"{key}-placed"):
        sheet = st.selectbox("Sheet", sheets, key=f"{key}-sheet", width=230) if len(sheets) > 1 else None
        row = st.number_input(label, 1, value=None, key=f"{key}-header", width=260, step=1, placeholder=hint)
    return table._replace(sheet=sheet, header_row=row)


def _chosen_columns(table: Upload, needs: Needs, key: str) -> dict[str, str]:
    """Draw a preview and a choice of columns, proposed by names and cells."""

    def look() -> tuple[tuple[str, ...], str, tuple[Row, ...]]:
        with table.on_disk() as source, open_table(source, sheet=table.sheet, header_row=table.header_row) as opened:
            return opened.columns, opened.note, opened.sample

    names, note, sample = once(f"{key}-look", table[2:], look)
    if note:
        st.caption(literal(note))
    preview = [row.cells for row in sample[:_PREVIEW]]
    st.dataframe(preview, hide_index=True, height=38 + 35 * len(preview))
    proposal = propose(names, {}, needs, sample)
    if proposal.doubtful:
        asked = ", ".join(f"{FIELD_NAMES[field]}: {proposal.columns[field]}" for field in proposal.doubtful)
        st.warning(f"Please check what these columns are. {literal(asked)}")
    with st.container(horizontal=True, key=f"{key}-fields"):
        chosen = {
            field: _column_of(field, names, proposal.columns.get(field), f"{key}-{field}") for field in needs.fields
        }
    given = {field: column for field, column in chosen.items() if column != _NONE}
    unread = [column for column in proposal.unread_texts if column not in given.values()]
    if unread:
        st.warning(f"Long texts in these columns are not read; choose one above. {literal(', '.join(unread))}")
    if doubled := next((column for column, n in Counter(given.values()).items() if n > 1), None):
        raise InputError(f"each column must be one field; {doubled!r} is chosen twice")
    for need in needs.groups:
        if not given.keys() & set(need):
            asked = " or ".join(FIELD_NAMES[field] for field in need)
            raise InputError(f"{table.name} must have a column for: {asked}; choose it above")
    return given


def _column_of(field: str, names: Sequence[str], proposed: str | None, key: str) -> str:
    # a widget keeps its value by its key; a table with other columns, as another sheet, is proposed for anew
    known = f"{key}-among"
    if key not in st.session_state or st.session_state.get(known) != names:
        st.session_state[key], st.session_state[known] = proposed or _NONE, names
    flat = {name: " ".join(name.split()) for name in (_NONE, *names)}
    return st.selectbox(FIELD_NAMES[field], list(flat), format_func=flat.__getitem__, key=key, width=230)


def table_with_columns(label: str, key: str, needs: Needs = APPLICANTS) -> tuple[Upload, dict[str, str]] | None:
    """Draw the upload of a table and return it with the column of each field, or `None` before there is one.

    Raises `InputError` while a need is not met.
    """
    table = upload(label, key)
    if table is None:
        st.session_state.pop(f"{key}-people", None)
        return None
    table = _placed(table, key)
    return table, _chosen_columns(table, needs, f"{key}-column")


def people(label: str, key: str) -> list[Profile] | None:
    """Draw the upload of applicants and return those who can be used, or `None` before there are any."""
    given = table_with_columns(label, key)
    if given is None:
        return None
    table, columns = given

    def read() -> tuple[list[Profile], list[str]]:
        with table.on_disk() as source:
            return check_applicants(source, columns, sheet=table.sheet, header_row=table.header_row)

    applicants, problems = once(f"{key}-people", (table[2:], columns), read)
    show_problems(problems)
    return applicants or None


def show_problems(problems: list[str]) -> None:
    """Draw the rows that cannot be used, where there are any."""
    if not problems:
        return
    rest = len(problems) - _PROBLEMS
    shown = [*problems[:_PROBLEMS], *([f"and {rest:,} more"] if rest > 0 else [])]
    with st.expander(f"{counted(len(problems), 'row')} could not be used"):
        st.html(tag("ul", *(tag("li", one) for one in shown), cls="m-notes"))
