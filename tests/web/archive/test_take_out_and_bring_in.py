"""Take a programme out of the site, and bring one in."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.web import factories

from bybalance.pipelines import programme_archive
from bybalance.pipelines.programme_archive import BadArchive
from bybalance.web.accounts.models import User
from bybalance.web.archive.queries import words
from bybalance.web.archive.services import unpacking
from bybalance.web.events.models import Event, Registration
from bybalance.web.programme.models import Node
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db

CANARY = "kanariefugl"


@pytest.fixture
def root(db: None) -> Node:
    root = factories.NodeFactory.create(key="balby", name_da="Balby i balance")
    event = factories.EventFactory.create(node=root)
    factories.RegistrationFactory.create(event=event, name=CANARY)
    return root


def taken_out(client: Client, root: Node, **asked: str) -> HttpResponse:
    return client.post(reverse("archive:take_out"), {"root": root.pk, **asked})


def brought_in(client: Client, content: bytes) -> HttpResponse:
    upload = SimpleUploadedFile("program.zip", content, content_type="application/zip")
    return client.post(reverse("archive:bring_in"), {"file": upload})


def forget(root: Node) -> None:
    Event.objects.all().delete()
    root.delete()


def test_an_officer_takes_a_programme_out_without_personal_data(
    client: Client, programme_officer: User, root: Node
) -> None:
    client.force_login(programme_officer)

    answer = taken_out(client, root, with_personal_data="on")  # not theirs to choose

    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert "tables/events.event.json" in packed.namelist()
        assert "tables/events.registration.json" not in packed.namelist()
    assert answer["Content-Disposition"] == 'attachment; filename="bybalance-balby.zip"'
    entry = AuditEntry.objects.get(action="programme_exported")
    assert entry.actor_key == programme_officer.audit_key


def test_an_administrator_may_choose_to_take_personal_data_along(
    client: Client, administrator: User, root: Node
) -> None:
    client.force_login(administrator)

    with_it = taken_out(client, root, with_personal_data="on")
    without = taken_out(client, root)

    for answer, is_there in ((with_it, True), (without, False)):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            assert ("tables/events.registration.json" in packed.namelist()) is is_there


def test_nothing_chosen_is_an_error(client: Client, programme_officer: User) -> None:
    client.force_login(programme_officer)

    assert client.post(reverse("archive:take_out"), {"root": "7"}).status_code == 400


def test_bringing_in_shows_first_and_writes_after_a_yes(
    client: Client, administrator: User, root: Node
) -> None:
    client.force_login(administrator)
    content = taken_out(client, root, with_personal_data="on").content
    forget(root)

    shown = brought_in(client, content)

    assert shown.status_code == 200
    assert "Det her ville der ske" in shown.content.decode()
    assert not Node.objects.exists()
    answer = client.post(
        reverse("archive:confirm"), {"key": shown.context["form"].initial["key"]}, follow=True
    )
    assert "Programmet er hentet ind." in answer.content.decode()
    assert Node.objects.get().name_da == "Balby i balance"
    assert Registration.objects.get().name == CANARY
    assert AuditEntry.objects.filter(action="programme_imported").count() == 1


def test_a_yes_counts_once_and_only_for_the_one_who_looked(
    client: Client, administrator: User, root: Node
) -> None:
    client.force_login(administrator)
    content = taken_out(client, root).content
    forget(root)
    key = brought_in(client, content).context["form"].initial["key"]
    other = factories.UserFactory.create()
    factories.RoleAssignmentFactory.create(user=other, role="administrator")
    stranger = Client()
    stranger.force_login(other)

    refused = stranger.post(reverse("archive:confirm"), {"key": key}, follow=True)
    client.post(reverse("archive:confirm"), {"key": key})
    again = client.post(reverse("archive:confirm"), {"key": key}, follow=True)

    for answer in (refused, again):
        assert "Filen er ikke gemt længere. Vælg den igen." in answer.content.decode()
    assert Node.objects.count() == 1


@pytest.mark.parametrize("key", ["", "../../secret", "0" * 32])
def test_a_key_that_was_never_given(client: Client, administrator: User, key: str) -> None:
    client.force_login(administrator)

    answer = client.post(reverse("archive:confirm"), {"key": key}, follow=True)

    assert "Vælg den igen." in answer.content.decode()


def test_a_file_that_is_no_archive_is_explained(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    answer = brought_in(client, b"PK not really")

    assert answer.status_code == 400
    assert "Filen er ikke en zip-fil, eller den er beskadiget." in answer.content.decode()


def test_a_programme_that_is_here_already_is_explained(
    client: Client, administrator: User, root: Node
) -> None:
    client.force_login(administrator)

    answer = brought_in(client, taken_out(client, root).content)

    assert answer.status_code == 400
    assert "findes allerede her" in answer.content.decode()


@pytest.mark.parametrize("route", ["archive:bring_in", "archive:confirm"])
def test_an_officer_brings_nothing_in(client: Client, programme_officer: User, route: str) -> None:
    client.force_login(programme_officer)

    assert client.post(reverse(route)).status_code == 403


def test_every_reason_is_a_sentence_in_both_languages() -> None:
    sources = [Path(module.__file__ or "").read_text() for module in (programme_archive, unpacking)]
    rules = set(re.findall(r'BadArchive\(\s*"([a-z_]+)"', "\n".join(sources)))
    named = re.findall(r"%\((\w+)\)s", " ".join(map(str, words.REASONS.values())))
    params = dict.fromkeys(named, "x")

    assert rules == set(words.REASONS)
    for rule in rules:
        with translation.override("da"):
            danish = words.refusal(BadArchive(rule, **params))
        with translation.override("en"):
            assert words.refusal(BadArchive(rule, **params)) != danish
