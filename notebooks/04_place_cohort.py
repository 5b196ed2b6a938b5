# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From two spreadsheets to a placed cohort
#
# A coordinator has a table of applicants and a table of labs with their places. This notebook ranks, looks at who is
# wanted by how many, places everybody with a proof that nothing better exists, tries an override and what it costs, and
# writes the workbook to hand over. For your own data, change the paths in the first cell.

# %%
import tempfile
from pathlib import Path

import altair as alt

from matcher import MatchModel, read_applicants, read_pool
from matcher.assigning.api import assign
from matcher.assigning.output import write_assignment
from matcher.frames import demand_frame, draw_inline, heat_frame
from matcher.model.cache import sample_dir

draw_inline()  # plots carry their code: no network; in JupyterLab's export as HTML untick "Sanitize HTML output"

data = sample_dir()
mentors = read_pool(data / "labs.csv", data / "evidence.csv")
applicants = read_applicants(data / "applicants.csv")
n_places = sum(mentor.capacity or 0 for mentor in mentors)
print(f"{len(applicants)} applicants, {len(mentors)} labs with {n_places} places")

# %% [markdown]
# ## Rank
#
# The applicants' own statements show what everybody writes, so that it does not count.

# %%
model = MatchModel().fit(mentors, applicants)
matches = model.rank(applicants, k=10).frame()
matches.head(10)

# %% [markdown]
# ## Who is wanted by how many?
#
# A lab that stands in many rankings will not have places for all of them.

# %%
demand = demand_frame(matches)
alt.Chart(demand.head(20)).mark_bar().encode(
    x=alt.X("n_rankings:Q", title="rankings that hold the lab"),
    y=alt.Y("mentor_name:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
    tooltip=["mentor_name:N", "n_rankings:Q", "n_first:Q"],
).properties(width=380)

# %%
alt.Chart(heat_frame(matches)).mark_rect().encode(
    x=alt.X("mentor_name:N", title=None, axis=alt.Axis(labelAngle=-60, labelLimit=140)),
    y=alt.Y("applicant_id:N", title=None),
    color=alt.Color("score:Q", scale=alt.Scale(scheme="teals")),
    tooltip=["applicant_id:N", "mentor_name:N", "rank:Q", alt.Tooltip("score:Q", format=".3f")],
).properties(width=620, height=480)

# %% [markdown]
# ## Place
#
# Every lab takes at most as many people as it has places, and the sum of all scores is as large as it can be. All pairs
# are considered, not only the first ten of each applicant.

# %%
placement = assign(model, mentors, applicants=applicants)
print(placement.certificate.words)
placement.frame().head(10)

# %% [markdown]
# Who lacks a place, and why; which labs would be worth another place.

# %%
placement.unmatched_frame()

# %%
labs = placement.mentors_frame()
labs.sort_values("one_more", ascending=False).head(5)[["mentor_name", "capacity", "filled", "one_more"]]

# %% [markdown]
# ## Override, and see what it costs
#
# The first applicant whose second choice differs is sent there. The difference names everybody who would move.

# %%
first = placement.lines[0]
change = f"pin={first.applicant_id}:{first.alternate_id}"
what_if = placement.what_if(change)
print(f"{change}: total {what_if.total:+.4f} points, {len(what_if.moves)} would move")
[(move.applicant_id, move.before, move.after, round(move.gain, 4)) for move in what_if.moves]

# %% [markdown]
# What a pin to each lab would cost, the cheapest first.

# %%
costs = sorted((cost, lab) for lab, cost, _ in placement.pin_costs(first.applicant_id) if cost is not None)
[(lab, round(cost, 4)) for cost, lab in costs[:8]]

# %% [markdown]
# ## Hand over
#
# One workbook with a sheet each: who goes where, who is left out and why, the labs. Write it where you want it.

# %%
with tempfile.TemporaryDirectory() as folder:
    [workbook] = write_assignment(placement, str(Path(folder) / "cohort.xlsx"))
    print(f"{Path(workbook).name}: {Path(workbook).stat().st_size:,} bytes")
