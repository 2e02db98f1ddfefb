"""The API itself: its operations, its limits, and one shape for every refusal."""

from __future__ import annotations

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from bybalance import __version__
from bybalance.model.errors import BadInput, UnknownArea, UnknownList, UnknownRuleVersion
from bybalance.web.api import permissions, views
from bybalance.web.api.queries.classify import TooMuchToExplain

api = NinjaAPI(
    title="Bybalance",
    version=__version__,
    description=(
        "The Danish government's lists of vulnerable housing areas and the rules behind them. "
        "Read-only and open to all: 60 requests a minute, and 10 classifications a minute. "
        "Percentages are 0 to 100; null means not known. Every answer names licence, sources, "
        "rule versions and the version of the code."
    ),
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", views.reading, throttle=permissions.READING)
api.add_router("", views.classifying, throttle=permissions.CLASSIFYING)

for unknown in (UnknownArea, UnknownList, UnknownRuleVersion):
    api.exception_handler(unknown)(views.unknown)
for unreadable in (BadRequest, MultiPartParserError, SuspiciousOperation):
    api.exception_handler(unreadable)(views.unreadable)
api.exception_handler(BadInput)(views.bad_input)
api.exception_handler(TooMuchToExplain)(views.too_much)
api.exception_handler(HttpError)(views.refused)
api.exception_handler(ValidationError)(views.misshapen)
