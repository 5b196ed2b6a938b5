"""Applicants that a visitor brings as a table: uploaded, columns corrected, rows that cannot be used named."""

import streamlit as st

from matcher.applicants import check_applicants
from matcher.records import Profile
from matcher.tables.columns import Needs
from matcher.ui.markup import tag
from matcher.ui.table_input import chosen_columns, placed, upload
from matcher.wording import counted

NEEDS = Needs((("id",), ("statement", "interests")), ("name", "avoid"))
_SHOWN = 100


def people(label: str, key: str) -> list[Profile] | None:
    """Draw the upload of applicants and return those who can be used, or `None` before there are any."""
    table = upload(label, key)
    if table is None:
        return None
    table = placed(table, key)
    columns = chosen_columns(table, NEEDS, f"{key}-column")
    with table.on_disk() as source:
        applicants, problems = check_applicants(source, columns, sheet=table.sheet, header_row=table.header_row)
    show_problems(problems)
    return applicants or None


def show_problems(problems: list[str]) -> None:
    """Draw the rows that cannot be used, where there are any."""
    if not problems:
        return
    with st.expander(f"{counted(len(problems), 'row')} could not be used"):
        shown = [tag("li", problem) for problem in problems[:_SHOWN]]
        rest = len(problems) - len(shown)
        st.html(tag("ul", *shown, *([tag("li", f"and {rest:,} more")] if rest else []), cls="m-notes"))
