"""What every browser test has: the demo served, chromium, and readers who complain aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.reader import Reader
from tools.browsing import chromium, demo_site

HERE = Path(__file__).parent

#: Opens a browser window of its own: ``open_reader(width=320, signed_in=True)``.
OpenReader = Callable[..., Reader]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo keeps its databases and the mail it writes."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def site(demo_folder: Path) -> Iterator[str]:
    """Address of the demo, served for this run only."""
    with demo_site.running_demo(demo_folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as playwright:
        try:
            browser = chromium.launch(playwright)
        except chromium.ChromiumMissing as fault:
            pytest.fail(str(fault), pytrace=False)
        yield browser
        browser.close()


@pytest.fixture
def open_reader(browser: Browser, site: str) -> Iterator[OpenReader]:
    """Open windows for readers; at the end none of them may have heard a complaint."""
    readers: list[Reader] = []

    def open_window(**options: object) -> Reader:
        readers.append(Reader.open(browser, site, **options))
        return readers[-1]

    yield open_window
    for reader in readers:
        reader.close()
    assert [fault for reader in readers for fault in reader.faults] == []
