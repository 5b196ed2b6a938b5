"""What the matches of many applicants say together, as pandas DataFrames for tables and plots."""

import pandas as pd

_WIDEST = 40
"""Applicants and mentors of a heat map; more cannot be told apart."""


def demand_frame(matches: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each mentor who is matched: how often in a ranking, how often first, the mean score there.

    `matches` has the columns of a table of matches. Columns `mentor_id`, `mentor_name`, `n_rankings`, `n_first`,
    `mean_score`, the most wanted first.

    >>> rows = {"applicant_id": ["a", "b"], "rank": [1, 2], "mentor_id": ["m", "m"], "mentor_name": ["M", "M"]}
    >>> print(demand_frame(pd.DataFrame({**rows, "score": [0.5, 0.25]})).to_string(index=False))
    mentor_id mentor_name  n_rankings  n_first  mean_score
            m           M           2        1       0.375
    """
    grouped = matches.assign(first=matches["rank"] == 1).groupby(["mentor_id", "mentor_name"], as_index=False)
    demand = grouped.agg(n_rankings=("rank", "size"), n_first=("first", "sum"), mean_score=("score", "mean"))
    return demand.sort_values(["n_rankings", "mentor_id"], ascending=[False, True], ignore_index=True)


def heat_frame(matches: pd.DataFrame) -> pd.DataFrame:
    """Return the matches of the first applicants with the most wanted mentors, for a heat map of at most 40 by 40."""
    wanted = demand_frame(matches)["mentor_id"].head(_WIDEST)
    applicants = matches["applicant_id"].drop_duplicates().head(_WIDEST)
    shown = matches["mentor_id"].isin(wanted) & matches["applicant_id"].isin(applicants)
    return matches.loc[shown, ["applicant_id", "mentor_id", "mentor_name", "rank", "score"]].reset_index(drop=True)
