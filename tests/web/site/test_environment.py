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
    first = environment.kept_secret_key(tmp_path)
    second = environment.kept_secret_key(tmp_path)

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
