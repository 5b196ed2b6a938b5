"""What workers do in tests of workers: a module of its own, so that they import little."""

import os
import signal

from matcher.errors import MatcherError


def die(job, chunk):
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(job, chunk):
    raise MatcherError(f"chunk {chunk} is bad")
