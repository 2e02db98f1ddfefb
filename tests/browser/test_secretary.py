"""A secretary's work from setting up a group to published minutes, with mail in both languages."""

from __future__ import annotations

import email
import re
from email.message import Message
from email.policy import default
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader

GROUP = "Udvalget for Balby Syd"
OPEN_ITEM, SECRET_ITEM = "Sti til stationen", "Valg af rådgiver"


@pytest.fixture
def post(demo_folder: Path) -> PostBox:
    return PostBox(demo_folder / "mail")


class PostBox:
    """The mail that the demo has sent, as files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def letters_to(self, address: str) -> list[Message]:
        files = sorted(self.folder.iterdir(), key=lambda one: one.stat().st_mtime_ns)
        texts = [text for file in files for text in file.read_bytes().split(b"\n" + b"-" * 79)]
        letters = [
            email.message_from_bytes(text.strip(), policy=default) for text in texts if text.strip()
        ]
        return [one for one in letters if one["To"] == address]

    def latest(self, address: str) -> tuple[str, str, Event | None]:
        """Subject, text and calendar event of the newest letter to ``address``."""
        letter = self.letters_to(address)[-1]
        body, event = "", None
        for part in letter.walk():
            if part.get_content_type() == "text/plain":
                body = part.get_content()
            if part.get_content_type() == "text/calendar":
                [event] = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
        return " ".join(str(letter["Subject"]).split()), body, event


def test_a_secretary_convenes_a_group_and_publishes_what_it_decided(
    open_reader: OpenReader, post: PostBox
) -> None:
    secretary, member, guest = open_reader(), open_reader(), open_reader(javascript=False)
    member.sign_in("udvalgsmedlem")
    member.visit("/konto/")
    member.page.get_by_label("Sprog").select_option("en")
    member.page.get_by_role("button", name="Gem profil").click()
    secretary.sign_in("programleder")

    group_path = set_up(secretary)
    propose_times(secretary.page)
    answer_by_link(guest, post)
    answer_signed_in(member, group_path)
    meeting_path = choose_the_best(secretary, group_path)
    write_agenda(secretary.page)
    check_the_mail(post)
    check_who_sees_the_agenda(guest, member, meeting_path)
    write_and_publish_minutes(secretary.page)

    check_what_the_public_sees(guest, meeting_path, group_path)


def about(words: str) -> re.Pattern[str]:
    """The name of a link or button on the open item; browsers differ on the space in it."""
    return re.compile(rf"{words} ?: {OPEN_ITEM}")


def set_up(secretary: Reader) -> str:
    page = secretary.page
    secretary.visit("/udvalg/opret/")
    page.get_by_label("Slags", exact=True).select_option("change_committee")
    page.get_by_label("Navn på dansk").fill(GROUP)
    page.get_by_label("Navn på engelsk").fill("The Balby Syd committee")
    page.get_by_label("Vis gruppen for alle").check()
    page.get_by_label("Opdigtet").check()
    page.get_by_role("button", name="Opret gruppen").click()
    path = page.url.removeprefix(secretary.site)
    for name, function in (("Uffe Udvalgsmedlem", "chair"), ("Karen Kvist", "member")):
        page.get_by_role("link", name="Tilføj et medlem").click()
        page.get_by_label("Person", exact=True).select_option(label=name)
        page.get_by_label("Funktion").select_option(function)
        page.get_by_role("button", name="Tilføj medlemmet").click()
    expect(page.get_by_role("heading", name="2 medlemmer")).to_be_visible()
    return path


def propose_times(page: Page) -> None:
    page.get_by_role("link", name="Find en tid til et møde").click()
    for number, day in enumerate(("2035-03-14", "2035-03-15")):
        page.locator(f"#id_times-{number}-held_on").fill(day)
        page.locator(f"#id_times-{number}-start").fill("13:00")
        page.locator(f"#id_times-{number}-end").fill("15:00")
    page.get_by_label("Sted").fill("Beboerhuset, Balby")
    page.get_by_label("Link til at deltage online").fill("https://moede.balby.example/rum")
    page.get_by_label("Åbent møde").check()
    page.get_by_label("Svar senest").fill("2035-02-01")
    page.get_by_role("button", name="Spørg medlemmerne").click()
    expect(page.get_by_text("0 af 2 har svaret")).to_be_visible()


def answer_by_link(guest: Reader, post: PostBox) -> None:
    subject, body, _event = post.latest("balby-karen@demo.bybalance.example")
    assert subject == f"Hvornår kan {GROUP} mødes?"
    link = re.search(r"https?://[^/\s]+(/\S+)", body.split("dit eget link")[1])
    assert link
    guest.visit(link.group(1))
    guest.page.get_by_role("group").nth(0).get_by_label("Nej").check()
    guest.page.get_by_role("group").nth(1).get_by_label("Ja").check()
    guest.page.get_by_role("button", name="Send dit svar").click()
    expect(guest.page.get_by_text("Dit svar er gemt")).to_be_visible()


def answer_signed_in(member: Reader, group_path: str) -> None:
    member.visit(group_path)
    member.page.get_by_role("link", name="Skriv, hvornår du kan komme").click()
    member.page.get_by_role("group").nth(0).get_by_label("Ja").check()
    member.page.get_by_role("group").nth(1).get_by_label("Hvis det skal være").check()
    member.page.get_by_role("button", name="Send dit svar").click()
    assert member.violations() == []


def choose_the_best(secretary: Reader, group_path: str) -> str:
    page = secretary.page
    secretary.visit(group_path)
    page.get_by_role("link", name="Se svarene").click()
    best = page.get_by_role("listitem").filter(has_text="passer flest")
    expect(best).to_contain_text("torsdag den 15. marts 2035")
    assert secretary.violations() == []
    best.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"1. møde i {GROUP}")
    return page.url.removeprefix(secretary.site)


def write_agenda(page: Page) -> None:
    page.get_by_role("link", name="Skriv dagsordenen").click()
    for count, (title, is_confidential) in enumerate(((SECRET_ITEM, True), (OPEN_ITEM, False)), 1):
        page.get_by_label("Titel på dansk").fill(title)
        page.get_by_label("Titel på engelsk").fill(f"{title} (en)")
        page.get_by_label("Minutter").fill("20")
        page.get_by_label("Fortroligt").set_checked(is_confidential)
        page.get_by_role("button", name="Tilføj punktet").click()
        expect(page.get_by_role("heading", level=3)).to_have_count(count)
    page.get_by_role("button", name=about("Flyt op")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=3)).to_have_text(
        [f"1. {OPEN_ITEM}", f"2. {SECRET_ITEM}"]
    )
    page.get_by_role("link", name="Tilbage til mødet").click()
    page.get_by_label("Vis også dagsordenen").check()
    page.get_by_role("button", name="Gem, hvem der ser det").click()
    page.get_by_role("button", name="Send indkaldelse og dagsorden igen").click()
    expect(page.get_by_text("Indkaldelser på vej: 2.")).to_be_visible()


def check_the_mail(post: PostBox) -> None:
    subject, body, event = post.latest("balby-karen@demo.bybalance.example")
    assert subject.startswith(f"Ændret: 1. møde i {GROUP}, torsdag den 15. marts 2035")
    assert f"1. {OPEN_ITEM}" in body
    assert f"2. {SECRET_ITEM}" in body
    assert event is not None
    assert event["DTSTART"].params["TZID"] == "Europe/Copenhagen"
    assert event["URL"] in event["DESCRIPTION"]
    subject, body, _event = post.latest("balby-uffe@demo.bybalance.example")
    assert subject.startswith("Changed: The Balby Syd committee, meeting 1, Thursday")
    assert f"1. {OPEN_ITEM} (en)" in body


def check_who_sees_the_agenda(guest: Reader, member: Reader, meeting_path: str) -> None:
    guest.visit(meeting_path)
    expect(guest.page.get_by_text(OPEN_ITEM)).to_be_visible()
    assert SECRET_ITEM not in guest.page.content()
    assert "moede.balby.example" not in guest.page.content()
    member.visit(meeting_path)
    expect(member.page.get_by_text(SECRET_ITEM)).to_be_visible()
    expect(member.page.get_by_role("link", name="Deltag online")).to_be_visible()


def write_and_publish_minutes(page: Page) -> None:
    page.get_by_role("button", name="Mødet er holdt").click()
    page.get_by_role("link", name="Skriv referatet").click()
    page.get_by_role("link", name="Notér fremmødet").click()
    page.get_by_label("Karen Kvist").select_option("in_the_room")
    page.get_by_role("button", name="Gem fremmødet").click()
    fields = page.get_by_label("Referat på dansk")
    fields.nth(0).fill("Udvalget gik ruten igennem.")
    fields.nth(1).fill("Fortrolig drøftelse af rådgiver.")
    page.get_by_role("button", name="Gem referatet").click()
    page.get_by_role("link", name=about("Notér en beslutning")).click()
    page.get_by_label("Beslutning på dansk").fill("Sti B vælges.")
    page.get_by_label("Beslutning på engelsk").fill("Path B is chosen.")
    page.get_by_role("button", name="Notér beslutningen").click()
    page.get_by_role("link", name=about("Notér en opfølgning")).click()
    page.get_by_label("Hvad der skal gøres").fill("Hent priser på lys")
    page.get_by_label("Person, der gør det").select_option(label="Karen Kvist")
    page.get_by_role("button", name="Notér opfølgningen").click()
    page.get_by_label("Gruppen godkendte referatet den").fill("2035-04-01")
    page.get_by_role("button", name="Notér godkendelsen").click()
    page.get_by_role("button", name="Offentliggør referatet").click()
    expect(page.get_by_text("Referatet er offentliggjort.")).to_be_visible()


def check_what_the_public_sees(guest: Reader, meeting_path: str, group_path: str) -> None:
    guest.visit(meeting_path)
    for words in ("Udvalget gik ruten igennem.", "Sti B vælges.", "Hent priser på lys"):
        expect(guest.page.get_by_text(words)).to_be_visible()
    assert "Fortrolig drøftelse" not in guest.page.content()
    guest.page.get_by_role("link", name="English").click()
    expect(guest.page.get_by_text("Path B is chosen.")).to_be_visible()
    guest.visit(group_path)
    expect(guest.page.get_by_text("Sti B vælges.")).to_be_visible()
    feed = guest.context.request.get(f"{guest.site}{group_path}meetings.ics").body()
    [event] = Calendar.from_ical(feed).walk("VEVENT")
    assert event["SUMMARY"] == f"1. møde i {GROUP}"
    assert b"moede.balby.example" not in feed
    for kind in ("dagsorden", "referat"):
        printed = guest.context.request.get(f"{guest.site}{meeting_path}{kind}.pdf")
        assert printed.body().startswith(b"%PDF")
