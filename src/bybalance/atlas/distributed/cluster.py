"""Solve pieces on a Dask cluster, of this machine or of others (``bybalance[dask]``)."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from typing import Any, Final

from bybalance.atlas.distributed.contexts import Runner
from bybalance.atlas.distributed.pieces import Piece, Solved, solve_piece
from bybalance.model.errors import InvalidSetting

PIECES_PER_WORKER: Final = 2
"""Pieces under way for each worker: one at work, one waiting."""

MOST_LOSSES: Final = 5
"""How many workers a piece may be lost with before the run gives up."""


def on_cluster(address: str | None = None, *, worker_count: int = 2, client: Any = None) -> Runner:
    """Return what runs pieces on a Dask cluster.

    A piece holds all it needs, so Dask gives it to another worker when one is lost. No more than
    two pieces for each worker are under way, which bounds memory on both sides.

    Parameters
    ----------
    address
        Of a scheduler, such as ``tcp://10.0.0.5:8786``; its workers need Bybalance of the same
        version. Without one, workers of this machine are started and ended with the run.
    worker_count
        How many of them.
    client
        A client of Dask that is connected already, in place of both.

    Raises
    ------
    InvalidSetting
        If Dask is not installed, there is no worker, or the workers have another version.
    """
    if find_spec("distributed") is None:
        raise InvalidSetting(
            "Dask is not installed. Install it with: pip install 'bybalance[dask]'."
        )
    if worker_count < 1:
        raise InvalidSetting(f"worker_count is {worker_count}; at least one has to work.")

    def run(pieces: Iterable[Piece], /) -> Iterator[Solved]:
        with ExitStack() as stack:
            yield from _run(_connected(stack, client, address, worker_count), pieces)

    return run


def _connected(stack: ExitStack, client: Any, address: str | None, worker_count: int) -> Any:
    if client is not None:
        return client
    distributed = import_module("distributed")
    cluster = address or stack.enter_context(
        distributed.LocalCluster(
            n_workers=worker_count, threads_per_worker=1, processes=True, dashboard_address=None
        )
    )
    return stack.enter_context(distributed.Client(cluster))


def _run(client: Any, pieces: Iterable[Piece]) -> Iterator[Solved]:
    import_module("dask").config.set({"distributed.scheduler.allowed-failures": MOST_LOSSES})
    distributed = import_module("distributed")
    workers = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise InvalidSetting("The cluster has no worker; start one and try again.")
    _check_versions(client)
    waiting = iter(pieces)
    under_way = distributed.as_completed()
    for piece in islice(waiting, PIECES_PER_WORKER * len(workers)):
        under_way.add(_submitted(client, piece))
    for future in under_way:
        solved: Solved = future.result()
        future.release()
        yield solved
        for piece in islice(waiting, 1):
            under_way.add(_submitted(client, piece))


def _submitted(client: Any, piece: Piece) -> Any:
    with warnings.catch_warnings():
        # A piece goes with its task on purpose: data spread over workers is lost with one of them.
        warnings.filterwarnings("ignore", message="Sending large graph")
        return client.submit(solve_piece, piece, pure=False, retries=1)


def _check_versions(client: Any) -> None:
    """Refuse workers that compute with another version: their bytes may differ."""
    ours = package_version()
    theirs = set(client.run(package_version).values())
    if theirs - {ours}:
        raise InvalidSetting(
            f"The workers have Bybalance {', '.join(sorted(theirs))}, this machine has {ours}. "
            "Install the same version everywhere."
        )


def package_version() -> str:
    """Return the version of Bybalance; runs on the workers."""
    version: str = import_module("bybalance").__version__
    return version
