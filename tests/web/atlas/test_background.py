"""A background map of the site's own: off by default, and only then is another host allowed."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client, override_settings

from bybalance.web.atlas.models import Build
from bybalance.web.site import environment

TILES = "https://tiles.example/{z}/{x}/{y}.png"


def test_without_it_no_page_may_ask_another_host(client: Client, public_build: Build) -> None:
    answer = client.get("/atlas/balby/kort/")

    policy = answer["Content-Security-Policy"]
    assert "connect-src 'self';" in f"{policy};"
    assert "img-src 'self';" in f"{policy};"
    assert "unsafe" not in policy
    assert "blob:" not in policy
    assert re.findall(r'(?:src|data-worker)="(https?:)?//', answer.content.decode()) == []


@override_settings(MAP_BACKGROUND=TILES, MAP_BACKGROUND_CREDIT="© Somebody")
def test_with_it_the_map_is_told(client: Client, public_build: Build) -> None:
    content = client.get("/atlas/balby/kort/").content.decode()

    data = json.loads(re.search(r'id="map-data"[^>]*>(.*?)</script>', content).group(1))  # type: ignore[union-attr]
    assert (data["background"], data["credit"]) == (TILES, "© Somebody")


def test_the_setting_is_an_address_with_the_places_of_a_tile() -> None:
    known = environment.read_environment({"BYBALANCE_MAP_BACKGROUND": TILES})

    assert known.map_background == TILES
    assert environment.host_of(TILES) == "https://tiles.example"
    assert environment.read_environment({}).map_background == ""


@pytest.mark.parametrize(
    "text",
    [
        "tiles",
        "https://tiles.example/",
        "ftp://tiles.example/{z}/{x}/{y}",
        "https://tiles.example;script-src */{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}/{y}; img-src *",
        "https://*/{z}/{x}/{y}",
    ],
)
def test_a_setting_that_could_open_the_policy_is_refused(text: str) -> None:
    with pytest.raises(environment.BadSetting, match="BYBALANCE_MAP_BACKGROUND"):
        environment.read_environment({"BYBALANCE_MAP_BACKGROUND": text})
