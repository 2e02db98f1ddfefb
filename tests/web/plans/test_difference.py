"""What changed between two versions: complete, and nothing besides."""

from __future__ import annotations

import dataclasses
import json

import pytest
from django.utils import translation
from hypothesis import given
from tests.web.plans.contents import CONTENT, contents

from bybalance.web.plans.queries import content as contents_module
from bybalance.web.plans.queries.content import COLLECTIONS, PlanContent, as_json, from_json
from bybalance.web.plans.queries.difference import _label, difference


@given(contents())
def test_a_plan_does_not_differ_from_itself(content: PlanContent) -> None:
    assert difference(content, content).is_empty


@given(contents(), contents())
def test_counts_are_those_of_the_ids(before: PlanContent, after: PlanContent) -> None:
    found = difference(before, after)

    was = {(name, part.id): part for name in COLLECTIONS for part in getattr(before, name)}
    now = {(name, part.id): part for name in COLLECTIONS for part in getattr(after, name)}
    same_ids = was.keys() & now.keys()
    assert found.count("added") == len(now.keys() - was.keys())
    assert found.count("removed") == len(was.keys() - now.keys())
    assert found.count("changed") == sum(was[key] != now[key] for key in same_ids) + (
        before.head != after.head
    )


@given(contents(), contents())
def test_backwards_what_was_added_is_removed(before: PlanContent, after: PlanContent) -> None:
    there, back = difference(before, after), difference(after, before)

    assert there.count("added") == back.count("removed")
    assert there.count("changed") == back.count("changed")


@given(contents(), contents())
def test_every_change_names_the_fields_that_differ(before: PlanContent, after: PlanContent) -> None:
    for group in difference(before, after).groups:
        for change in group.changes:
            assert bool(change.fields) == (change.change == "changed")
            assert change.name


@given(contents())
def test_what_a_version_keeps_is_read_back(content: PlanContent) -> None:
    kept = json.loads(json.dumps(as_json(content)))

    assert from_json(kept) == content
    shuffled = dict(reversed(kept.items()))
    assert contents_module.fingerprint(shuffled) == contents_module.fingerprint(kept)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_field_has_a_word(name: str, language: str) -> None:
    with translation.override(language):
        for field in dataclasses.fields(COLLECTIONS[name][0]):
            if field.name != "id":
                assert "_" not in _label(name, field.name)


def test_a_version_of_an_unknown_form_is_not_read() -> None:
    with pytest.raises(ValueError, match="form 99"):
        from_json({**as_json(CONTENT), "form": 99})
