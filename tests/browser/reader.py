"""A reader at a browser window: opens pages, and notes every complaint the browser makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from bybalance.web.accounts.services import DEMO_PASSWORD

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"

#: Every rule for WCAG 2.0-2.2 A and AA, and best practices; target size is off unless asked for.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

SMALLEST_TEXT_PX = 14


@dataclass
class Reader:
    """One window of its own, with what went wrong in it."""

    site: str
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    @classmethod
    def open(
        cls,
        browser: Browser,
        site: str,
        *,
        width: int = 1280,
        javascript: bool = True,
        cookies: list[dict[str, Any]] | None = None,
    ) -> Reader:
        """Open a window; ``cookies`` of :meth:`sign_in` make it a signed-in one."""
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            accept_downloads=True,
            locale="da-DK",
        )
        if cookies:
            context.add_cookies(cookies)  # type: ignore[arg-type]
        reader = cls(site=site, context=context, page=context.new_page())
        reader.page.on("console", reader._hear)
        reader.page.on("pageerror", lambda error: reader.faults.append(f"script: {error}"))
        # Listening, not routing: a routed window keeps no cache and fetches every style anew.
        context.on("request", reader._note_request)
        return reader

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def visit(self, path: str) -> int:
        """Go to a page and return its status."""
        response = self.page.goto(f"{self.site}{path}")
        assert response is not None
        return response.status

    def sign_in(self, mailbox: str) -> list[dict[str, Any]]:
        """Sign in as a person of the demo and return the cookies of the session."""
        self.visit("/en/account/sign-in/")
        self.page.get_by_label("E-mail").fill(f"{mailbox}@demo.bybalance.example")
        self.page.get_by_label("Password").fill(DEMO_PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/en/account/")  # the profile: a refused sign-in stays where it is
        return [dict(cookie) for cookie in self.context.cookies()]

    def violations(self) -> list[str]:
        """What axe finds on the page, each with the place."""
        heard_count = len(self.faults)
        self.page.wait_for_load_state()  # after a click the next page may still be on its way
        self.page.evaluate(axe_source())
        found = self.page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
        # Axe tries a style of its own, which our policy refuses: that is no fault of the page.
        del self.faults[heard_count:]
        return [
            f"{rule['id']} ({rule['impact']}): {node['target']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def complaints(self) -> list[str]:
        """What is wrong with the page at this width: what axe finds, and what sticks out."""
        sideways_px = self.sideways_px()
        too_wide = [f"{sideways_px} px sideways"] if sideways_px else []
        return self.violations() + too_wide

    def widen(self, width: int) -> None:
        """Make the window this many pixels wide."""
        self.page.set_viewport_size({"width": width, "height": 900})

    def sideways_px(self) -> int:
        """How far the page can be scrolled sideways."""
        overflow: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return overflow

    def small_chart_texts(self) -> list[str]:
        """Words in charts that are shown smaller than a reader can read."""
        texts: list[str] = self.page.evaluate(
            """smallest => [...document.querySelectorAll("svg.chart text")]
            .filter(text => text.getBoundingClientRect().width > 0)
            .filter(text => {
                const drawing = text.ownerSVGElement;
                const scale = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
                return parseFloat(getComputedStyle(text).fontSize) * scale < smallest;
            })
            .map(text => text.textContent)""",
            SMALLEST_TEXT_PX,
        )
        return texts

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that is refused on purpose makes the browser say so; that is no fault of the page.
        is_the_page_itself = message.location.get("url") == self.page.url
        if message.type == "error" and not ("status of 4" in message.text and is_the_page_itself):
            self.faults.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.faults.append(f"a request would leave the site: {request.url}")


@cache
def axe_source() -> str:
    """The checker of accessibility, as a script."""
    return AXE.read_text(encoding="utf-8")
