from __future__ import annotations

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from bybalance.web.site import environment


def test_an_empty_environment_gives_the_safe_defaults() -> None:
    given = environment.read_environment({})

    assert (given.mode, given.debug, given.demo, given.signup_open) == ("dev", False, False, False)


@pytest.mark.parametrize(
    ("variable", "text", "field", "parsed"),
    [
        ("BYBALANCE_DATA", "/srv/by", "data", Path("/srv/by")),
        ("BYBALANCE_DEBUG", "1", "debug", True),
        ("BYBALANCE_DEBUG", "No", "debug", False),
        ("BYBALANCE_SMTP_PORT", "2525", "smtp_port", 2525),
        ("BYBALANCE_ALLOWED_HOSTS", "a.dk, b.dk", "allowed_hosts", ("a.dk", "b.dk")),
        ("BYBALANCE_MAIL_BACKEND", "smtp", "mail_backend", "smtp"),
        ("BYBALANCE_PUBLIC_URL", "  ", "public_url", "http://127.0.0.1:8000"),
    ],
)
def test_a_variable_is_read_as_its_kind(
    variable: str, text: str, field: str, parsed: object
) -> None:
    given = environment.read_environment({variable: text})

    assert getattr(given, field) == parsed


@pytest.mark.parametrize(
    ("variable", "text", "remedy"),
    [
        ("BYBALANCE_DEBUG", "maybe", "Write 1 or 0"),
        ("BYBALANCE_SMTP_PORT", "-5", "whole number"),
        ("BYBALANCE_SMTP_PORT", "٣", "whole number"),
        ("BYBALANCE_MODE", "prod", "dev, production"),
        ("BYBALANCE_LOG_LEVEL", "loud", "DEBUG, INFO"),
        ("BYBALANCE_SMTP_PORT", "0", "from 1 to 65535"),
        ("BYBALANCE_SMTP_PORT", "99999", "from 1 to 65535"),
        ("BYBALANCE_SMTP_PORT", "9" * 5000, "from 1 to 65535"),
        ("BYBALANCE_WEB_WORKERS", "0", "from 1 to 64"),
        ("BYBALANCE_PROXY_COUNT", "-1", "from 0 to 10"),
        ("BYBALANCE_MIN_FREE_DISK_MIB", "1.5", "whole number"),
        ("BYBALANCE_PUBLIC_URL", "bybalance.example", "https://"),
        ("BYBALANCE_ALLOWED_HOSTS", "https://bybalance.example", "without https://"),
        ("BYBALANCE_MAIL_FROM", "Bybalance", "noreply@bybalance.example"),
    ],
)
def test_a_bad_variable_is_named_with_the_remedy(variable: str, text: str, remedy: str) -> None:
    with pytest.raises(environment.BadSetting) as caught:
        environment.read_environment({variable: text})

    assert variable in str(caught.value)
    assert remedy in str(caught.value)


def test_every_setting_is_described_in_words() -> None:
    rows = environment.describe_settings()

    assert len(rows) == len(fields(environment.Environment))
    assert all(row.help_text.endswith(".") for row in rows)


def test_what_could_let_someone_in_is_marked_secret() -> None:
    secret = {row.variable for row in environment.describe_settings() if row.is_secret}

    assert secret == {
        "BYBALANCE_SECRET_KEY",
        "BYBALANCE_DATABASE_URL",
        "BYBALANCE_SMTP_PASSWORD",
    }


def test_the_settings_page_has_a_row_for_each_variable() -> None:
    page = environment.settings_page()

    assert all(f"`{row.variable}`" in page for row in environment.describe_settings())


def test_the_data_folder_is_its_owners_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"

    environment.make_data_folder(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    environment.make_secret_key(tmp_path)
    first = environment.kept_secret_key(tmp_path)
    environment.make_secret_key(tmp_path)

    assert environment.kept_secret_key(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_long_value_is_cut_and_the_default_is_told() -> None:
    with pytest.raises(environment.BadSetting) as caught:
        environment.read_environment({"BYBALANCE_SMTP_PORT": "9" * 5000})

    assert len(str(caught.value)) < 250
    assert "it is 587" in str(caught.value)


def test_every_default_could_be_written_as_a_variable() -> None:
    defaults = environment.read_environment({})
    written = {
        f"BYBALANCE_{one.name.upper()}": str(int(value) if isinstance(value, bool) else value)
        for one in fields(environment.Environment)
        if (value := getattr(defaults, one.name)) not in ("", ())
    }

    assert environment.read_environment(written) == defaults
