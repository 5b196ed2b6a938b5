"""The page's server on a free port, for the time of a measurement."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from matcher.cli.commands import command_line, environment


@contextmanager
def page_server(**variables: str) -> Iterator[tuple[psutil.Process, str]]:
    """Yield the process and its address, host and port, once it answers; more environment variables may be given."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command, quiet = command_line(port, opens_browser=False), subprocess.DEVNULL
    server = subprocess.Popen(command, env={**environment({}), **variables}, stdout=quiet, stderr=quiet)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield psutil.Process(server.pid), f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)
