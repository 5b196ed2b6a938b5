"""Executors that score chunks: this process, worker processes, or a Dask cluster; results are in order.

A cluster's workers need the same version of matcher, and a shared disk only if rows name documents.
"""

import io
import logging
import os
import pickle
import signal
import tempfile
import threading
import time
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from matcher.batching.records import Chunk, Job
from matcher.batching.score_chunk import SHIPPED_MODELS
from matcher.errors import ConfigError, MatcherError

Result = TypeVar("Result")
Work = Callable[[Job, Chunk], Result]

_AHEAD = 3
"""Submitted chunks for each worker: enough that none waits, few enough to limit memory."""
_RETRIES = 3
_TIMEOUT = 20
"""Seconds to wait for a scheduler, and for its first worker."""


class WorkersLostError(MatcherError):
    """Workers died repeatedly, or the cluster cannot be reached."""


class Workers(NamedTuple):
    """Where chunks are sent: `submit(function, data)` returns a future."""

    submit: Callable[..., Any]
    n_workers: int


Pool = Callable[[], AbstractContextManager[Workers]]


def run_chunks(work: Work[Result], job: Job, chunks: Iterable[Chunk], pool: Pool | None) -> Iterator[Result]:
    """Yield the result of each chunk, in order, computed by the workers of a pool, or by this process without one."""
    if pool is None:
        yield from (work(job, chunk) for chunk in chunks)
        return
    pending, n_failures = deque[bytes](), 0
    packed = (pickle.dumps((work, job, chunk)) for chunk in chunks)
    while True:
        try:
            with pool() as workers:
                for result in _in_order(workers, packed, pending):
                    n_failures = 0
                    yield result
            return
        except BrokenProcessPool as error:
            # a worker was killed, most likely for lack of memory: new workers repeat its chunks
            n_failures += 1
            if n_failures > _RETRIES:
                raise WorkersLostError("workers died repeatedly, out of memory? Give fewer --jobs") from error


def _in_order(workers: Workers, packed: Iterator[bytes], pending: deque[bytes]) -> Iterator[Any]:
    """Yield results in the order of the chunks; `pending` holds the chunks without a result, also after an error."""
    futures = deque(workers.submit(run_packed, data) for data in pending)
    while True:
        while len(futures) < workers.n_workers * _AHEAD and (data := next(packed, None)) is not None:
            pending.append(data)
            futures.append(workers.submit(run_packed, data))
        if not futures:
            return
        result = futures[0].result()
        futures.popleft()
        pending.popleft()
        yield result


def run_packed(data: bytes) -> Any:
    """Return the result of a pickled call; it is sent as bytes, so that an executor does not inspect its arguments."""
    work, job, chunk = pickle.loads(data)
    return work(job, chunk)


@contextmanager
def local_pool(jobs: int, *, always: bool = False) -> Iterator[Pool | None]:
    """Yield the workers of this machine, which start immediately; `None` for one job, unless `always`.

    They are processes: a third of scoring holds the interpreter's lock, and a killed process does not stop the others.
    """
    if jobs == 1 and not always:
        yield None
        return
    processes = _Processes(jobs)
    try:
        yield processes.pool
    finally:
        processes.stop()


class _Processes:
    """Worker processes of this machine, started before there is work, and started again if they died."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._executor = self._start()

    def _start(self) -> Any:
        from joblib.externals.loky import ProcessPoolExecutor

        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        parent = os.getpid()
        executor = ProcessPoolExecutor(self._jobs, initializer=_follow_parent, initargs=(parent,), env=one_thread)
        for _ in range(self._jobs):
            executor.submit(_import_scoring)
        return executor

    @contextmanager
    def pool(self) -> Iterator[Workers]:
        """Yield the workers; they are stopped afterwards."""
        self._executor = self._executor or self._start()
        try:
            yield Workers(self._executor.submit, self._jobs)
        finally:
            self.stop()

    def stop(self) -> None:
        """Stop the processes, even if they are at work."""
        if self._executor:
            # a thread of the executor that still submits work finds its queue closed; its error is not shown
            executor, self._executor = self._executor, None
            hook, threading.excepthook = threading.excepthook, _ignore_executor_errors
            try:
                executor.shutdown(wait=True, kill_workers=True)
            finally:
                threading.excepthook = hook


def _ignore_executor_errors(error: threading.ExceptHookArgs) -> None:
    if error.thread is None or not error.thread.name.startswith("ExecutorManager"):
        threading.__excepthook__(error)


def _follow_parent(parent: int) -> None:
    """Leave Ctrl-C to the parent, and exit when the parent has ended, also if it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _import_scoring() -> None:
    import matcher.batching.score_chunk
    import matcher.model.store  # noqa: F401


def cluster_pool(jobs: int, scheduler: str | None, job: Job) -> Pool:
    """Return the workers of a cluster; raises `ConfigError` if Dask is not installed."""
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise ConfigError("backend dask must be installed: pip install 'matcher[dask]'") from error
    return partial(_cluster, jobs, scheduler, job)


@contextmanager
def _cluster(jobs: int, scheduler: str | None, job: Job) -> Iterator[Workers]:
    import dask
    from distributed import Client, KilledWorker
    from distributed.comm.core import CommClosedError

    quiet = {"distributed.admin.large-graph-warning-threshold": "1GiB", "distributed.comm.timeouts.connect": _TIMEOUT}
    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set(quiet), _running(jobs, scheduler) as address:
        try:
            client = Client(address, timeout=_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise WorkersLostError(f"the scheduler {address} does not answer: is it running there?") from error
        try:
            with client:
                client.wait_for_workers(1, timeout=_TIMEOUT)
                client.register_plugin(_model_plugin(job, ours=not scheduler))
                threads = client.nthreads()  # type: ignore[no-untyped-call]
                yield Workers(partial(client.submit, pure=False, retries=2), max(1, sum(threads.values())))
        except KilledWorker as error:
            raise WorkersLostError("workers died repeatedly, out of memory? Give a smaller --chunk") from error
        except (CancelledError, CommClosedError, TimeoutError) as error:
            raise WorkersLostError(f"the cluster at {address} does not answer, or has no worker") from error


@contextmanager
def _running(jobs: int, scheduler: str | None) -> Iterator[str]:
    """Yield the address of a scheduler: the given one, or that of a local cluster that is stopped afterwards."""
    if scheduler:
        yield scheduler
        return
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=logging.CRITICAL
    ) as cluster:
        yield cluster.scheduler_address


def _model_plugin(job: Job, *, ours: bool) -> Any:
    """Return the plugin that unpacks the model on each worker at its start; our own workers leave Ctrl-C to us."""
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
    """Unpack a shipped model on a worker and register its folder."""
    if digest not in SHIPPED_MODELS:
        folder = tempfile.mkdtemp(prefix="matcher-model-", dir=beside)
        zipfile.ZipFile(io.BytesIO(packed)).extractall(folder)
        SHIPPED_MODELS[digest] = folder
