from __future__ import annotations

import getpass

import pytest
from django.core.management import CommandError, call_command

from bybalance.web.accounts.models import User
from bybalance.web.shared.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: "et-godt-langt-kodeord")


@pytest.mark.usefixtures("typed")
def test_it_makes_an_account_that_is_administrator() -> None:
    call_command("make_administrator", "agnes@balby.example", "Agnes")

    assert User.objects.get().current_roles() == {Role.ADMINISTRATOR}
    assert User.objects.get().check_password("et-godt-langt-kodeord")


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: "password")

    with pytest.raises(CommandError):
        call_command("make_administrator", "agnes@balby.example", "Agnes")

    assert not User.objects.exists()


@pytest.mark.usefixtures("typed")
def test_an_address_in_use_is_refused(stranger: User) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("make_administrator", stranger.email, "Frida")
