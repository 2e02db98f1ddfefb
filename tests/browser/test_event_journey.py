"""A guest registers for an event, and one who waits gets the seat that is given back."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader

WALK = "/arrangementer/byvandring-i-balby/"


def letters_to(address: str, demo_folder: Path) -> list[str]:
    """What the site wrote to ``address``, oldest first."""
    letters = []
    for file in sorted((demo_folder / "mail").glob("*.log"), key=lambda one: one.stat().st_mtime):
        for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            letter = email.message_from_bytes(raw, policy=email.policy.default)
            if letter["To"] == address:
                letters.append(letter.get_content())
    return letters


def own_page(letter: str) -> str:
    """The path of the secret link in a letter."""
    [link, *_] = re.findall(r"https?://\S+/arrangementer/tilmelding/\S+", letter)
    return urlsplit(link).path


def register(reader: Reader, *, name: str, address: str, seats: int) -> None:
    reader.visit(WALK)
    reader.page.get_by_role("link", name=re.compile("Tilmeld dig|ventelisten")).click()
    reader.page.get_by_label("Navn").fill(name)
    reader.page.get_by_label("E-mail").fill(address)
    reader.page.get_by_label("Pladser").fill(str(seats))
    reader.page.get_by_role("button", name=re.compile("Send tilmelding|ventelisten")).click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Kig i din mail")


def test_a_seat_given_back_goes_to_the_one_who_waits(
    open_reader: OpenReader, demo_folder: Path
) -> None:
    rikke, ole = open_reader(), open_reader(width=360, javascript=False)

    register(rikke, name="Rikke Beboer", address="rikke@balby.example", seats=2)
    [letter] = letters_to("rikke@balby.example", demo_folder)
    rikke.visit(own_page(letter))
    assert rikke.violations() == []
    rikke.page.get_by_role("button", name="Bekræft, at jeg kommer").click()
    expect(rikke.page.get_by_role("heading", level=1)).to_have_text("Du har en plads")

    ole.visit(WALK)
    expect(ole.page.get_by_text("Alle pladser er optaget.")).to_be_visible()
    register(ole, name="Ole Genbo", address="ole@balby.example", seats=1)
    [waiting] = letters_to("ole@balby.example", demo_folder)
    ole.visit(own_page(waiting))
    expect(ole.page.get_by_role("heading", level=1)).to_have_text("Du er på ventelisten")
    assert ole.sideways_px() == 0

    rikke.page.get_by_role("button", name="Afmeld mig").click()
    expect(rikke.page.get_by_role("heading", level=1)).to_have_text("Tilmeldingen er afmeldt")

    _, promoted = letters_to("ole@balby.example", demo_folder)
    assert "Nu er der plads til dig" in promoted
    ole.visit(own_page(promoted))
    ole.page.get_by_role("button", name="Bekræft, at jeg kommer").click()
    expect(ole.page.get_by_role("heading", level=1)).to_have_text("Du har en plads")

    officer = open_reader()
    officer.sign_in("programleder")
    officer.visit(f"{WALK}deltagere/")
    expect(officer.page.get_by_role("rowheader")).to_have_text(["Ole Genbo"])
    assert officer.violations() == []
