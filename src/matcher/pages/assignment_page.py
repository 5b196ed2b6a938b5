"""The report of a placement as one page that stands alone."""

from collections.abc import Iterable

from matcher.assigning.reports import PLACE_COLUMNS, place_cells, sections, summary
from matcher.assigning.results import Assignment
from matcher.pages.markup import Html, page, paragraph, section, table, tag

_SHOWN = 50
_NUMBERS = frozenset("0123456789.,+-%/")


def assignment_page(assignment: Assignment) -> str:
    """Return the page: the proof first, then the parts of the text report at greater length, then every place."""
    title = "Assignment"
    parts = [tag("h1", title), *(paragraph(line) for line in summary(assignment))]
    parts.append(paragraph(assignment.certificate.words))
    for heading, columns, rows, more in sections(assignment, _SHOWN):
        rest = [paragraph(f"and {more:,} more")] if more else []
        parts.append(section(heading, _table(columns, rows), *rest))
    places = [place_cells(line) for line in assignment.lines]
    parts.append(section("All places", _table(PLACE_COLUMNS, places)))
    return page(title, *parts)


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Html:
    """Return a table whose columns of nothing but numbers are set as numbers."""
    rows = list(rows)
    numbers = [at for at in range(len(columns)) if all(set(row[at]) <= _NUMBERS for row in rows)]
    return table(columns, rows, numbers)
