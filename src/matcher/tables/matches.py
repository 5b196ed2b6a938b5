"""The columns of a table of matches, and a ranking as their cells."""

import csv
import io
from collections.abc import Iterable, Sequence

from matcher.records import RankedMentor
from matcher.tables.read import spreadsheet_safe


def match_columns(facets: Sequence[str]) -> dict[str, type]:
    """Return the columns of the matches contract with their types, one `points_<facet>` for each of `facets`."""
    texts: dict[str, type] = {"applicant_id": str, "rank": int, "mentor_id": str, "mentor_name": str}
    return {**texts, "score": float, **{f"points_{name}": float for name in facets}, "shared_terms": str}


def match_cells(line: RankedMentor, facets: Sequence[str]) -> tuple[object, ...]:
    """Return one line of a ranking as the cells of `match_columns`."""
    points = line.points
    shares = (points[name] for name in facets)
    return (
        line.applicant_id,
        line.rank,
        line.mentor_id,
        line.mentor_name,
        line.score,
        *shares,
        "; ".join(line.shared_terms),
    )


def matches_csv(ranking: Iterable[RankedMentor], facets: Sequence[str]) -> str:
    """Return rankings as CSV in the columns of the matches contract, safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(match_columns(facets))
    for line in ranking:
        writer.writerow([spreadsheet_safe(cell) for cell in match_cells(line, facets)])
    return out.getvalue()
