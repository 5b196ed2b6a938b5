"""A user's program: mypy holds its types (`make lint`), test_library_manners runs it."""

from pathlib import Path

import pandas as pd

import matcher
from matcher import MatchConfig, MatcherError, MatchModel, Profile, RankedMentor, Rules


def run(folder: Path) -> list[str]:
    labs = pd.DataFrame({"id": ["reef"], "interests": ["coral reefs"], "capacity": [1]})
    model = MatchModel(MatchConfig(n_topics=3)).fit(labs, reference=["I want to work on reefs."])
    assert MatchModel().fit(labs.to_dict("records")).mentors == model.mentors
    rankings = model.rank(pd.DataFrame({"id": ["zoe"], "statement": ["Reefs!"]}), k=3)
    best: RankedMentor = rankings[0][0]
    points: dict[str, float] = best.points
    frame: pd.DataFrame = rankings.frame()
    labels = [reason.label for reason in model.explain(Profile("zoe", interests="reefs"), best.mentor_id).of("terms")]
    loaded: MatchModel = matcher.load(matcher.save(model, folder))
    batch = [match.mentor_id for match in matcher.batch([{"id": "zoe", "statement": "Reefs!"}], loaded)]
    placed = matcher.assign(rankings, labs, Rules(capacity=1))
    measured = matcher.evaluate(model, "Reefs!", [("applicant", "reef", 1)]).measures["mrr"].value
    try:
        model.rank(3)  # type: ignore[arg-type]
    except MatcherError as error:
        labels.append(str(error))
    return [*labels, *batch, placed.lines[0].mentor_id, *frame["mentor_id"], *points, f"{measured:g}"]
