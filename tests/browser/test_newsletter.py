"""The newsletter from sign-up to leaving: a reader without JavaScript, an editor, the mail."""

from __future__ import annotations

import email
import re
import urllib.request
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect
from tests.browser.conftest import OpenReader
from tests.browser.reader import Reader

READER = "laeser@balby.example"
TITLE, NEWS = "Nyt fra Balby i dag", "Balby Nord has a new square"


def letters_to(address: str, demo_folder: Path) -> list[EmailMessage]:
    """What the site mailed to ``address``, oldest first."""
    files = sorted((demo_folder / "mail").glob("*.log"), key=lambda one: one.stat().st_mtime_ns)
    texts = [text.strip() for file in files for text in file.read_bytes().split(b"\n" + b"-" * 79)]
    letters = [email.message_from_bytes(text, policy=default) for text in texts if text]
    return [one for one in letters if one["To"] == address and isinstance(one, EmailMessage)]


def body_of(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_an_issue_reaches_a_reader_who_then_leaves_with_one_click(
    open_reader: OpenReader, demo_folder: Path
) -> None:
    guest, editor = open_reader(width=360, javascript=False), open_reader()

    subscribe(guest, demo_folder)
    editor.sign_in("redaktoer")
    send_issue(editor)

    letter = letters_to(READER, demo_folder)[-1]
    assert letter["Subject"] == TITLE
    assert NEWS in body_of(letter, "plain")
    assert NEWS in body_of(letter, "html")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    guest.visit("/nyhedsbrev/tidligere/")
    guest.page.get_by_role("link", name=TITLE).click()
    expect(guest.page.get_by_role("link", name=NEWS)).to_be_visible()
    leave(guest, letter)


def subscribe(guest: Reader, demo_folder: Path) -> None:
    """From the form on the news page, by the link in the mail, and with its button."""
    guest.visit("/nyheder/")
    guest.page.get_by_label("E-mail").fill(READER)
    guest.page.get_by_role("button", name="Tilmeld dig nyhedsbrevet").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Kig i din mail")
    letter = letters_to(READER, demo_folder)[-1]
    link = re.search(r"https?://\S+/bekraeft/\S+", body_of(letter, "plain"))
    assert link
    guest.visit(urlsplit(link.group()).path)
    guest.page.get_by_role("button", name="Ja, send mig nyhedsbrevet").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Dit abonnement")
    assert guest.sideways_px() == 0


def send_issue(editor: Reader) -> None:
    page = editor.page
    editor.visit("/nyhedsbrev/")
    page.get_by_role("link", name="Skriv nyhedsbrevet").click()
    page.get_by_role("link", name="Skriv en ny udgave").click()
    page.get_by_label("Titel på dansk").fill(TITLE)
    page.get_by_role("button", name="Gem, og vælg indholdet").click()
    page.get_by_label(NEWS).check()
    page.get_by_role("button", name="Tilføj det valgte").click()
    page.get_by_role("link", name="Forhåndsvisning").click()
    expect(page.frame_locator("iframe").get_by_role("link", name=NEWS)).to_be_visible()
    expect(page.locator("pre")).to_contain_text(NEWS)
    page.get_by_role("link", name="Tilbage til udgaven").click()
    assert editor.violations() == []
    page.get_by_role("link", name="Send udgaven").click()
    page.get_by_role("button", name="Send udgaven").click()
    expect(page.get_by_text("1 af 1 i udbakken")).to_be_visible()


def leave(guest: Reader, letter: EmailMessage) -> None:
    """As a mail program does it: one POST without cookies; opening the link did nothing."""
    address = str(letter["List-Unsubscribe"]).strip().strip("<>")
    path = urlsplit(address).path
    guest.visit(path)
    expect(guest.page.get_by_role("button", name="Afmeld")).to_be_visible()
    body = str(letter["List-Unsubscribe-Post"]).encode()
    request = urllib.request.Request(f"{guest.site}{path}", data=body, method="POST")  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the demo of this test
        assert answer.status == 200
    assert guest.visit(path) == 410
