"""The newsletter's readers and issues, and things for it to tell of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import factory
from tests.web.factories.people import LONG_AGO

from bybalance.web.newsletter.models import Issue, IssueItem, SignUp, Subscriber


class SubscriberFactory(factory.django.DjangoModelFactory[Subscriber]):
    """Somebody who gets the newsletter in Danish."""

    class Meta:
        model = Subscriber

    email = factory.Sequence(lambda n: f"laeser{n}@balby.example")
    language = "da"
    confirmed_at = LONG_AGO


class IssueFactory(factory.django.DjangoModelFactory[Issue]):
    """A draft; ``things=`` is what is in it."""

    class Meta:
        model = Issue
        skip_postgeneration_save = True

    title_da = factory.Sequence(lambda n: f"Nyt fra Balby {n}")
    title_en = factory.Sequence(lambda n: f"News from Balby {n}")
    created_at = LONG_AGO
    updated_at = LONG_AGO

    @factory.post_generation
    def things(self, create: bool, extracted: Iterable[tuple[str, Any]] | None, **kw: Any) -> None:
        for number, (kind, thing) in enumerate(extracted or (), 1):
            IssueItem.objects.create(issue=self, kind=kind, thing_id=thing.pk, position=number)


class SignUpFactory(factory.django.DjangoModelFactory[SignUp]):
    """Somebody who has asked and not confirmed."""

    class Meta:
        model = SignUp

    email = factory.Sequence(lambda n: f"spoerger{n}@balby.example")
    language = "da"
    asked_at = LONG_AGO
