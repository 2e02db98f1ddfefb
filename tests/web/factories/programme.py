"""Campaigns and what belongs to them."""

from __future__ import annotations

import factory
from tests.web.factories.people import LONG_AGO

from bybalance.web.programme.models import (
    Document,
    Fund,
    Node,
    PartnerRole,
    Partnership,
    Statement,
)


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


class StatementFactory(factory.django.DjangoModelFactory[Statement]):
    class Meta:
        model = Statement

    node = factory.SubFactory(NodeFactory)
    kind = Statement.Kind.AIM
    text_da = factory.Sequence(lambda n: f"Mål {n}")


class DocumentFactory(factory.django.DjangoModelFactory[Document]):
    class Meta:
        model = Document

    node = factory.SubFactory(NodeFactory)
    kind = Document.Kind.REPORT
    title_da = factory.Sequence(lambda n: f"Rapport {n}")


class FundFactory(factory.django.DjangoModelFactory[Fund]):
    class Meta:
        model = Fund

    node = factory.SubFactory(NodeFactory)
    key = factory.Sequence(lambda n: f"pulje-{n}")
    name_da = factory.Sequence(lambda n: f"Pulje {n}")
    amount_oere = 100_000_00
    purpose_da = "Byrum"


class PartnershipFactory(factory.django.DjangoModelFactory[Partnership]):
    class Meta:
        model = Partnership

    node = factory.SubFactory(NodeFactory)
