"""Rank the labs and mentors that fit a person's statement, with the reasons."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_MODULES = {
    "Evidence": "records",
    "Execution": "batching.records",
    "Explanation": "records",
    "MatchConfig": "config",
    "MatchModel": "model",
    "MatcherError": "errors",
    "Profile": "records",
    "RankedMentor": "records",
    "Ranking": "records",
    "Rankings": "records",
    "Rules": "assigning.api",
    "assign": "assigning.api",
    "batch": "batching.api",
    "evaluate": "evaluation",
    "load": "model.store",
    "read_applicants": "applicants",
    "read_document": "documents",
    "read_judgments": "evaluation",
    "read_pool": "mentors",
    "save": "model.store",
    "tune": "tuning",
}
__all__ = list(_MODULES)

if TYPE_CHECKING:
    from matcher.applicants import read_applicants as read_applicants
    from matcher.assigning.api import Rules as Rules
    from matcher.assigning.api import assign as assign
    from matcher.batching.api import batch as batch
    from matcher.batching.records import Execution as Execution
    from matcher.config import MatchConfig as MatchConfig
    from matcher.documents import read_document as read_document
    from matcher.errors import MatcherError as MatcherError
    from matcher.evaluation import evaluate as evaluate
    from matcher.evaluation import read_judgments as read_judgments
    from matcher.mentors import read_pool as read_pool
    from matcher.model import MatchModel as MatchModel
    from matcher.model.store import load as load
    from matcher.model.store import save as save
    from matcher.records import Evidence as Evidence
    from matcher.records import Explanation as Explanation
    from matcher.records import Profile as Profile
    from matcher.records import RankedMentor as RankedMentor
    from matcher.records import Ranking as Ranking
    from matcher.records import Rankings as Rankings
    from matcher.tuning import tune as tune


def __dir__() -> list[str]:
    """Return all public names, for completion, whether or not they are imported yet."""
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that `import matcher` is fast."""
    if name not in _MODULES:
        raise AttributeError(f"module 'matcher' has no attribute {name!r}")
    return getattr(import_module(f"matcher.{_MODULES[name]}"), name)
