"""The tasks of workers in tests, in a separate module so that workers import little."""

import os
import signal

from matcher.errors import MatcherError


def die(job, chunk):
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(job, chunk):
    raise MatcherError(f"chunk {chunk} is bad")


class Killed:
    """A model whose process the system kills."""

    def __init__(self, _):
        self.page = os.getpid()

    def fit(self, *_):
        assert os.getpid() != self.page
        os._exit(1)
