"""People, their roles and their mail."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from allauth.account.models import EmailAddress

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.shared.models import OutboxMessage

PASSWORD = "et-godt-langt-kodeord"
LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@balby.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    joined_at = LONG_AGO
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def proven_address(self, create: bool, extracted: object, **kwargs: object) -> None:
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)


class RoleAssignmentFactory(factory.django.DjangoModelFactory[RoleAssignment]):
    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    valid_from = LONG_AGO


class OutboxMessageFactory(factory.django.DjangoModelFactory[OutboxMessage]):
    class Meta:
        model = OutboxMessage

    recipient = factory.Sequence(lambda n: f"person{n}@balby.example")
    subject = "Om Balby"
    body_text = "Hej"
    written_at = LONG_AGO
    due_at = LONG_AGO
