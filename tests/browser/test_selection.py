"""A selection from the first criterion to the public outcome, each in their own window."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader

TITLE = "Prøverunde i Balby"
NOTE = "Set ved et besøg i Balby."
AREAS = ("Balby Nord", "Balby Syd")
LEVELS = {"planlaegger": ("4", "1"), "forsker": ("3", "2")}


def check(reader: Reader) -> None:
    """The page is accessible and fits."""
    assert reader.violations() == []
    assert reader.sideways_px() == 0


def begin(officer: Reader) -> str:
    """Set up a selection with one criterion, two candidates and two assessors."""
    page = officer.page
    officer.visit("/udvaelgelser/")
    page.get_by_role("link", name="Ny udvælgelse").click()
    page.get_by_label("Del af programmet").select_option(label="Balby-kampagnen (opdigtet)")
    page.get_by_label("Titel på dansk").fill(TITLE)
    page.get_by_label("Hvor mange der skal vælges").fill("1")
    page.get_by_role("button", name="Opret udvælgelsen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    work = page.url
    for name in ("udviklingsvilje", "investering på vej", "skole- og jobindsats"):
        page.get_by_text(re.compile(name)).first.click()
        page.get_by_role("link", name=re.compile(f"Ret.*{name}")).click()
        page.get_by_role("button", name="Tag kriteriet ud").click()
    page.get_by_role("link", name="Tilføj og fjern kandidater").click()
    for area in AREAS:
        page.get_by_label("Navn, hvis området ikke er på listen").fill(area)
        page.get_by_role("button", name="Tilføj kandidaten").click()
    page.goto(work)
    page.get_by_role("link", name="Bedømmere og inhabilitet").click()
    for mailbox in LEVELS:
        page.get_by_label("E-mail").fill(f"{mailbox}@demo.bybalance.example")
        page.get_by_role("button", name="Udpeg bedømmeren").click()
    page.goto(work)
    page.get_by_role("button", name="Begynd bedømmelsen").click()
    expect(page.get_by_text("Bedømmelsen er åben.")).to_be_visible()
    return work


def score(assessor: Reader, work: str, levels: tuple[str, ...]) -> None:
    """Score both candidates and hand in; forget a note on the way."""
    page = assessor.page
    page.goto(work)
    page.get_by_role("link", name="Åbn dit skema").click()
    check(assessor)
    for area, level in zip(AREAS, levels, strict=True):
        page.get_by_role("link", name=area).click()
        check(assessor)
        page.get_by_label(re.compile(f"^{level}: ")).check()
        page.get_by_role("button", name="Gem dine bedømmelser").click()
        expect(page.get_by_role("alert")).to_contain_text("hvad niveauet bygger på")
        check(assessor)
        page.get_by_label("Hvad bygger niveauet på?").fill(NOTE)
        page.get_by_role("button", name="Gem dine bedømmelser").click()
    page.get_by_role("button", name="Aflevér dine bedømmelser").click()
    expect(page.get_by_text("Dine bedømmelser er afleveret.")).to_be_visible()


def test_a_group_selects_an_area_and_tells_why(open_reader: OpenReader) -> None:
    officer = open_reader()
    officer.sign_in("programleder")
    work = begin(officer)
    for mailbox, levels in LEVELS.items():
        assessor = open_reader(width=360)
        assessor.sign_in(mailbox)
        score(assessor, work, levels)

    page = officer.page
    page.goto(work)
    page.get_by_role("button", name="Vis alles bedømmelser").click()
    page.get_by_role("button", name="Lav en kørsel").click()
    expect(page.get_by_text("Balby Nord ligger højest.")).to_be_visible()
    check(officer)
    page.get_by_role("link", name="Tilbage til udvælgelsen").click()
    page.get_by_role("link", name="Offentliggør resultatet").click()
    expect(page.get_by_label("Balby Nord")).to_be_checked()
    page.get_by_label("Begrundelse på dansk").fill("Kommunen er klar.")
    page.get_by_role("button", name="Offentliggør resultatet").click()
    page.get_by_role("link", name="Se den offentlige side").click()

    resident = open_reader(width=360, javascript=True)
    resident.page.goto(page.url)
    expect(resident.page.get_by_text("Kommunen er klar.")).to_be_visible()
    expect(resident.page.get_by_text(NOTE)).to_have_count(0)
    expect(resident.page.get_by_text("Frida Forsker")).to_have_count(0)
    check(resident)
    assert resident.small_chart_texts() == []
    assert resident.visit(work.removeprefix(resident.site)) == 200
    expect(resident.page.get_by_role("heading", level=1)).not_to_have_text(TITLE)
