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
# # Which weights rank best?
#
# A score is the weighted mean of a few affinities. This notebook looks at the affinities of the sample's judged pairs,
# lets you move the weights and watch measures and rankings follow, then asks the judgments for better weights and
# writes the settings. For your own data, change the paths in the first cell.

# %%
import altair as alt
import pandas as pd

from matcher import MatchConfig, MatchModel, evaluate, read_applicants, read_judgments, read_pool, tune
from matcher.frames import applicants_frame, draw_inline, pairs_frame
from matcher.model.cache import sample_dir
from matcher.registry import facet_names
from matcher.tuning import Search

draw_inline()  # plots carry their code: no network; in JupyterLab's export as HTML untick "Sanitize HTML output"

data = sample_dir()
mentors = read_pool(data / "labs.csv", data / "evidence.csv")
applicants = read_applicants(data / "applicants.csv")
judgments = read_judgments(data / "judgments.tsv")

# %% [markdown]
# ## Fit once
#
# The applicants' statements are the reference: they show what everybody writes. Their judgments are not read.

# %%
config = MatchConfig()
model = MatchModel(config).fit(mentors, applicants)
pairs = pairs_frame(model, applicants, judgments).drop(columns=["score", "rank"]).round(12)
pairs.head()

# %% [markdown]
# ## Do the affinities tell grades apart?
#
# Each facet by itself: the higher the grade, the further to the right its pairs should lie.

# %%
graded = pairs.dropna(subset="grade").melt(
    ["applicant_id", "mentor_id", "grade"], list(facet_names()), "facet", "affinity"
)
alt.Chart(graded).mark_boxplot(size=12).encode(
    x=alt.X("affinity:Q", title="affinity"),
    y=alt.Y("grade:O", sort="descending"),
    row=alt.Row("facet:N", sort=list(facet_names())),
).properties(width=420, height=90)

# %% [markdown]
# ## Move the weights
#
# The score is worked out in the browser by the product's own rule: weights are scaled to sum to 1, what is not wanted
# takes its points away, a lab with which nothing is shared is not ranked, and equals stand in the order of their ids.
# Every applicant's mentors are ranked again, and the measures follow. Choose an applicant to see one ranking; colours
# are grades, grey was not judged.

# %%
sliders = {
    facet: alt.param(
        name=f"weight_{facet}",
        value=config.weights[facet],
        bind=alt.binding_range(min=0, max=1, step=0.05, name=f"{facet} "),
    )
    for facet in facet_names()
}
who = alt.param(
    name="who", value="a01", bind=alt.binding_select(options=sorted(pairs.applicant_id.unique()), name="applicant ")
)
total = " + ".join(f"weight_{facet}" for facet in facet_names())
blend = " + ".join(f"weight_{facet} * datum['{facet}']" for facet in facet_names())
ranked = (
    alt.Chart(pairs)
    .transform_calculate(gained=f"({blend}) / max({total}, 0.000001)")
    .transform_calculate(score="datum.gained > 0 ? round((datum.gained - datum.lost) * 1e9) / 1e9 : -10")
    .transform_window(
        rank="row_number()",
        groupby=["applicant_id"],
        sort=[alt.SortField("score", order="descending"), alt.SortField("mentor_id")],
    )
)
measures = (
    ranked.transform_filter("datum.grade > 0")
    .transform_calculate(
        reciprocal="datum.gained > 0 ? 1 / datum.rank : 0",
        hit="datum.gained > 0 && datum.rank <= 10 ? 1 : 0",
        gain="datum.gained > 0 && datum.rank <= 10 ? datum.grade * log(2) / log(1 + datum.rank) / datum.ideal : 0",
    )
    .transform_aggregate(
        mrr="max(reciprocal)", **{"recall@10": "mean(hit)", "ndcg@10": "sum(gain)"}, groupby=["applicant_id"]
    )
    .transform_fold(["mrr", "recall@10", "ndcg@10"], as_=["measure", "value"])
    .transform_aggregate(mean="mean(value)", groupby=["measure"])
)
bars = measures.mark_bar().encode(
    x=alt.X("mean:Q", scale=alt.Scale(domain=[0, 1]), title="mean over applicants"),
    y=alt.Y("measure:N", title=None),
)
labels = measures.mark_text(align="left", dx=4).encode(
    x="mean:Q", y=alt.Y("measure:N", title=None), text=alt.Text("mean:Q", format=".3f")
)
grades = alt.Scale(domain=sorted(pairs.grade.dropna().unique()), scheme="viridis")
first_ten = ranked.transform_filter("datum.applicant_id == who && datum.rank <= 10 && datum.gained > 0")
one = first_ten.mark_bar(opacity=0.6).encode(
    x=alt.X("score:Q", title="score"),
    y=alt.Y("rank:O", title="rank"),
    color=alt.condition("isValid(datum.grade)", alt.Color("grade:O", scale=grades), alt.value("lightgrey")),
    tooltip=["rank:Q", "mentor_id:N", "grade:Q", *(f"{facet}:Q" for facet in facet_names())],
)
names = first_ten.mark_text(align="left", x=6).encode(y=alt.Y("rank:O", title="rank"), text="mentor_name:N")
alt.vconcat(
    (bars + labels).properties(width=420, height=70), (one + names).properties(width=420, height=230)
).add_params(*sliders.values(), who).resolve_scale(color="independent")

# %% [markdown]
# ## Ask the judgments
#
# Every weighting in whole steps of a tenth, five folds: what wins on four is measured on the fifth.

# %%
found = tune(mentors, applicants, judgments, applicants, config, Search(settings={}))
pd.DataFrame(
    {"applicants": fold.n_applicants, "default": fold.default, "winner": fold.winner, **fold.config.weights}
    for fold in found.folds
).round(3)

# %%
print(f"default {found.default.value:.4f}, winner {found.winner.value:.4f} ({found.measure}, held-out applicants)")
print("difference {:+.4f} ({:+.4f} to {:+.4f})".format(*found.difference))
print("kept the default" if found.config == config else f"better: {dict(found.config.weights)}")
print(f"judged applicants that would tell the two apart: {found.n_needed}, judged are {found.n_applicants}")

# %% [markdown]
# ## Who would gain, who would lose?
#
# A point is an applicant; above the line the best weights of all applicants together rank better than the default.
# These are the applicants the weights were chosen on, so the picture flatters them; the figures above do not.

# %%
before = applicants_frame(model, applicants, judgments)
after = applicants_frame(model, applicants, judgments, weights=found.best.weights)
both = before.merge(after, on="applicant_id", suffixes=("", " tuned"))
points = (
    alt.Chart(both)
    .mark_circle(size=60)
    .encode(
        x=alt.X("ndcg@10:Q"), y=alt.Y("ndcg@10 tuned:Q"), tooltip=["applicant_id:N", "ndcg@10:Q", "ndcg@10 tuned:Q"]
    )
)
line = alt.Chart(both).mark_line(color="grey").encode(x="ndcg@10:Q", y="ndcg@10:Q")
(line + points).properties(width=320, height=320)

# %% [markdown]
# ## Compare with what one would otherwise use

# %%
report = evaluate(model, applicants, judgments, weights=found.config.weights, baselines=True)
for name, measured in report.baselines.items():
    gap = measured["ndcg@10"].difference
    print(f"ndcg@10, matcher minus {name:11} {gap.value:+.3f} ({gap.low:+.3f} to {gap.high:+.3f})")

# %% [markdown]
# ## Write the settings
#
# Use the file with `matcher fit --config`; its first lines carry the proof.

# %%
print(found.to_toml())
