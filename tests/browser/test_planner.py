"""A planner in a real browser: from the map to the profile of an area, a comparison and a file."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader

READY = "[data-city-map][data-ready=yes]"
WORDS = re.compile(r"Under \d|til under|og derover|Beskyttet|Ingen bor der|Uden for")


def check(reader: Reader) -> None:
    """The page is accessible and fits."""
    assert reader.violations() == []
    assert reader.sideways_px() == 0


def open_map(reader: Reader, query: str = "") -> Page:
    """The map, when its tiles have been drawn."""
    reader.visit(f"/atlas/balby/kort/{query}")
    reader.page.wait_for_selector(READY, timeout=60_000)
    return reader.page


def test_a_planner_reads_balby_and_takes_the_figures_home(open_reader: OpenReader) -> None:
    planner = open_reader()
    page = planner.page
    planner.visit("/")
    page.get_by_role("banner").get_by_role("link", name="Atlas").click()
    page.get_by_role("link", name="Balby").click()
    expect(page.locator(".atlas-mark")).to_contain_text("Balby er en opdigtet by.")
    check(planner)

    page.get_by_role("navigation", name="Byens sider").get_by_role("link", name="Kort").click()
    page.wait_for_selector(READY, timeout=60_000)
    check(planner)
    page.locator(".city-map__layer canvas").first.hover()
    readout = page.locator("[data-readout]")
    expect(readout).to_contain_text(WORDS)
    assert not re.search(r"\d[.,]\d", readout.inner_text()), "no figure but the class"

    page.get_by_role("row", name=re.compile("Balby Nord")).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Balby Nord")
    expect(page.locator(".page-heading__lead")).to_contain_text("Af de 400, der bor nærmest")
    check(planner)
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    assert "opdigtet" in coming.value.path().read_text(encoding="utf-8-sig").casefold()

    page.get_by_role("link", name="Sammenlign med andre områder").click()
    page.get_by_label("Midtbyen").check()
    page.get_by_role("button", name="Vis").click()
    expect(page.get_by_role("heading", name="Forskellen")).to_be_visible()
    check(planner)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Excel").click()
    assert coming.value.path().read_bytes().startswith(b"PK")

    page.emulate_media(media="print")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_map_is_read_by_keyboard(open_reader: OpenReader) -> None:
    reader = open_reader()
    page = open_map(reader)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "CANVAS":
            break
    readout = page.locator("[data-readout]")
    expect(page.locator("[data-cross]")).to_be_visible()
    expect(readout).to_contain_text(WORDS)

    seen = set()
    for _ in range(12):
        page.keyboard.press("Shift+ArrowUp")
        page.wait_for_timeout(250)
        seen.add(readout.inner_text())
    assert len(seen) > 1
    page.keyboard.press("Home")
    page.keyboard.press("+")
    expect(readout).to_contain_text(WORDS)
    check(reader)


def test_two_maps_have_a_border_that_a_key_moves(open_reader: OpenReader) -> None:
    reader = open_reader()
    page = open_map(reader, "?group=non_western&k=400&year=2024&group_b=low_income")
    slider = page.get_by_label("Flyt grænsen mellem de to kort")
    expect(slider).to_be_visible()

    before = page.locator(".city-map__layer--2").evaluate("one => one.style.clipPath")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    after = page.locator(".city-map__layer--2").evaluate("one => one.style.clipPath")

    assert (before, after) == ("inset(0px 0px 0px 50%)", "inset(0px 0px 0px 60%)")
    check(reader)


def test_without_a_script_the_same_map_is_a_drawing(open_reader: OpenReader) -> None:
    reader = open_reader(javascript=False)
    reader.visit("/atlas/balby/kort/")
    page = reader.page

    expect(page.locator("svg.chart--wide")).to_be_visible()
    expect(page.locator("[data-city-map]")).to_be_hidden()
    page.get_by_label("Gruppe").select_option(label="Lav indkomst")
    page.get_by_role("button", name="Vis").click()
    heading = page.get_by_role("heading", name=re.compile("Lav indkomst blandt de 400"))
    expect(heading.first).to_be_visible()


def test_paper_shows_the_drawing_and_not_the_canvas(open_reader: OpenReader) -> None:
    reader = open_reader()
    page = open_map(reader)
    expect(page.locator("svg.chart--wide")).to_be_hidden()

    page.emulate_media(media="print")

    expect(page.locator("[data-city-map]")).to_be_hidden()
    drawings = page.locator("svg.chart")
    assert any(drawings.nth(at).is_visible() for at in range(drawings.count()))


def test_words_on_the_map_can_be_read_on_a_telephone(open_reader: OpenReader) -> None:
    reader = open_reader(width=360, javascript=False)
    for path in ("/atlas/balby/", "/atlas/balby/kort/", "/atlas/balby/omraader/balby-nord/"):
        reader.visit(path)
        assert reader.page.locator("svg.chart").count() > 0
    script = open_reader(width=360)
    script.visit("/atlas/balby/omraader/balby-nord/")
    assert script.small_chart_texts() == []
