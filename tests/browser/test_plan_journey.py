"""A planner's work from an empty plan to a second published version, and what a stranger sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser import printed
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader

PLAN = "Plan for stierne i Balby Nord"
GOAL = "Flere går gennem kvarteret"
PATH, CLUB, WORKSHOP, JOBS = "Sti til stationen", "Klub om aftenen", "Åbent værksted", "Lommejob"
INVENTED = "opdigtet"
RISK = "Stien bliver dyrere"
INDICATOR = "Gående på stien en hverdag"
ONLY_IN_THE_WORKING_COPY = "Kun i kladden"


@pytest.fixture
def club_file(tmp_path: Path) -> Path:
    """A field in Balby Nord as GeoJSON; the place is invented."""
    west, south, step = 11.0639, 56.3155, 0.002
    corners = [(0, 0), (step, 0), (step, step), (0, step), (0, 0)]
    ring = [[west + east, south + north] for east, north in corners]
    file = tmp_path / "klub.geojson"
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    return file


def test_a_planner_makes_a_plan_publishes_it_twice_and_reads_what_is_new(
    open_reader: OpenReader, club_file: Path
) -> None:
    planner, stranger = open_reader(), open_reader(javascript=False)
    planner.sign_in("planlaegger")

    path = make_the_plan(planner)
    add_measures(planner, path, club_file)
    add_time(planner)
    refuse_a_circle(planner)
    add_money(planner, path)
    add_a_risk(planner, path)
    report_by_keyboard_only(planner, path)
    measure_an_effect(planner, path)
    look_at_time_and_places(planner, path)
    assert stranger.visit(path) == 404
    publish(planner, path, number=1)
    change_remove_and_bring_back(planner, path)

    check_what_a_stranger_sees(stranger, path)
    read_what_is_new(planner, stranger, path)
    check_the_printed_plan(stranger, path)


def check(reader: Reader) -> None:
    """The page is accessible and fits."""
    assert reader.complaints() == []


def save(page: Page) -> None:
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Gemt")


def make_the_plan(planner: Reader) -> str:
    page = planner.page
    planner.visit("/planer/")
    page.get_by_role("link", name="Lav en plan").click()
    check(planner)
    page.get_by_label("Boligområde").select_option(label="Balby Nord")
    page.get_by_label("Hører til").select_option(label="Balby-kampagnen (opdigtet)")
    page.get_by_label("Navn på engelsk").fill("Plan for the paths of Balby Nord")
    page.get_by_label("Vision på dansk").fill("Man går en tur i Balby Nord.")
    page.get_by_label("Første dag").fill("2031-12-31")
    page.get_by_label("Sidste dag").fill("2031-01-01")
    page.get_by_role("button", name="Lav planen").click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("Den sidste dag kan ikke komme før den første.")
    expect(page.get_by_label("Vision på dansk")).to_have_value("Man går en tur i Balby Nord.")
    check(planner)
    page.get_by_label("Navn på dansk").fill(PLAN)
    page.get_by_label("Første dag").fill("2031-01-01")
    page.get_by_label("Sidste dag").fill("2033-12-31")
    page.get_by_role("button", name="Lav planen").click()
    expect(page.get_by_role("status")).to_contain_text("Planen er lavet")
    expect(page.get_by_role("heading", level=1)).to_have_text(PLAN)
    expect(page.get_by_text(INVENTED, exact=True).first).to_be_visible()
    path = page.url.removeprefix(planner.site)
    page.get_by_role("link", name="Tilføj et mål").click()
    page.get_by_label("Mål på dansk").fill(GOAL)
    save(page)
    expect(page.get_by_role("heading", name=GOAL)).to_be_visible()
    return path


def add_measures(planner: Reader, path: str, club_file: Path) -> None:
    page = planner.page
    planner.visit(f"{path}virkemidler/")
    begin_measure(page, PATH, kind="Fysisk", days=("2031-02-01", "2031-08-31"))
    page.get_by_label("Sted").select_option(label="Et sted på kortet")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv ét punkt pr. linje")
    expect(page.get_by_label("Virkemiddel på dansk")).to_have_value(PATH)
    check(planner)
    page.get_by_label("Koordinaterne er").select_option(label="Linje")
    page.get_by_label("Koordinater", exact=False).last.fill("628100 6243100\n628700 6243500")
    save(page)
    begin_measure(page, CLUB, kind="Socialt", days=("2031-09-01", "2032-06-30"))
    page.get_by_label("Sted").select_option(label="Et sted på kortet")
    page.get_by_label("Eller en GeoJSON-fil").set_input_files(club_file)
    save(page)
    begin_measure(page, WORKSHOP, kind="Uddannelse", days=("2031-03-01", "2032-12-31"))
    page.get_by_label("Sted").select_option(label="Et sted på kortet")
    # Decimal commas, as the hint shows them.
    page.get_by_label("Koordinater", exact=False).last.fill("56,3170 11,0700")
    save(page)
    begin_measure(page, JOBS, kind="Beskæftigelse", days=("2031-04-01", "2033-12-31"))
    page.get_by_label("Sted").select_option(label="Hele området")
    save(page)
    expect(
        page.get_by_text("4 virkemidler (fysisk 1, socialt 1, uddannelse 1, beskæftigelse 1).")
    ).to_be_visible()
    check(planner)


def begin_measure(page: Page, title: str, *, kind: str, days: tuple[str, str]) -> None:
    page.get_by_role("link", name="Tilføj et virkemiddel").click()
    page.get_by_label("Virkemiddel på dansk").fill(title)
    page.get_by_label("Type").select_option(label=kind)
    page.get_by_label("Mål", exact=False).and_(page.locator("select")).select_option(label=GOAL)
    page.get_by_label("Første dag").fill(days[0])
    page.get_by_label("Sidste dag").fill(days[1])


def add_time(planner: Reader) -> None:
    page = planner.page
    page.get_by_role("link", name="Tilføj en milepæl").click()
    page.get_by_label("Virkemiddel", exact=True).select_option(label=PATH)
    page.get_by_label("Milepæl på dansk").fill("Stien åbner")
    page.get_by_label("Frist").fill("2031-08-15")
    save(page)
    expect(page.get_by_text("Stien åbner: frist 15. august 2031")).to_be_visible()
    wait_for(page, waits=CLUB, other=PATH)
    save(page)
    expect(page.get_by_text(f"begynder, når »{PATH}« er slut")).to_be_visible()


def wait_for(page: Page, *, waits: str, other: str) -> None:
    page.get_by_role("link", name="Tilføj en afhængighed").click()
    page.get_by_label("Virkemiddel, der venter").select_option(label=waits)
    page.get_by_label("Venter på").select_option(label=other)


def refuse_a_circle(planner: Reader) -> None:
    """The refusal names the circle, and keeps what was typed, so that it can be mended."""
    page = planner.page
    wait_for(page, waits=PATH, other=CLUB)
    page.get_by_label("Dage imellem").fill("14")
    page.get_by_role("button", name="Gem", exact=True).click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("venter på hinanden i ring")
    for title in (PATH, CLUB):
        expect(refusal).to_contain_text(title)
    expect(page.get_by_label("Dage imellem")).to_have_value("14")
    expect(page.get_by_label("Venter på").locator("option:checked")).to_have_text(CLUB)
    check(planner)
    page.get_by_label("Virkemiddel, der venter").select_option(label=WORKSHOP)
    save(page)
    expect(page.get_by_text(f"begynder 14 dage efter, at »{CLUB}« er slut")).to_be_visible()


def add_money(planner: Reader, path: str) -> None:
    page = planner.page
    planner.visit(f"{path}oekonomi/")
    lines = (
        (PATH, "Balby Kommune", "2031", "1.250.000,50", "900.000"),
        (None, "Balby Bolig", "2031", "400.000", ""),
        (PATH, "Balby Kommune", "2032", "750000", ""),
    )
    for measure, source, year, planned, spent in lines:
        page.get_by_role("link", name="Tilføj en budgetlinje").click()
        if measure:
            page.get_by_label("Virkemiddel").select_option(label=measure)
        source_field = page.get_by_label("Hvem betaler")
        label = source_field.locator("option", has_text=source).first.inner_text()
        source_field.select_option(label=label)
        page.get_by_label("År", exact=True).fill(year)
        page.get_by_label("Planlagt").fill(planned)
        page.get_by_label("Brugt").fill(spent)
        save(page)
    # 1,250,000.50 + 400,000 + 750,000 kroner
    expect(page.get_by_role("main")).to_contain_text("2.400.000,50")
    check(planner)


def add_a_risk(planner: Reader, path: str) -> None:
    page = planner.page
    planner.visit(f"{path}risici-og-status/")
    page.get_by_role("link", name="Tilføj en risiko").click()
    page.get_by_label("Risiko på dansk").fill(RISK)
    page.get_by_label("Sandsynlighed").select_option(label="4, høj")
    page.get_by_label("Konsekvens").select_option(label="3, middel")
    page.get_by_label("Håndtering på dansk").fill("Byg stien i to etaper.")
    save(page)
    expect(page.get_by_role("row").filter(has_text=RISK)).to_contain_text("12")


def tab_to(page: Page, target: Locator) -> None:
    """Walk to a control as a reader without a mouse does."""
    for _step in range(80):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard never reached {target}")


def report_by_keyboard_only(planner: Reader, path: str) -> None:
    page = planner.page
    planner.visit(f"{path}risici-og-status/")
    tab_to(page, page.get_by_role("link", name="Tilføj en statusrapport"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tilføj en statusrapport")
    tab_to(page, page.get_by_label("Dato"))
    page.keyboard.type("03032031")
    tab_to(page, page.get_by_label("Hvordan det går"))
    page.keyboard.type("Kræver")
    save_button = page.get_by_role("button", name="Gem", exact=True)
    tab_to(page, save_button)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Skriv det på dansk eller på engelsk.")
    tab_to(page, page.get_by_role("alert").get_by_role("link", name="Begrundelse på dansk"))
    page.keyboard.press("Enter")  # the link leads to the field itself
    page.keyboard.type("Naboerne er ikke hørt endnu.")
    expect(page.get_by_label("Begrundelse på dansk")).to_have_value("Naboerne er ikke hørt endnu.")
    tab_to(page, save_button)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Gemt")
    expect(page.get_by_text("Naboerne er ikke hørt endnu.")).to_be_visible()
    expect(page.get_by_text("Kræver opmærksomhed")).to_be_visible()
    check(planner)


def measure_an_effect(planner: Reader, path: str) -> None:
    page = planner.page
    planner.visit(f"{path}virkninger/")
    expect(page.get_by_role("link", name="Tilføj en måling")).to_have_count(0)
    page.get_by_role("link", name="Tilføj en virkning").click()
    page.get_by_label("Virkning på dansk").fill("Flere går til stationen")
    save(page)
    page.get_by_role("link", name="Definér en indikator").click()
    page.get_by_label("Navn på dansk").fill(INDICATOR)
    page.get_by_label("Definition på dansk").fill("Personer, der går ad stien, talt kl. 7–19.")
    page.get_by_label("Enhed på dansk").fill("personer")
    page.get_by_label("Retning").select_option(label="højere er bedre")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Indikatoren er gemt.")
    expect(page.get_by_text(INVENTED, exact=True)).to_be_visible()
    planner.visit(f"{path}virkninger/")
    page.get_by_role("link", name="Mål en virkning").click()
    page.get_by_label("Virkning", exact=True).select_option(label="Flere går til stationen")
    page.get_by_label("Indikator", exact=True).select_option(label=INDICATOR)
    page.get_by_label("Udgangspunkt (valgfrit)").fill("120,5")
    page.get_by_label("Måltallets dato").fill("2033-12-31")
    page.get_by_label("Måltal (valgfrit)").fill("300")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Giv udgangspunktet både en dato og et tal")
    expect(page.get_by_label("Udgangspunkt (valgfrit)")).to_have_value("120,5")
    page.get_by_label("Udgangspunktets dato").fill("2031-01-01")
    save(page)
    page.get_by_role("link", name="Tilføj en måling").click()
    page.get_by_label("Indikator i planen").select_option(label=INDICATOR)
    page.get_by_label("Målt den").fill("2031-06-01")
    page.get_by_label("Målt værdi", exact=True).fill("180")
    page.get_by_label("Kilde", exact=True).fill("Tælling ved stien (opdigtet)")
    save(page)
    expect(page.get_by_text("Måltallet er ikke nået endnu.")).to_be_visible()
    check(planner)


def look_at_time_and_places(planner: Reader, path: str) -> None:
    page = planner.page
    planner.visit(f"{path}tidsplan/")
    expect(page.locator("svg.chart:visible").first).to_be_visible()
    page.get_by_text("Vis som tabel").click()
    for title in (PATH, CLUB, WORKSHOP, JOBS):
        expect(page.get_by_role("rowheader").filter(has_text=title).first).to_be_visible()
    # The workshop is to begin before the club has ended, which it waits for.
    expect(page.get_by_text(f"»{WORKSHOP}« skal begynde den")).to_be_visible()
    check(planner)
    planner.visit(f"{path}kort/")
    expect(page.locator("svg.chart:visible").first).to_be_visible()
    for title, place in (
        (PATH, "linje"),
        (CLUB, "areal"),
        (WORKSHOP, "punkt"),
        (JOBS, "Hele området"),
    ):
        expect(page.get_by_role("row").filter(has_text=title)).to_contain_text(place)
    check(planner)


def publish(planner: Reader, path: str, *, number: int) -> None:
    page = planner.page
    planner.visit(path)
    page.get_by_role("link", name="Offentliggør en version").click()
    check(planner)
    page.get_by_label("Det nye, på dansk").fill(f"Udgave {number} til naboerne.")
    page.get_by_role("button", name=f"Offentliggør version {number}").click()
    expect(page.get_by_role("status")).to_contain_text(f"Version {number} er offentlig")
    check(planner)


def change_remove_and_bring_back(planner: Reader, path: str) -> None:
    page = planner.page
    planner.visit(f"{path}virkemidler/")
    page.get_by_role("link", name=f"Ret {PATH}", exact=True).click()
    page.get_by_label("Status").select_option(label="I gang")
    page.get_by_label("Beskrivelse på dansk").fill(ONLY_IN_THE_WORKING_COPY)
    save(page)
    page.get_by_role("link", name=f"Ret {JOBS}", exact=True).click()
    page.get_by_role("link", name=f"Fjern »{JOBS}«").click()
    check(planner)
    page.get_by_role("button", name="Fjern det fra planen").click()
    expect(page.get_by_role("status")).to_contain_text("er fjernet")
    check(planner)
    page.get_by_role("button", name=f"Hent tilbage {JOBS}").click()
    expect(page.get_by_role("status")).to_contain_text("er i planen igen")
    planner.visit(f"{path}risici-og-status/")
    page.get_by_role("row").filter(has_text=RISK).get_by_role("link", name="Ret").click()
    page.get_by_role("link", name=f"Fjern »{RISK}«").click()
    page.get_by_role("button", name="Fjern det fra planen").click()


def check_what_a_stranger_sees(stranger: Reader, path: str) -> None:
    """The published version and nothing of the working copy, wherever the plan is shown."""
    pages = ("", "virkemidler/", "tidsplan/", "kort/", "oekonomi/", "risici-og-status/",
             "virkninger/", "versioner/")  # fmt: skip
    for page in pages:
        assert stranger.visit(f"{path}{page}") == 200
        shown = stranger.page.content()
        assert ONLY_IN_THE_WORKING_COPY not in shown
        assert "Kladde" not in shown
        assert "/dele/" not in shown
    stranger.visit(f"{path}risici-og-status/")
    expect(stranger.page.get_by_role("row").filter(has_text=RISK)).to_be_visible()
    table = stranger.context.request.get(f"{stranger.site}{path}hent/measures.csv").text()
    assert PATH in table
    assert "I gang" not in table
    assert stranger.visit(f"{path}versioner/det-nye/?before=1&after=working") in (403, 404)
    assert stranger.visit(f"{path}ret/") != 200 or "log-ind" in stranger.page.url


def read_what_is_new(planner: Reader, stranger: Reader, path: str) -> None:
    publish(planner, path, number=2)
    stranger.visit(f"{path}versioner/")
    expect(stranger.page.get_by_text("Udgave 2 til naboerne.")).to_be_visible()
    stranger.page.get_by_role("row").filter(has_text="Version 2").get_by_role(
        "link", name="Det nye"
    ).click()
    main = stranger.page.get_by_role("main")
    expect(main).to_contain_text("Fra version 1 til version 2")
    expect(main.get_by_role("listitem").filter(has_text=RISK)).to_contain_text("Fjernet")
    changed = main.get_by_role("listitem").filter(has_text=PATH)
    expect(changed).to_contain_text("I gang")
    expect(changed).to_contain_text(ONLY_IN_THE_WORKING_COPY)
    assert JOBS not in main.inner_text()
    planner.page.goto(stranger.page.url)
    check(planner)


def check_the_printed_plan(stranger: Reader, path: str) -> None:
    stranger.visit(path)
    with stranger.page.expect_download() as download:
        stranger.page.get_by_role("link", name="Planen som PDF til udskrift").click()
    words = printed.words_of(download.value.path().read_bytes())
    for said in (PLAN, GOAL, PATH, CLUB, WORKSHOP, JOBS, "1.250.000,50", INDICATOR, "Version 2"):
        assert said in words
    assert RISK not in words
    old = stranger.context.request.get(f"{stranger.site}{path}udskrift.pdf?version=1").body()
    assert RISK in printed.words_of(old)
    assert ONLY_IN_THE_WORKING_COPY not in printed.words_of(old)
