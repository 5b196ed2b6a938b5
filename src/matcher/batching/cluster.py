"""A Dask cluster as workers: one that runs already, or processes of this machine.

The model is shipped: each worker unpacks it once, by digest, and so does a worker that comes later or comes back. The
workers need matcher in the same version, and no disk in common unless rows name documents.
"""

import io
import logging
import signal
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from matcher.batching import score_chunk
from matcher.batching.workers import Pool, Workers, WorkersLostError
from matcher.errors import ConfigError

_PATIENCE = 20
"""Seconds to wait for a scheduler, and for its first worker."""


def cluster_pool(jobs: int, scheduler: str | None, job: score_chunk.Job) -> Pool:
    """Return the workers of a cluster; raises `ConfigError` when Dask is not installed."""
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise ConfigError("backend dask must be installed: pip install 'matcher[dask]'") from error
    return partial(_cluster, jobs, scheduler, job)


@contextmanager
def _cluster(jobs: int, scheduler: str | None, job: score_chunk.Job) -> Iterator[Workers]:
    import dask
    from distributed import Client, KilledWorker
    from distributed.comm.core import CommClosedError

    quiet = {"distributed.admin.large-graph-warning-threshold": "1GiB", "distributed.comm.timeouts.connect": _PATIENCE}
    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set(quiet), _running(jobs, scheduler) as address:
        try:
            client = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise WorkersLostError(f"the scheduler {address} does not answer: is it running there?") from error
        try:
            with client:
                client.wait_for_workers(1, timeout=_PATIENCE)
                client.register_plugin(_model_plugin(job, ours=not scheduler))
                submit = partial(client.submit, pure=False, retries=2)
                threads = client.nthreads()  # type: ignore[no-untyped-call]
                yield Workers(submit, max(1, sum(threads.values())))
        except KilledWorker as error:
            raise WorkersLostError("workers die again and again, for want of memory? Give a smaller --chunk") from error
        except (CancelledError, CommClosedError, TimeoutError) as error:
            raise WorkersLostError(f"the cluster at {address} does not answer, or has no worker") from error


@contextmanager
def _running(jobs: int, scheduler: str | None) -> Iterator[str]:
    """Yield the address of a scheduler: the one given, or that of processes started here for as long as needed."""
    if scheduler:
        yield scheduler
        return
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=logging.CRITICAL
    ) as cluster:
        yield cluster.scheduler_address


def _model_plugin(job: score_chunk.Job, *, ours: bool) -> Any:
    """Return what unpacks the model on each worker when it starts; our own workers leave Ctrl-C to this process."""
    from distributed import WorkerPlugin

    class ShippedModel(WorkerPlugin):
        name = f"matcher-model-{job.digest}"

        def __init__(self) -> None:
            self.digest, self.packed, self.ours = job.digest, _packed(job.model), ours

        def setup(self, worker: Any) -> None:
            if self.ours:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            unpack(self.digest, self.packed, worker.local_directory)

    return ShippedModel()


def _packed(folder: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(filter(Path.is_file, Path(folder).rglob("*"))):
            archive.write(file, file.relative_to(folder))
    return out.getvalue()


def unpack(digest: str, packed: bytes, beside: str) -> None:
    """Unpack a shipped model on a worker and note where it lies."""
    if digest in score_chunk.SHIPPED_MODELS:
        return
    folder = tempfile.mkdtemp(prefix="matcher-model-", dir=beside)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    score_chunk.SHIPPED_MODELS[digest] = str(Path(folder))
