"""Debian's chromium, driven by Playwright."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

MISSING = (
    "chromium was not found. Install it (Debian: apt-get install chromium), or put it on PATH; "
    "Playwright's own download is not used."
)

#: No sandbox, as CI runs as root; and nothing that asks the network for anything.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ChromiumMissing(RuntimeError):
    """There is no chromium on this machine."""


def launch(playwright: Playwright) -> Browser:
    """Start the browser, or raise :class:`ChromiumMissing` with the remedy."""
    program = shutil.which("chromium")
    if program is None:
        raise ChromiumMissing(MISSING)
    return playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
