"""Photograph every page, wide and narrow, in both languages, for people who review the look.

Run it as ``python -m tools.screenshots FOLDER`` with what ``make browser`` installs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tools.browsing import chromium, demo_site

from bybalance.web.site import start

WIDTHS = (1280, 360)


def photograph(browser: Browser, address: str, folder: Path) -> int:
    """Write a picture of each page to ``folder``, as an administrator sees it, and count them."""
    from tools.browsing import pages

    count = 0
    for width in WIDTHS:
        visitor = browser.new_page(viewport={"width": width, "height": 900})
        signed_in = browser.new_page(viewport={"width": width, "height": 900})
        sign_in(signed_in, address)
        for page in pages.all_pages():
            window = signed_in if page.needs_sign_in else visitor
            window.goto(f"{address}{page.path}")
            window.screenshot(path=folder / f"{page}-{width}.png", full_page=True)
            count += 1
        visitor.close()
        signed_in.close()
    return count


def sign_in(window: Page, address: str) -> None:
    """Sign in as the administrator of the demo."""
    from bybalance.web.accounts.services import DEMO_PASSWORD

    window.goto(f"{address}/en/account/sign-in/")
    window.get_by_label("E-mail").fill("administrator@demo.bybalance.example")
    window.get_by_label("Password").fill(DEMO_PASSWORD)
    window.get_by_role("main").get_by_role("button", name="Sign in").click()
    window.wait_for_url("**/en/account/")


def main(folder: Path) -> None:
    """Serve a demo that is thrown away and photograph it."""
    start.start_django(changes_nothing=True)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        demo_site.running_demo(Path(data)) as address,
        sync_playwright() as playwright,
    ):
        browser = chromium.launch(playwright)
        print(f"{photograph(browser, address, folder)} pictures in {folder}")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.screenshots FOLDER")
    main(Path(sys.argv[1]))
