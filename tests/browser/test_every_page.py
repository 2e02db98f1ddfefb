"""Every page, in both languages, narrow and wide: axe finds nothing, nothing sticks out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader
from tools.browsing import pages

NARROW, WIDE = 320, 1280


@pytest.fixture(scope="session")
def visitor(browser: Browser, site: str) -> Iterator[Reader]:
    """A window nobody signed in to, kept open so that styles and fonts are fetched once."""
    reader = Reader.open(browser, site)
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def administrator(browser: Browser, site: str) -> Iterator[Reader]:
    """A window of an administrator of the demo, who may see every page."""
    reader = Reader.open(browser, site)
    reader.sign_in("administrator")
    yield reader
    reader.close()


@pytest.mark.parametrize("page", pages.all_pages(), ids=str)
def test_a_page_is_accessible_and_fits(
    visitor: Reader, administrator: Reader, page: pages.Page
) -> None:
    reader = administrator if page.needs_sign_in else visitor
    reader.faults.clear()

    reader.widen(WIDE)
    assert reader.visit(page.path) == page.status
    assert reader.page.locator("html").get_attribute("lang") == page.language
    found = {WIDE: reader.complaints()}
    reader.widen(NARROW)
    reader.page.reload()
    found[NARROW] = reader.complaints()

    assert found == {WIDE: [], NARROW: []}
    assert reader.faults == []


@pytest.mark.parametrize("page", ["/", "/lister/", "/omraader/vollsmose/"])
def test_words_in_charts_can_be_read_on_a_telephone(open_reader: OpenReader, page: str) -> None:
    reader = open_reader(width=360)
    reader.visit(page)

    assert reader.page.locator("svg.chart").count() > 0
    assert reader.small_chart_texts() == []


def test_rows_become_labelled_blocks_on_a_telephone(open_reader: OpenReader) -> None:
    reader = open_reader(width=360)
    reader.visit("/lister/2019-12-01/")
    cell = reader.page.locator("table.data-table td[data-label]").first

    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")

    assert cell.get_attribute("data-label") in label


def test_a_printed_area_leaves_the_frame_of_the_site_out(open_reader: OpenReader) -> None:
    reader = open_reader()
    reader.visit("/omraader/vollsmose/")
    reader.page.emulate_media(media="print")

    assert not reader.page.get_by_role("navigation").first.is_visible()
    assert reader.page.get_by_role("heading", name="Vollsmose", exact=True).is_visible()
