"""A section of a page that another part of the site fills: what is tied to an area or a node.

Each app says in ``queries.area_section(area, viewer, questions)`` and
``queries.node_section(node, viewer, questions)`` what it has: the function adds its questions and
gives back how to make the section from the answers. The pages are put together in ``web.site``,
which alone stands above all of them and asks the questions of all parts in one go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from django.utils.functional import Promise

from bybalance.web.shared.access import Viewer
from bybalance.web.shared.charts.svg import Drawing
from bybalance.web.shared.tables import Table
from bybalance.web.shared.together import Questions

T = TypeVar("T")


@dataclass(frozen=True)
class RelatedLink:
    """A thing that is tied, where it leads, and a remark in small type."""

    label: str | Promise
    url: str
    note: str | Promise = ""
    is_invented: bool = False


@dataclass(frozen=True)
class RelatedSection:
    """What one part of the site has about an area or a node, as ``_related.html`` shows it.

    ``key`` is the section's anchor in the page; a ``drawing`` shows what the table says. A
    section without table and links says ``empty_text``, or is left out of the page where that is
    empty too.
    """

    key: str
    heading: str | Promise
    intro: str | Promise = ""
    table: Table | None = None
    drawing: Drawing | None = None
    links: tuple[RelatedLink, ...] = ()
    empty_text: str | Promise = ""

    @property
    def has_content(self) -> bool:
        """Whether there is anything tied."""
        return bool(self.links) or bool(self.table and self.table.rows)

    @property
    def is_shown(self) -> bool:
        """Whether the section has something to say."""
        return self.has_content or bool(self.empty_text)


#: How to make a section once its questions are answered.
Awaited: TypeAlias = Callable[[], RelatedSection]


def told(
    section: Callable[[T, Viewer, Questions], Awaited], subject: T, viewer: Viewer
) -> RelatedSection:
    """One section by itself, with its questions asked at once."""
    return section(subject, viewer, Questions())()
