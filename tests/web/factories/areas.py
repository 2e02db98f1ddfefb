"""Balby, the invented municipality, and areas in it."""

from __future__ import annotations

import factory

from bybalance.web.areas.models import Area, Municipality


class MunicipalityFactory(factory.django.DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = "999"
    name = "Balby"
    region = "Balby"
    is_invented = True


class AreaFactory(factory.django.DjangoModelFactory[Area]):
    class Meta:
        model = Area

    area_id = factory.Sequence(lambda n: f"balby-{n}")
    name = factory.Sequence(lambda n: f"Balby {n}")
    municipality = factory.SubFactory(MunicipalityFactory)
    is_invented = True
