"""Every setting of the site: one typed table, read from ``BYBALANCE_*`` variables.

The table is the dataclass below. ``docs/reference/settings.md`` is made from it.
"""

from __future__ import annotations

import os
import secrets
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

PREFIX = "BYBALANCE_"

Mode = Literal["dev", "production"]
MailBackend = Literal["file", "console", "smtp"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class BadSetting(ValueError):
    """A variable holds something its setting cannot be."""


def _about(help_text: str, *, secret: bool = False) -> dict[str, Any]:
    return {"help": help_text, "secret": secret}


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the environment says; each field is ``BYBALANCE_`` and its name in capitals."""

    mode: Mode = field(
        default="dev",
        metadata=_about(
            "`dev` for one machine over plain http, `production` for a public server behind https."
        ),
    )
    data: Path = field(
        default=Path("data"),
        metadata=_about(
            "Folder for the databases, uploaded files, written mail and the secret key. "
            "It is made readable by its owner only."
        ),
    )
    secret_key: str = field(
        default="",
        metadata=_about(
            "Signs sessions and links in mail. Required in production, at least 50 characters; "
            "elsewhere one is made once and kept in the data folder.",
            secret=True,
        ),
    )
    allowed_hosts: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "Host names the site answers to, with commas between. Required in production."
        ),
    )
    public_url: str = field(
        default="http://127.0.0.1:8000",
        metadata=_about("The site's own address, as written in mail."),
    )
    debug: bool = field(
        default=False,
        metadata=_about("Show details of errors in the browser; refused in production."),
    )
    demo: bool = field(
        default=False,
        metadata=_about("Show the demo banner and the demo accounts; refused in production."),
    )
    database_url: str = field(
        default="",
        metadata=_about(
            "`postgresql://user:password@host:port/name`. "
            "Empty: two SQLite files in the data folder.",
            secret=True,
        ),
    )
    signup_open: bool = field(
        default=False, metadata=_about("Let anyone make an account of their own.")
    )
    mail_backend: MailBackend = field(
        default="file",
        metadata=_about(
            "Where mail goes: `file` (the folder `mail/` in the data folder), `console`, `smtp`."
        ),
    )
    mail_from: str = field(
        default="Bybalance <noreply@bybalance.example>", metadata=_about("Sender of all mail.")
    )
    smtp_host: str = field(
        default="localhost", metadata=_about("Mail server, when mail goes by `smtp`.")
    )
    smtp_port: int = field(default=587, metadata=_about("Port of the mail server."))
    smtp_user: str = field(
        default="", metadata=_about("User name at the mail server; empty for none.")
    )
    smtp_password: str = field(
        default="", metadata=_about("Password at the mail server.", secret=True)
    )
    smtp_tls: bool = field(
        default=True, metadata=_about("Encrypt the way to the mail server with STARTTLS.")
    )
    web_workers: int = field(
        default=2,
        metadata=_about(
            "Web processes. On SQLite at most 2, and 1 when SQLite is older than 3.51.3."
        ),
    )
    proxy_count: int = field(
        default=0,
        metadata=_about(
            "Reverse proxies in front of the site; limits on failed sign-ins need the true address."
        ),
    )
    min_free_disk_mib: int = field(
        default=200,
        metadata=_about(
            "The health page reports a fault when the data folder has less room than this."
        ),
    )
    log_level: LogLevel = field(
        default="INFO", metadata=_about("The least serious kind of log line to write.")
    )


@dataclass(frozen=True, kw_only=True)
class SettingDescription:
    """One row of the settings reference."""

    variable: str
    kind: str
    default: str
    help_text: str
    is_secret: bool


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """Read every variable, or raise :class:`BadSetting` naming the variable and the remedy."""
    source = os.environ if environ is None else environ
    kinds = typing.get_type_hints(Environment)
    given: dict[str, Any] = {}
    for known in fields(Environment):
        variable = PREFIX + known.name.upper()
        text = source.get(variable, "").strip()
        if text:
            given[known.name] = _parse(text, kinds[known.name], variable=variable)
    return Environment(**given)


def describe_settings() -> list[SettingDescription]:
    """Every setting, in the order of the table, for the reference page."""
    kinds = typing.get_type_hints(Environment)
    return [
        SettingDescription(
            variable=PREFIX + known.name.upper(),
            kind=_kind_in_words(kinds[known.name]),
            default=_default_in_words(known.default),
            help_text=known.metadata["help"],
            is_secret=known.metadata["secret"],
        )
        for known in fields(Environment)
    ]


def settings_page() -> str:
    """The text of ``docs/reference/settings.md``."""
    rows = [
        f"| `{row.variable}`{' (secret)' if row.is_secret else ''} "
        f"| {row.kind} | {row.default} | {row.help_text} |"
        for row in describe_settings()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Every setting is an environment variable. This page is made from the table in",
            "`bybalance.web.site.environment`; change it there.",
            "",
            "| Variable | Kind | Default | What it does |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def make_data_folder(folder: Path) -> None:
    """Make the data folder, if it is not there, readable by its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def kept_secret_key(data_folder: Path) -> str:
    """The secret key of this data folder; made at the first call, then always the same."""
    path = data_folder / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(key)
    return key


def _parse(text: str, kind: Any, *, variable: str) -> Any:
    if kind is bool:
        return _parse_bool(text, variable=variable)
    if kind is int:
        return _parse_count(text, variable=variable)
    if kind is Path:
        return Path(text)
    if typing.get_origin(kind) is Literal:
        return _parse_choice(text, typing.get_args(kind), variable=variable)
    if typing.get_origin(kind) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _parse_bool(text: str, *, variable: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in words:
        raise BadSetting(f"{variable} is {text!r}. Write 1 or 0.")
    return words[text.lower()]


def _parse_count(text: str, *, variable: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadSetting(f"{variable} is {text!r}. Write a whole number, 0 or more.")
    return int(text)


def _parse_choice(text: str, choices: tuple[str, ...], *, variable: str) -> str:
    if text not in choices:
        raise BadSetting(f"{variable} is {text!r}. Write one of: {', '.join(choices)}.")
    return text


def _kind_in_words(kind: Any) -> str:
    if typing.get_origin(kind) is Literal:
        return "one of " + ", ".join(f"`{choice}`" for choice in typing.get_args(kind))
    if typing.get_origin(kind) is tuple:
        return "words, commas between"
    return {bool: "1 or 0", int: "whole number", Path: "folder", str: "text"}[kind]


def _default_in_words(default: Any) -> str:
    if default is MISSING or default in ("", ()):
        return "none"
    if isinstance(default, bool):
        return f"`{int(default)}`"
    return f"`{default}`"
