from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bybalance.web.site import logs


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What is written to the log from now on."""
    stream = StringIO()
    config = logs.logging_config(level="INFO")
    formatter = config["formatters"]["json"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
    )
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_request_leaves_no_trace_of_the_person(lines: StringIO) -> None:
    Client(REMOTE_ADDR="203.0.113.7").post(
        "/konto/log-ind/?search=Frida+Fremmed",
        {"login": "frida@balby.example", "password": "hemmeligt-ord"},
    )
    Client(REMOTE_ADDR="203.0.113.7").get("/findes/ikke/?email=frida@balby.example")

    text = lines.getvalue()
    assert '"event": "request"' in text
    for personal in ("frida", "Fremmed", "203.0.113.7", "hemmeligt-ord", "search="):
        assert personal not in text


@pytest.mark.django_db
def test_each_line_of_a_request_carries_its_reference(lines: StringIO) -> None:
    answer = Client().get("/sundhed/")

    [line] = [json.loads(one) for one in lines.getvalue().splitlines()]
    assert line["reference"] == answer["X-Request-Reference"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "sundhed/", 200)


@pytest.mark.usefixtures("errors_are_logged")
def test_the_words_of_an_exception_are_cleaned_too(lines: StringIO) -> None:
    try:
        raise ValueError("no such person: frida@balby.example from 2001:db8::1")
    except ValueError:
        logging.getLogger("other").exception("failed for %s", "frida@balby.example")

    text = lines.getvalue()
    assert "frida" not in text
    assert "2001:db8" not in text
    assert "ValueError" in text


@given(
    address=st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str),
    before=st.sampled_from(["from ", "(", "ip=", ""]),
    after=st.sampled_from([" said no", ": no", ".", ":8000", ""]),
)
def test_no_address_of_a_machine_gets_through(address: str, before: str, after: str) -> None:
    event = logs.without_personal_data(None, "", {"event": before + address + after})

    assert address not in event["event"]


@pytest.mark.parametrize(
    "harmless", ["2026-03-01T09:15:30Z", "version 5.2.19", "took 12:34:56", "1.234.567 kr.", "a:b"]
)
def test_times_versions_and_amounts_stay(harmless: str) -> None:
    event = logs.without_personal_data(None, "", {"event": harmless})

    assert event["event"] == harmless


def test_fields_that_name_a_person_are_dropped_at_any_depth() -> None:
    event = logs.without_personal_data(
        None, "", {"event": "x", "email": "a", "inner": {"name": "b", "row": 3}}
    )

    assert event == {"event": "x", "inner": {"row": 3}}
