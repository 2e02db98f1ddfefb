from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import typst

from bybalance.web.shared import printing

MADE_AT = datetime(2030, 1, 1, 12, tzinfo=UTC)
SHEET = printing.Sheet(
    title="Dagsorden for 4. møde",
    language="da",
    kicker="Balbyudvalget",
    lead="Torsdag den 14. marts 2030",
    blocks=(
        printing.Notice("Opdigtet."),
        printing.Facts((("Sted", "Beboerhuset"),)),
        printing.Heading("1. Velkomst", note="Orientering"),
        printing.Prose("Et afsnit.\nNy linje.\n\nNyt afsnit, se https://balby.example/a?b=1."),
        printing.Heading("Underpunkt", level=2),
        printing.Bullets(("et", "to"), label="Beslutninger", numbered=True),
        printing.Grid("Fremmøde", ("Navn", "Timer"), (("Åse", "1,5"),) * 60, (1,)),
    ),
    source="Kilde: Balby.",
)


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was handed to Typst, each time."""
    given: list[dict[str, Any]] = []
    real = typst.compile

    def listening(*args: Any, **options: Any) -> bytes:
        given.append({**options, **json.loads(options["sys_inputs"]["sheet"])})
        return bytes(real(*args, **options))

    monkeypatch.setattr(typst, "compile", listening)
    return given


def test_a_sheet_is_a_tagged_pdf_that_names_language_title_and_standard() -> None:
    content = printing.pdf(SHEET, made_at=MADE_AT)

    assert content.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in content
    assert b"/Lang(da)" in content
    assert re.search(rb"pdfuaid:part>1<", content)
    assert "Dagsorden for 4. møde".encode() in content


def test_the_same_sheet_gives_the_same_file() -> None:
    assert printing.pdf(SHEET, made_at=MADE_AT) == printing.pdf(SHEET, made_at=MADE_AT)


def test_a_long_sheet_has_several_pages() -> None:
    content = printing.pdf(SHEET, made_at=MADE_AT)

    assert len(re.findall(rb"/Type\s*/Page\b", content)) > 1


def test_our_own_typeface_is_used_and_no_other() -> None:
    content = printing.pdf(SHEET, made_at=MADE_AT)

    named = set(re.findall(rb"/FontName\s*/\w+\+([\w-]+)", content))
    assert named == {b"IBMPlexSans", b"IBMPlexSans-SemiBold"}


@pytest.mark.parametrize(
    "sly", ["#panic()", '#read("/etc/passwd")', "*a* _b_ $x$ @c <d> = e", "\\ #[", "`a` //"]
)
def test_what_a_person_wrote_is_never_markup(sly: str) -> None:
    sheet = dataclasses.replace(SHEET, title=sly, lead=sly, blocks=(printing.Prose(sly),))

    assert printing.pdf(sheet, made_at=MADE_AT).startswith(b"%PDF")


def test_a_sign_that_cannot_be_printed_is_replaced_and_the_sheet_says_so(
    compiled: list[dict[str, Any]],
) -> None:
    sheet = dataclasses.replace(SHEET, blocks=(printing.Prose("Tak 😀 漢 \x01."),))

    printing.pdf(sheet, made_at=MADE_AT)

    assert compiled[-1]["blocks"][0]["text"] == "Tak ¿ ¿ ¿."
    assert compiled[-1]["words"]["substituted"]


def test_every_sign_that_is_kept_can_be_printed(compiled: list[dict[str, Any]]) -> None:
    signs = "".join(chr(one) for one in range(0x20, 0x2300))
    kept = printing.KNOWN_SIGNS.sub("", signs)

    printing.pdf(dataclasses.replace(SHEET, lead=kept), made_at=MADE_AT)

    assert len(compiled) == 1
    assert len(kept) > 400


def test_an_empty_sheet_is_a_sheet() -> None:
    empty = printing.Sheet(title="Tom", language="en", blocks=(printing.Bullets(()),))

    assert b"/Lang(en)" in printing.pdf(empty, made_at=MADE_AT)


def test_an_answer_is_a_file_that_nobody_keeps() -> None:
    response = printing.answer(b"%PDF", file_name="dagsorden.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="dagsorden.pdf"'
    assert response["Cache-Control"] == "private, no-store"
