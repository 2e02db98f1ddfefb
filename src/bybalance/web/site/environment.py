"""Every setting of the site: one typed table, read from ``BYBALANCE_*`` variables.

The table is the dataclass below. ``docs/reference/settings.md`` is made from it.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from bybalance.model.errors import BybalanceError

PREFIX = "BYBALANCE_"
SECRET_KEY_FILE = "secret.key"  # noqa: S105 - a file's name

Mode = Literal["dev", "production"]
MailBackend = Literal["file", "console", "smtp"]
TwoStep = Literal["auto", "on", "off"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


MAX_VALUE_SHOWN = 60
_ADDRESS = r"https?://[^\s/?#]+(/[^\s?#]*)?"
_HOST = r"[A-Za-z0-9.\-\[\]:_*]+"


class BadSetting(BybalanceError, ValueError):
    """A variable holds something its setting cannot be; the text is for whoever set it."""


@dataclass(frozen=True)
class Limit:
    """What a setting may be beyond its kind: numbers between two, texts of a pattern."""

    rule: str
    least: int = 0
    most: int = 0
    pattern: str = ""


def _from(least: int, most: int) -> Limit:
    return Limit(f"a whole number from {least} to {most}", least=least, most=most)


def _about(help_text: str, *, secret: bool = False, limit: Limit | None = None) -> dict[str, Any]:
    return {"help": help_text, "secret": secret, "limit": limit}


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
            "Host names the site answers to, with commas between. Required in production.",
            limit=Limit("host names such as bybalance.example, without https://", pattern=_HOST),
        ),
    )
    public_url: str = field(
        default="http://127.0.0.1:8000",
        metadata=_about(
            "The site's own address, as written in mail.",
            limit=Limit("an address such as https://bybalance.example", pattern=_ADDRESS),
        ),
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
    staff_two_step: TwoStep = field(
        default="auto",
        metadata=_about(
            "Let people with a staff role do their work only once they have set up two-step "
            "sign-in: `on`, `off`, or `auto` (on in production, off elsewhere)."
        ),
    )
    mail_backend: MailBackend = field(
        default="file",
        metadata=_about(
            "Where mail goes: `file` (the folder `mail/` in the data folder), `console`, `smtp`."
        ),
    )
    mail_from: str = field(
        default="Bybalance <noreply@bybalance.example>",
        metadata=_about(
            "Sender of all mail.",
            limit=Limit(
                "a sender such as Bybalance <noreply@bybalance.example>",
                pattern=r"[^\r\n<>]*(<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)",
            ),
        ),
    )
    smtp_host: str = field(
        default="localhost", metadata=_about("Mail server, when mail goes by `smtp`.")
    )
    smtp_port: int = field(
        default=587, metadata=_about("Port of the mail server.", limit=_from(1, 65_535))
    )
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
            "Web processes. On SQLite at most 2, and 1 when SQLite is older than 3.51.3.",
            limit=_from(1, 64),
        ),
    )
    proxy_count: int = field(
        default=0,
        metadata=_about(
            "Reverse proxies in front of the site; "
            "limits on failed sign-ins need the true address.",
            limit=_from(0, 10),
        ),
    )
    min_free_disk_mib: int = field(
        default=200,
        metadata=_about(
            "The health page reports a fault when the data folder has less room than this.",
            limit=_from(0, 1_000_000_000),
        ),
    )
    map_background: str = field(
        default="",
        metadata=_about(
            "Tiles of a background map of your own under the maps of the atlas, such as "
            "`https://tiles.example/{z}/{x}/{y}.png`. Empty: none, and no page asks another host.",
            limit=Limit(
                "an address with {z}, {x} and {y}, such as https://tiles.example/{z}/{x}/{y}.png",
                pattern=r"https?://[A-Za-z0-9.\-:]+/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})[^\s;,'\"]+",
            ),
        ),
    )
    map_background_credit: str = field(
        default="",
        metadata=_about("Who made the background map; stands on the map, as its licence asks."),
    )
    log_level: LogLevel = field(
        default="INFO", metadata=_about("The least serious kind of log line to write.")
    )

    @property
    def asks_staff_for_two_steps(self) -> bool:
        """Whether people with a staff role must have set up two-step sign-in."""
        if self.staff_two_step == "auto":
            return self.mode == "production"
        return self.staff_two_step == "on"


@dataclass(frozen=True, kw_only=True)
class SettingDescription:
    """One row of the settings reference."""

    variable: str
    kind: str
    default: str
    help_text: str
    is_secret: bool


def host_of(address: str) -> str:
    """The scheme and host of an address, as a content policy names them.

    Examples
    --------
    >>> host_of("https://tiles.example:8443/{z}/{x}/{y}.png")
    'https://tiles.example:8443'
    """
    return "/".join(address.split("/")[:3])


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """Read every variable, or raise :class:`BadSetting` naming the variable and the remedy."""
    source = os.environ if environ is None else environ
    kinds = typing.get_type_hints(Environment)
    given: dict[str, Any] = {}
    for known in fields(Environment):
        variable = PREFIX + known.name.upper()
        text = source.get(variable, "").strip()
        if text:
            given[known.name] = _parse(text, kinds[known.name], known, variable=variable)
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


def prepare(given: Environment) -> None:
    """Make what Django needs on disk before it starts: the data folder, and the key kept in it."""
    folder = given.data.expanduser().resolve()
    make_data_folder(folder)
    if given.mode == "dev" and not given.secret_key:
        make_secret_key(folder)


def make_data_folder(folder: Path) -> None:
    """Make the data folder, if it is not there, readable by its owner only, and try to write."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise unusable_data_folder(folder, fault) from fault


def unusable_data_folder(folder: Path, fault: OSError) -> BadSetting:
    """What to say of a data folder that cannot be one."""
    return BadSetting(
        f"{PREFIX}DATA is {str(folder)!r}, which cannot be used ({fault.strerror}). "
        "Name a folder that this user may make or write in."
    )


def make_secret_key(data_folder: Path) -> None:
    """Make the secret key of this data folder; where there is one it stays as it is."""
    path = data_folder / SECRET_KEY_FILE
    with tempfile.NamedTemporaryFile("w", dir=data_folder, encoding="ascii") as draft:
        draft.write(secrets.token_urlsafe(64))
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)  # whole or not at all: another process may read it now


def kept_secret_key(data_folder: Path) -> str:
    """The secret key of this data folder; before one is made, one for this process alone."""
    path = data_folder / SECRET_KEY_FILE
    try:
        return path.read_text(encoding="ascii").strip() or secrets.token_urlsafe(64)
    except FileNotFoundError:
        return secrets.token_urlsafe(64)
    except (OSError, ValueError) as fault:
        raise BadSetting(
            f"The secret key in {path} cannot be read ({type(fault).__name__}). "
            f"Mend the file, or set {PREFIX}SECRET_KEY."
        ) from fault


def _parse(text: str, kind: Any, known: Field[Any], *, variable: str) -> Any:
    limit: Limit | None = known.metadata["limit"]
    if kind is bool:
        return _parse_bool(text, known, variable=variable)
    if kind is int:
        return _parse_count(text, known, variable=variable)
    if kind is Path:
        return Path(text)
    if typing.get_origin(kind) is Literal:
        choices = typing.get_args(kind)
        if text not in choices:
            raise _refusal(text, f"one of: {', '.join(choices)}", known, variable=variable)
        return text
    is_several = typing.get_origin(kind) is tuple
    parts = [part.strip() for part in text.split(",") if part.strip()] if is_several else [text]
    if limit and not all(re.fullmatch(limit.pattern, part) for part in parts):
        raise _refusal(text, limit.rule, known, variable=variable)
    return tuple(parts) if is_several else text


def _parse_bool(text: str, known: Field[Any], *, variable: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in words:
        raise _refusal(text, "1 or 0", known, variable=variable)
    return words[text.lower()]


def _parse_count(text: str, known: Field[Any], *, variable: str) -> int:
    limit: Limit = known.metadata["limit"]
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(limit.most))
    if not is_number or not limit.least <= int(text) <= limit.most:
        raise _refusal(text, limit.rule, known, variable=variable)
    return int(text)


def _refusal(text: str, rule: str, known: Field[Any], *, variable: str) -> BadSetting:
    shown = text if len(text) <= MAX_VALUE_SHOWN else f"{text[:MAX_VALUE_SHOWN]}…"
    default = _default_in_words(known.default).strip("`")
    return BadSetting(
        f"{variable} is {shown!r}. Write {rule}; without the variable it is {default}."
    )


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
