"""Campaigns and what belongs to them."""

from __future__ import annotations

import factory
from tests.web.factories.people import LONG_AGO

from bybalance.web.programme.models import Node, PartnerRole


class NodeFactory(factory.django.DjangoModelFactory[Node]):
    class Meta:
        model = Node
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"kampagne-{n}")
    kind = Node.Kind.CAMPAIGN
    name_da = factory.Sequence(lambda n: f"Kampagne {n}")
    is_published = True
    is_invented = True
    created_at = LONG_AGO
    updated_at = LONG_AGO

    @factory.post_generation
    def areas(self, create: bool, extracted: object, **kwargs: object) -> None:
        if extracted:
            self.areas.set(extracted)


class PartnerRoleFactory(factory.django.DjangoModelFactory[PartnerRole]):
    class Meta:
        model = PartnerRole

    node = factory.SubFactory(NodeFactory)
    organisation = factory.SubFactory("tests.web.factories.directory.OrganisationFactory")
    role = PartnerRole.Role.PARTNER
