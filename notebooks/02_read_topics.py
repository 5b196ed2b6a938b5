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
# # What are the topics, and who lies where?
#
# The facet `topics` compares texts in directions that the pool's words move along together. They are only worth
# trusting when a person can read them: here are their words, the labs on a map, and the applicants among the labs.

# %%
import altair as alt

from matcher import MatchModel, read_applicants, read_pool
from matcher.frames import draw_inline, map_frame, topics_frame
from matcher.model.cache import sample_dir

draw_inline()  # plots carry their code: no network; in JupyterLab's export as HTML untick "Sanitize HTML output"

data = sample_dir()
mentors = read_pool(data / "labs.csv", data / "evidence.csv")
applicants = read_applicants(data / "applicants.csv")
model = MatchModel().fit(mentors, applicants)

# %% [markdown]
# ## Topics in words
#
# Those that are the strongest topic of some lab, with the labs that lean on them most.

# %%
topics = topics_frame(model)
topics.head(20)

# %% [markdown]
# ## Labs on a map, applicants among them
#
# Near means alike; how far apart the far ones lie means nothing. Point at a mark to read it, scroll to look closer.

# %%
places = map_frame(model, applicants)
labs = (
    alt.Chart(places[places.kind == "mentor"])
    .mark_circle(size=45, opacity=0.6)
    .encode(x=alt.X("x:Q", axis=None), y=alt.Y("y:Q", axis=None), tooltip=["name:N", "field:N", "topic:N"])
)
people = (
    alt.Chart(places[places.kind == "applicant"])
    .mark_point(shape="triangle-up", size=80, color="firebrick", filled=True)
    .encode(x="x:Q", y="y:Q", tooltip=["id:N", "topic:N"])
)
(labs + people).properties(width=560, height=460).interactive()

# %% [markdown]
# ## Where one applicant lies
#
# The labs nearest on the map should be labs of the ranking. Where they are not, the words decided and not the topics.

# %%
applicant = applicants[0]
here = places[places.id == applicant.id].iloc[0]
near = places[places.kind == "mentor"].assign(distance=lambda p: (p.x - here.x) ** 2 + (p.y - here.y) ** 2)
ranks = {line.mentor_id: line.rank for line in model.rank([applicant], k=len(mentors))[0]}
nearest = near.nsmallest(8, "distance")
nearest.assign(rank=nearest.id.map(ranks))[["name", "field", "topic", "rank"]]

# %% [markdown]
# ## Do topics follow the fields?
#
# The pool says its labs' fields; the model never reads them. A topic that gathers one field has found something real.

# %%
counts = places[places.kind == "mentor"].groupby(["topic", "field"], as_index=False).size()
purity = counts.groupby("topic")["size"].max().sum() / counts["size"].sum()
print(f"{purity:.0%} of the labs share their strongest topic's most frequent field ({counts.field.nunique()} fields)")
