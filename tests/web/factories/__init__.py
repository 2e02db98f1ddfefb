"""Makers of rows for the web tests; the one factory vocabulary."""

from __future__ import annotations

from tests.web.factories.areas import *  # noqa: F403
from tests.web.factories.committees import *  # noqa: F403
from tests.web.factories.directory import *  # noqa: F403
from tests.web.factories.events import *  # noqa: F403
from tests.web.factories.newsletter import *  # noqa: F403
from tests.web.factories.pages import *  # noqa: F403
from tests.web.factories.people import *  # noqa: F403
from tests.web.factories.plans import *  # noqa: F403
from tests.web.factories.programme import *  # noqa: F403
from tests.web.factories.selection import *  # noqa: F403
