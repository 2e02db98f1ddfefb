"""Questions asked together give what each query set would have given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

from bybalance.web.areas.models import Area, AreaBoundary, AreaName
from bybalance.web.committees.services import campaign as committee_campaign
from bybalance.web.plans import services as plan_services
from bybalance.web.programme import services as programme_services
from bybalance.web.shared import together

pytestmark = pytest.mark.django_db

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith(("bybalance.web.", "wagtail.")) and model._meta.managed
]


def values_of(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: bytes(found) if isinstance(found, memoryview) else found
        for field in row._meta.concrete_fields
        for found in [getattr(row, field.attname)]
    }


def asked(queryset: models.QuerySet[Any]) -> list[Any]:
    return together.Questions().add(queryset).rows


def test_every_kind_of_row_arrives_as_the_query_set_gives_it() -> None:
    programme_services.load_campaign(now=factories.LONG_AGO)
    committee_campaign.load_campaign_committees(now=factories.LONG_AGO)
    plan_services.load_campaign_plans(now=factories.LONG_AGO)

    filled = [model for model in OURS if _is_alike(model)]

    assert len(filled) > 30


def _is_alike(model: type[models.Model]) -> bool:
    """Whether there were rows to compare; fails where they differ."""
    wanted = model._base_manager.order_by("pk")[:50]
    plain = [values_of(row) for row in wanted]
    found = [values_of(row) for row in asked(wanted)]
    kinds = [[type(value) for value in row.values()] for row in found]

    assert found == plain, model
    assert kinds == [[type(value) for value in row.values()] for row in plain], model
    return bool(plain)


def test_many_questions_are_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    area = factories.AreaFactory.create()
    AreaName.objects.create(area=area, name="Æblegården", from_on=date(2019, 3, 14))
    questions = together.Questions()
    areas = questions.add(Area.objects.select_related("municipality"))
    names = questions.add(AreaName.objects.all())
    none = questions.add(AreaName.objects.filter(pk__in=[]))
    without_rows = questions.add(AreaBoundary.objects.all())

    with django_assert_num_queries(1):
        assert [one.municipality.name for one in areas] == [area.municipality.name]
        assert [(one.name, one.from_on) for one in names] == [("Æblegården", date(2019, 3, 14))]
        assert (none.rows, without_rows.rows) == ([], [])


def test_rows_keep_their_order_and_their_limit() -> None:
    for name in ("Bro", "Ås", "Amager", "Dal"):
        factories.AreaFactory.create(name=name)
    wanted = Area.objects.order_by("-name")[1:3]

    assert [one.name for one in asked(wanted)] == [one.name for one in wanted]


def test_what_is_no_plain_json_arrives_whole() -> None:
    area = factories.AreaFactory.create()
    AreaBoundary.objects.create(
        area=area, geometry_wkb=b"\x00\xff\\x", min_easting_m=0.1 + 0.2, min_northing_m=1e300,
        max_easting_m=723_456.789_012_345, max_northing_m=-1 / 3,
    )  # fmt: skip

    (row,) = asked(AreaBoundary.objects.all())

    assert bytes(row.geometry_wkb) == b"\x00\xff\\x"
    assert (row.min_easting_m, row.max_northing_m) == (0.1 + 0.2, -1 / 3)
    assert (row.min_northing_m, row.max_easting_m) == (1e300, 723_456.789_012_345)


def test_annotations_come_along() -> None:
    area = factories.AreaFactory.create()
    AreaName.objects.create(area=area, name="Andet navn")
    wanted = Area.objects.annotate(
        names=models.Count("other_names"), is_named=models.Exists(AreaName.objects.all())
    )

    (row,) = asked(wanted)

    assert (row.names, row.is_named) == (1, True)


def test_what_is_attached_needs_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    area, other = factories.AreaFactory.create(), factories.AreaFactory.create()
    AreaName.objects.create(area=area, name="Andet navn")
    areas, names = [area, other], list(AreaName.objects.all())
    together.attach(areas, "other_names", names, by="area_id")

    with django_assert_num_queries(0):
        assert [[row.name for row in one.other_names.all()] for one in areas] == [
            ["Andet navn"], [],
        ]  # fmt: skip
