"""The errors that are raised on purpose: one family, each message one line that says what, where and what to do."""


def first_line(error: BaseException) -> str:
    """Return the first line of an error of another library, or its kind where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class MatcherError(Exception):
    """An error that a person can correct; command line and page print its one line, no traceback."""


class InputError(MatcherError):
    """A document or a table cannot be read, or does not say what it must."""


class ConfigError(MatcherError):
    """A setting is unknown, out of its range, or does not fit the others."""


class ModelError(MatcherError):
    """A saved model is damaged, foreign or outdated."""


class NothingKnownError(MatcherError):
    """A statement holds no word that the pool knows, so there is nothing to rank by."""
