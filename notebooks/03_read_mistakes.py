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
# # Where does it go wrong, and why?
#
# A mean hides its worst cases. Here are the judged applicants with the worst rankings, which fitting mentors came too
# late, which unfitting ones too early, and the words that did it.

# %%
import altair as alt

from matcher import MatchModel, read_applicants, read_judgments, read_pool
from matcher.frames import applicants_frame, draw_inline, pairs_frame, ranking_frame, reasons_frame
from matcher.model.cache import sample_dir
from matcher.registry import facet_names

draw_inline()  # plots carry their code: no network; in JupyterLab's export as HTML untick "Sanitize HTML output"

data = sample_dir()
mentors = read_pool(data / "labs.csv", data / "evidence.csv")
applicants = read_applicants(data / "applicants.csv")
judgments = read_judgments(data / "judgments.tsv")
model = MatchModel().fit(mentors, applicants)

# %% [markdown]
# ## All judged applicants, worst first

# %%
cases = applicants_frame(model, applicants, judgments).sort_values("ndcg@10", ignore_index=True)
alt.Chart(cases).mark_bar().encode(
    x=alt.X("ndcg@10:Q", scale=alt.Scale(domain=[0, 1])),
    y=alt.Y("applicant_id:N", sort="x", title=None),
    tooltip=["applicant_id:N", "first_fit:Q", "ndcg@10:Q", "recall@10:Q"],
).properties(width=420)

# %% [markdown]
# ## The worst case
#
# The first ten, and whoever else was judged. Grade NaN was not judged, which is not the same as 0.

# %%
worst = next(applicant for applicant in applicants if applicant.id == cases.applicant_id[0])
print(worst.interests or worst.statement[:400])
ranking = ranking_frame(model, worst, judgments)
ranking.round(3)

# %% [markdown]
# ## Too early: what the score saw in the first who does not fit
#
# The words add up to the score, so they are the whole reason. Words that mean something else there, and words that
# everybody uses, are what to look for.

# %%
unfit = ranking[ranking.grade.fillna(0) == 0].mentor_id.head(2)
reasons_frame(model, worst, unfit).round(4)

# %% [markdown]
# ## Too late: what it saw in the best who came last

# %%
late = ranking[ranking.grade == ranking.grade.max()].nlargest(2, "rank").mentor_id
reasons_frame(model, worst, late).round(4)

# %% [markdown]
# ## All fitting mentors that came after the tenth place

# %%
everyone = pairs_frame(model, applicants, judgments)
late_ones = everyone[(everyone.grade >= 2) & ~(everyone["rank"] <= 10)].sort_values("rank", ascending=False)
late_ones[["applicant_id", "mentor_id", "grade", "rank", "score", *facet_names()]].head(15).round(3)

# %% [markdown]
# ## Refused, and still ranked
#
# Graded 0 and among the first ten: the applicant or the lab refuses, or a word means two things.

# %%
refused = everyone[(everyone.grade == 0) & (everyone["rank"] <= 10)].sort_values("rank")
print(f"{len(refused)} of {(everyone.grade == 0).sum()} pairs graded 0 are among the first ten")
refused[["applicant_id", "mentor_id", "rank", "score", *facet_names()]].head(15).round(3)
