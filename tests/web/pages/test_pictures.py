from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web import factories
from wagtail.images import get_image_model
from wagtail.models import Collection

from bybalance.web.accounts.models import User

UPLOAD = "/redaktion/images/add/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates_of_a_library")]


def sent(content: bytes, *, name: str = "balby.png", description: str = "Gavle") -> dict[str, Any]:
    file = SimpleUploadedFile(name, content)
    collection = Collection.get_first_root_node().pk
    return {"title": "Balby", "file": file, "description": description, "collection": collection}


class TestUploadPicture:
    def test_an_editor_uploads_a_picture_with_alternative_text(
        self, client: Client, editor: User, editorial_pages: None
    ) -> None:
        client.force_login(editor)

        answer = client.post("/redaktion/images/chooser/create/", chosen(factories.picture_bytes()))

        assert answer.json()["step"] == "chosen"
        assert get_image_model().objects.get().description == "Gavle"

    def test_it_refuses_one_without(
        self, client: Client, editor: User, editorial_pages: None
    ) -> None:
        client.force_login(editor)
        given = chosen(factories.picture_bytes(), description="")

        answer = client.post("/redaktion/images/chooser/create/", given)

        assert "Skriv en alternativ tekst" in str(answer.json())
        assert not get_image_model().objects.exists()

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("balby.gif", factories.picture_bytes(kind="GIF")),
            ("balby.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
            ("balby.png", b"<html><script>alert(1)</script></html>"),
            ("balby.png", factories.picture_bytes(kind="JPEG")),
            ("balby.png", factories.picture_bytes(width=8000, height=5001)),
        ],
        ids=["gif", "svg", "no-picture", "other-kind", "over-40-megapixels"],
    )
    def test_it_refuses_what_is_no_picture_of_ours(
        self, client: Client, editor: User, editorial_pages: None, name: str, content: bytes
    ) -> None:
        client.force_login(editor)

        client.post("/redaktion/images/chooser/create/", chosen(content, name=name))

        assert not get_image_model().objects.exists()

    def test_it_refuses_a_stranger(
        self, client: Client, stranger: User, editorial_pages: None
    ) -> None:
        client.force_login(stranger)

        answer = client.post("/redaktion/images/chooser/create/", chosen(b""))

        assert answer.status_code == 403


def chosen(content: bytes, **given: str) -> dict[str, Any]:
    """What the dialog in the text editor sends."""
    fields = sent(content, **given)
    return {f"image-chooser-upload-{name}": value for name, value in fields.items()}


class TestSeePicture:
    def test_a_picture_is_for_editors_until_a_published_page_shows_it(
        self, client: Client, editor: User
    ) -> None:
        picture = factories.picture()
        page = factories.news(live=False, body=[("picture", {"image": picture})])

        assert client.get(picture.file.url).status_code == 404
        client.force_login(editor)
        seen = client.get(picture.file.url)
        assert seen.status_code == 200
        assert seen["Cache-Control"] == "private, no-store"
        client.logout()

        page.save_revision().publish()

        assert client.get(picture.file.url).status_code == 200

    def test_it_is_hidden_again_when_the_page_is_taken_down(self, client: Client) -> None:
        picture = factories.picture()
        page = factories.news(body=[("picture", {"image": picture})])
        shown = client.get(page.url).content.decode()
        size = picture.renditions.get()
        assert size.url in shown
        assert client.get(size.url).status_code == 200

        page.unpublish()

        assert client.get(size.url).status_code == 404

    def test_it_is_shown_with_its_alternative_text(self, client: Client) -> None:
        picture = factories.picture(description="To gavle med et træ imellem")
        page = factories.news(body=[("picture", {"image": picture})])

        assert 'alt="To gavle med et træ imellem"' in client.get(page.url).content.decode()

    def test_a_browser_is_told_to_run_nothing_in_it(self, client: Client) -> None:
        picture = factories.picture()
        factories.news(body=[("picture", {"image": picture})])

        answer = client.get(picture.file.url)

        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize("name", ["../bybalance.sqlite3", "no-such.png", "original_images/"])
    def test_nothing_else_is_given_out(self, client: Client, name: str) -> None:
        assert client.get(f"/medier/{name}").status_code == 404
