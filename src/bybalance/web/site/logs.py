"""Log lines: JSON on standard error, a request reference in each, never personal data."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
_MAYBE_IP = re.compile(r"[0-9A-Fa-f:.]{2,}")
_QUERY = re.compile(r"\?[^\s\"']+")
_PERSONAL_KEYS = frozenset(
    {"email", "ip", "password", "name", "query", "query_string", "request", "remote_addr", "user"}
)


def logging_config(*, level: str) -> dict[str, Any]:
    """The ``LOGGING`` setting: one handler, one format, for our lines and everyone else's."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared_processors(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_personal_data,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # They log the titles of pages, and a line or two for each thing that is indexed.
            "wagtail": {"handlers": [], "level": "WARNING", "propagate": True},
            "django_tasks": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def configure_structlog() -> None:
    """Send structlog's lines through standard logging; called once when the site starts."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def without_personal_data(logger: WrappedLogger, method_name: str, event: EventDict) -> EventDict:
    """Drop fields that name a person; blot out addresses in all other text."""
    return {key: _blotted(content) for key, content in event.items() if key not in _PERSONAL_KEYS}


def _blotted(content: Any) -> Any:
    if isinstance(content, str):
        without_email = _EMAIL.sub("<e-mail>", content)
        return _QUERY.sub("?<query>", _MAYBE_IP.sub(_without_ip, without_email))
    if isinstance(content, dict):
        return without_personal_data(None, "", content)
    if isinstance(content, (list, tuple)):
        return [_blotted(part) for part in content]
    return (
        content if isinstance(content, (int, float, bool, type(None))) else _blotted(str(content))
    )


def _without_ip(match: re.Match[str]) -> str:
    text = match[0].strip(".")
    with_and_without_port = (text, text.removesuffix(":"), text.rpartition(":")[0])
    return "<ip>" if any(map(_is_ip, with_and_without_port)) else match[0]


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
