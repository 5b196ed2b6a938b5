"""Many applicants: a stream of rows to a stream of matches, in pieces that survive whatever stops the run."""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.batch.records import batch
    from matcher.batch.rejects import Reject

__all__ = ["Reject", "batch"]

_HOMES = {"Reject": "rejects", "batch": "records"}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'matcher.batch' has no attribute {name!r}")
    return getattr(import_module(f"matcher.batch.{_HOMES[name]}"), name)


class _Callable(ModuleType):
    """A module that is called as its function: `matcher.batch(...)`, whoever imported `matcher.batch` before."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from matcher.batch.records import batch

        return batch(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
