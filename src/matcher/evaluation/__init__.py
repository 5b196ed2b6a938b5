"""Evaluation of rankings: judgments, measures with intervals, baselines, runs."""

from matcher.evaluation.evaluator import Compared, Evaluation, evaluate
from matcher.evaluation.judgments import Judgment, read_judgments
from matcher.evaluation.measures import Interval
from matcher.evaluation.runs import Scored, iter_run, read_run, write_run

__all__ = [
    "Compared",
    "Evaluation",
    "Interval",
    "Judgment",
    "Scored",
    "evaluate",
    "iter_run",
    "read_judgments",
    "read_run",
    "write_run",
]
