"""Every component renders in both languages, with sound and accessible markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from tests.web.shared import gallery

from bybalance.web import shared
from bybalance.web.shared.templatetags import form_controls

TEMPLATES = Path(shared.__file__).parent / "templates"
VOID = {"meta", "wbr", "link", "img", "input", "br", "hr", "path", "rect", "circle", "line"}


class Outline(HTMLParser):
    """What a page is made of, as far as these tests ask."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.controls: set[str] = set()
        self.described_by: set[str] = set()
        self.headings: list[int] = []
        self.inline_styles: list[str] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.described_by |= set(given.get("aria-describedby", "").split())
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.controls.add(given["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "style" in given or tag == "style":
            self.inline_styles.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)


@pytest.fixture(params=["da", "en"])
def outline(request: pytest.FixtureRequest) -> Outline:
    return Outline(gallery.render(request.param))


def test_every_element_is_closed_where_it_should_be(outline: Outline) -> None:
    assert outline.unbalanced == []
    assert outline.open == []


def test_ids_are_unique_and_the_ones_referred_to_exist(outline: Outline) -> None:
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.described_by
    assert outline.described_by <= set(outline.ids)


def test_every_control_has_a_label(outline: Outline) -> None:
    assert outline.controls
    assert outline.controls <= outline.labelled


def test_headings_descend_one_level_at_a_time(outline: Outline) -> None:
    steps = zip(outline.headings, outline.headings[1:], strict=False)

    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in steps)


def test_nothing_is_styled_inline(outline: Outline) -> None:
    assert outline.inline_styles == []


def test_the_gallery_shows_every_component() -> None:
    shown = (Path(__file__).with_name("gallery.html")).read_text(encoding="utf-8")
    included = {
        name
        for path in [*TEMPLATES.rglob("*.html"), Path(__file__).with_name("gallery.html")]
        for name in re.findall(
            r"shared/components/(\w+)\.html",
            shown if path.name == "gallery.html" else path.read_text(encoding="utf-8"),
        )
    }

    components = {path.stem for path in (TEMPLATES / "shared/components").glob("*.html")}
    assert components <= included


def test_every_template_states_its_variables_on_its_first_line() -> None:
    unstated = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if not re.match(r"\{# .*Uses.* #\}\n", path.read_text(encoding="utf-8"))
    ]

    assert unstated == []


def test_a_field_with_an_error_says_so_to_a_screen_reader() -> None:
    page = gallery.render("da")

    assert re.search(r'<input[^>]*name="on"[^>]*aria-invalid="true"[^>]*>', page)
    assert re.search(r'<input[^>]*aria-describedby="id_on_error"[^>]*>', page)


def test_a_placeholder_does_not_stand_in_for_a_label() -> None:
    assert "placeholder" not in gallery.render("da")


def test_a_list_without_a_choice_says_so_in_words() -> None:
    class Asked(forms.Form):
        kind = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "Aa")])
        place = forms.ChoiceField(choices=[("", "Alle"), ("b", "Bb")], required=False)
        street = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("c", "Cc")], required=False)

    drawn = [form_controls.control(field) for field in Asked()]

    assert ">Vælg …<" in drawn[0]
    assert ">Alle<" in drawn[1]
    assert ">Intet valgt<" in drawn[2]
    assert "-----" not in "".join(drawn)


def test_figures_follow_the_language_of_the_page() -> None:
    assert "Tallet er 1.234.567, andelen 40,3\u202f%" in gallery.render("da")
    assert "Tallet er 1,234,567, andelen 40.3\u202f%" in gallery.render("en")
