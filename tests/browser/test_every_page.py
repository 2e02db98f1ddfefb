"""Every page, in both languages, narrow and wide: axe finds nothing, nothing sticks out."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader
from tools.browsing import pages

NARROW, WIDE = 320, 1280


@pytest.fixture(scope="session")
def administrator(browser: Browser, site: str) -> list[dict[str, Any]]:
    """Cookies of an administrator of the demo, who may see every page."""
    reader = Reader.open(browser, site)
    cookies = reader.sign_in("administrator")
    reader.close()
    return cookies


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("page", pages.all_pages(), ids=str)
def test_a_page_is_accessible_and_fits(
    open_reader: OpenReader, administrator: list[dict[str, Any]], page: pages.Page, width: int
) -> None:
    reader = open_reader(width=width, cookies=administrator if page.needs_sign_in else None)

    assert reader.visit(page.path) == page.status
    assert reader.page.locator("html").get_attribute("lang") == page.language
    assert reader.violations() == []
    assert reader.sideways_px() == 0


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
