"""The errors raised on purpose, with one base class; each message is one line: what is wrong, where, what to do."""


def first_line(error: BaseException) -> str:
    """Return the first line of another library's error message, or the error's type if it has none."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class MatcherError(Exception):
    """An error that a user can correct; command line and page print its one line, without a traceback."""


class InputError(MatcherError):
    """A document or table cannot be read, or something required is missing from it."""


class ConfigError(MatcherError):
    """A setting is unknown, out of its range, or does not fit the others."""


class ModelError(MatcherError):
    """A saved model is damaged, outdated or from another program."""


class NothingKnownError(MatcherError):
    """A statement has no word in common with the pool, so nothing can be ranked."""
