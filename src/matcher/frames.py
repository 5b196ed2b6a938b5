"""Results as tidy pandas DataFrames, and charts that need no network, for notebooks and plots."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from matcher.errors import InputError
from matcher.evaluation.evaluator import judged_applicants, measured
from matcher.evaluation.judgments import Judgment, match_judgments
from matcher.evaluation.measures import MEASURES, ranks_of_graded
from matcher.facets.topics import Topics
from matcher.model import MatchModel
from matcher.records import Profile

_LEADING = 3


def pairs_frame(model: MatchModel, applicants: Sequence[Profile], judgments: Iterable[Judgment]) -> pd.DataFrame:
    """Return a row for every pair of judged applicant and mentor: the affinity of each facet, the rank, the grade.

    Columns `applicant_id`, `mentor_id`, `mentor_name`, one per facet, `lost` (the points that penalties take, whatever
    the weights), `score` and `rank` (NaN where not ranked), `grade` (NaN where not judged), and `ideal`, the gain of
    the best possible first ten of that applicant, from which a plot can compute nDCG@10.
    """
    judgments = list(judgments)
    judged = match_judgments(judgments, [a.id for a in applicants], [mentor.id for mentor in model.mentors])
    people = judged_applicants(applicants, judged)
    affinities, scores = model.affinities(people), model.scores(people)
    n_applicants, n_mentors = scores.shape
    columns = np.tile(np.arange(n_mentors), (n_applicants, 1))
    ranks = ranks_of_graded(scores, columns)
    best = -np.sort(-judged.grades, axis=1)[:, :10]
    grades = {judgment[:2]: judgment.grade for judgment in judgments}
    ids = [(applicant, mentor.id) for applicant in judged.applicants for mentor in model.mentors]
    return pd.DataFrame(
        {
            "applicant_id": [applicant for applicant, _ in ids],
            "mentor_id": [mentor for _, mentor in ids],
            "mentor_name": [mentor.name for mentor in model.mentors] * n_applicants,
            **{facet: affinity.ravel() for facet, affinity in affinities.items()},
            "lost": model.penalties(people).ravel(),
            "score": scores.ravel(),
            "rank": np.where(np.isinf(ranks), np.nan, ranks).ravel(),
            "grade": [grades.get(pair, np.nan) for pair in ids],
            "ideal": np.repeat((best / np.log2(np.arange(2, 2 + best.shape[1]))).sum(axis=1), n_mentors),
        }
    )


def applicants_frame(
    model: MatchModel,
    applicants: Sequence[Profile],
    judgments: Iterable[Judgment],
    weights: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return a row for every judged applicant: the rank of the first fitting mentor (inf for none), every measure."""
    judged = match_judgments(judgments, [a.id for a in applicants], [mentor.id for mentor in model.mentors])
    ranks = ranks_of_graded(model.scores(judged_applicants(applicants, judged), weights), judged.mentors)
    values = pd.DataFrame(measured(ranks, judged), columns=list(MEASURES))
    values.insert(0, "applicant_id", list(judged.applicants))
    values.insert(1, "first_fit", ranks.min(axis=1))
    return values


def ranking_frame(model: MatchModel, applicant: Profile, judgments: Iterable[Judgment], k: int = 10) -> pd.DataFrame:
    """Return an applicant's first k mentors and all other judged ones: rank, grade, points, shared terms."""
    grades = {judgment.mentor_id: judgment.grade for judgment in judgments if judgment.applicant_id == applicant.id}
    [ranking] = model.rank([applicant], k=len(model.mentors))
    rows = [
        {
            "rank": line.rank,
            "mentor_id": line.mentor_id,
            "grade": grades.get(line.mentor_id, np.nan),
            "score": line.score,
            **line.points,
            "shared_terms": ", ".join(line.shared_terms),
        }
        for line in ranking
        if line.rank <= k or line.mentor_id in grades
    ]
    return pd.DataFrame(rows)


def reasons_frame(model: MatchModel, applicant: Profile, mentor_ids: Iterable[str], n: int = 8) -> pd.DataFrame:
    """Return the n largest reasons of each of an applicant's scores: facet, label, points."""
    rows = []
    for mentor_id in mentor_ids:
        explanation = model.explain(applicant, mentor_id)
        largest = sorted(explanation.reasons, key=lambda reason: (-reason.points, reason.facet, reason.label))[:n]
        rows += [{"mentor_id": mentor_id, **reason._asdict()} for reason in largest]
    return pd.DataFrame(rows)


def topics_frame(model: MatchModel) -> pd.DataFrame:
    """Return a row for each topic that is some mentor's strongest: its words, the number of such mentors, the top 3."""
    topics, names = cast("Topics", model.fitted.facets["topics"]), [mentor.name for mentor in model.mentors]
    strongest = np.argmax(topics.mentors, axis=1) if topics.labels else np.empty(0, int)
    rows = []
    for topic in np.unique(strongest):
        leading = np.argsort(-topics.mentors[:, topic], kind="stable")[:_LEADING]
        n_mentors = int(np.sum(strongest == topic))
        rows.append((topics.labels[topic], n_mentors, "; ".join(names[mentor] for mentor in leading)))
    frame = pd.DataFrame(rows, columns=["topic", "n_mentors", "leading"])
    return frame.sort_values(["n_mentors", "topic"], ascending=[False, True], ignore_index=True)


def map_frame(model: MatchModel, applicants: Sequence[Profile]) -> pd.DataFrame:
    """Return a map of mentors and applicants by topics: near points are similar, large distances mean nothing.

    Columns `kind`, `id`, `name`, `topic` (the words of the strongest), `x`, `y`, and the mentors' attributes.

    Source: van der Maaten and Hinton, Visualizing data using t-SNE (2008).
    """
    from sklearn.manifold import TSNE

    topics, people = cast("Topics", model.fitted.facets["topics"]), list(applicants)
    if not topics.labels:
        raise InputError("a map needs topics; this pool is too small to have any")
    rows = np.vstack([topics.mentors, topics.project(model.fitted.encode(people).vectors.whole)])
    perplexity = min(15, (len(rows) - 1) / 3)
    places = TSNE(metric="cosine", init="random", perplexity=perplexity, random_state=0).fit_transform(rows)
    profiles = [("mentor", mentor) for mentor in model.mentors] + [("applicant", person) for person in people]
    return pd.DataFrame(
        [
            {"kind": kind, "id": profile.id, "name": profile.name or profile.id, **profile.attributes}
            | {"topic": topics.labels[int(np.argmax(row))], "x": float(place[0]), "y": float(place[1])}
            for (kind, profile), row, place in zip(profiles, rows, places, strict=True)
        ]
    )


def place_on_map(model: MatchModel, positions: pd.DataFrame, applicant: Profile) -> tuple[float, float] | None:
    """Return an applicant's place on a map of mentors: the affinity-weighted mean of the five nearest by topics.

    `positions` has the columns `id`, `x`, `y`, as returned by `map_frame`. `None` if no topic is shared.
    """
    affinity = model.affinities([applicant])["topics"][0]
    nearest = np.argsort(-affinity, kind="stable")[:5]
    shares = np.maximum(affinity[nearest], 0.0)
    if not shares.sum():
        return None
    places = positions.set_index("id").loc[[model.mentors[column].id for column in nearest], ["x", "y"]].to_numpy()
    x, y = shares @ places / shares.sum()
    return float(x), float(y)


_WIDEST = 40
"""The most applicants and mentors of a heat map; more cannot be told apart by eye."""


def demand_frame(matches: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each matched mentor, most demanded first.

    Columns `mentor_id`, `mentor_name`, `n_rankings` (rankings that list the mentor), `n_first` (those that list them
    first) and `mean_score` (over those rankings). `matches` has the columns of a table of matches.

    >>> rows = {"applicant_id": ["a", "b"], "rank": [1, 2], "mentor_id": ["m", "m"], "mentor_name": ["M", "M"]}
    >>> print(demand_frame(pd.DataFrame({**rows, "score": [0.5, 0.25]})).to_string(index=False))
    mentor_id mentor_name  n_rankings  n_first  mean_score
            m           M           2        1       0.375
    """
    grouped = matches.assign(first=matches["rank"] == 1).groupby(["mentor_id", "mentor_name"], as_index=False)
    demand = grouped.agg(n_rankings=("rank", "size"), n_first=("first", "sum"), mean_score=("score", "mean"))
    return demand.sort_values(["n_rankings", "mentor_id"], ascending=[False, True], ignore_index=True)


def heat_frame(matches: pd.DataFrame) -> pd.DataFrame:
    """Return the matches of the first applicants with the most demanded mentors, for a heat map of at most 40 by 40."""
    wanted = demand_frame(matches)["mentor_id"].head(_WIDEST)
    applicants = matches["applicant_id"].drop_duplicates().head(_WIDEST)
    shown = matches["mentor_id"].isin(wanted) & matches["applicant_id"].isin(applicants)
    return matches.loc[shown, ["applicant_id", "mentor_id", "mentor_name", "rank", "score"]].reset_index(drop=True)


def draw_inline() -> None:
    """Make Altair embed its JavaScript with each plot, from the installed copy, so that plots need no network.

    Altair's own inline output declares global names, so that every plot but the first fails; here each output has its
    own scope, and the library runs once. Plots are SVG, so their text can be read and searched.
    """
    import altair as alt

    alt.data_transformers.disable_max_rows()
    alt.renderers.register("matcher", _scoped)
    alt.renderers.enable("matcher")


def _scoped(spec: dict[str, Any], **options: Any) -> dict[str, str]:
    import altair as alt
    from altair.vegalite.display import HTMLRenderer

    inline = HTMLRenderer(
        mode="vega-lite",
        template="inline",
        vega_version=alt.VEGA_VERSION,
        vegaembed_version=alt.VEGAEMBED_VERSION,
        vegalite_version=alt.VEGALITE_VERSION,
        embed_options={"renderer": "svg", "actions": False},
    )
    html = inline(spec, **options)["text/html"]
    head, library, drawing = html.split('<script type="text/javascript">')
    library, between = library.split("</script>", 1)
    drawing, rest = drawing.split("</script>", 1)
    library = f"<script>if (!window.vegaEmbed) {{{library}}}</script>"
    return {"text/html": f"{head}{library}{between}<script>{{{drawing}}}</script>{rest}"}
