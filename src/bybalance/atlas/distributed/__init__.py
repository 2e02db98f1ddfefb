"""Contexts in pieces: for grids larger than one machine's memory or patience.

Any program may run the pieces; :mod:`bybalance.atlas.distributed.cluster` runs them on Dask.
"""

from __future__ import annotations

from bybalance.atlas.distributed.cluster import on_cluster
from bybalance.atlas.distributed.contexts import here, pieced_contexts
from bybalance.atlas.distributed.pieces import DEFAULT_PIECE_CELLS

__all__ = ["DEFAULT_PIECE_CELLS", "here", "on_cluster", "pieced_contexts"]
