"""Two-step sign-in set up and used: the pages that ask for the password first are seen here."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import expect
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader

from bybalance.web.accounts.services import DEMO_PASSWORD

SIZES = ((320, 800), (1280, 900))
SETUP = ("/konto/to-trin/app/", "/en/account/two-step/app/")
CODES = ("/konto/to-trin/koder/", "/en/account/two-step/codes/")
NEW_CODES = ("/konto/to-trin/koder/nye/", "/en/account/two-step/codes/new/")
OFF = ("/konto/to-trin/app/fra/", "/en/account/two-step/app/off/")


@pytest.fixture
def reader(open_reader: OpenReader) -> Reader:
    """The researcher of the demo, signed in and with the password given once more."""
    reader: Reader = open_reader()
    reader.sign_in("forsker")
    reader.visit(SETUP[1])
    reader.page.get_by_label("Password").fill(DEMO_PASSWORD)
    reader.page.get_by_role("main").get_by_role("button").click()
    return reader


def check(reader: Reader, paths: tuple[str, str]) -> None:
    """Look at a page in both languages, narrow and wide."""
    for path, language in zip(paths, ("da", "en"), strict=True):
        for width, height in SIZES:
            reader.page.set_viewport_size({"width": width, "height": height})
            assert reader.visit(path) == 200
            assert reader.page.url == f"{reader.site}{path}"
            assert reader.page.locator("html").get_attribute("lang") == language
            assert reader.violations() == [], (path, width)
            assert reader.sideways_px() == 0, (path, width)


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_two_step_sign_in_from_the_picture_to_the_last_code(
    reader: Reader, open_reader: OpenReader
) -> None:
    page = reader.page
    check(reader, SETUP)
    expect(page.get_by_role("img", name="Picture to scan")).to_be_visible()

    page.get_by_label("Authenticator code").fill(code_for(page.locator("code").inner_text()))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check(reader, CODES)
    assert len(page.get_by_role("main").inner_text()) > 100
    check(reader, NEW_CODES)
    check(reader, OFF)

    other: Reader = open_reader(width=320)
    other.visit("/en/account/sign-in/")
    other.page.get_by_label("E-mail").fill("forsker@demo.bybalance.example")
    other.page.get_by_label("Password").fill(DEMO_PASSWORD)
    other.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    other.page.wait_for_url("**/two-step/code/")
    check(other, ("/konto/to-trin/kode/", "/en/account/two-step/code/"))

    reader.visit(OFF[1])
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
