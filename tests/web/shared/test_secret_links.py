from __future__ import annotations

import uuid

import pytest

from bybalance.web.shared import secret_links

NONCE = uuid.UUID("12345678123456781234567812345678")


def test_a_token_opens_what_it_was_made_for() -> None:
    token = secret_links.token("calendar", pk=7, nonce=NONCE)

    assert secret_links.read("calendar", token) == secret_links.SecretKey(7, NONCE)


def test_a_token_opens_nothing_else() -> None:
    token = secret_links.token("calendar", pk=7, nonce=NONCE)

    assert secret_links.read("answer", token) is None


@pytest.mark.parametrize("given", ["", "x", "a:b", "Nw:abc", "\x00", "å" * 500])
def test_what_was_not_made_here_opens_nothing(given: str) -> None:
    assert secret_links.read("calendar", given) is None


def test_a_changed_token_opens_nothing() -> None:
    token = secret_links.token("calendar", pk=7, nonce=NONCE)

    assert secret_links.read("calendar", token[:-1] + ("A" if token[-1] != "A" else "B")) is None
