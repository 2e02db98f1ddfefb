"""What the engine says: a message key with parameters, never a sentence.

The sentences, in Danish and English, live in the wording catalogues of
:mod:`bybalance.pipelines.wording`, so that the command line, the printed report and the web
pages say the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Message:
    """A key into the wording catalogues and the values that fill the sentence's gaps.

    Examples
    --------
    >>> Message("criterion.figure_missing", {"criterion": "income"}).key
    'criterion.figure_missing'
    """

    key: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
