"""Groups of Balby, their meetings and talks."""

from __future__ import annotations

from datetime import date

import factory
from tests.web.factories.people import LONG_AGO

from bybalance.web.committees.models import (
    AgendaItem,
    Committee,
    Meeting,
    Membership,
    Talk,
    TalkSpeaker,
    Topic,
)


class TopicFactory(factory.django.DjangoModelFactory[Topic]):
    class Meta:
        model = Topic

    key = factory.Sequence(lambda n: f"fagfelt-{n}")
    name_da = factory.Sequence(lambda n: f"Fagfelt {n}")


class CommitteeFactory(factory.django.DjangoModelFactory[Committee]):
    class Meta:
        model = Committee

    key = factory.Sequence(lambda n: f"udvalg-{n}")
    kind = Committee.Kind.CHANGE_COMMITTEE
    name_da = factory.Sequence(lambda n: f"Udvalg {n}")
    is_published = True
    is_invented = True
    created_at = LONG_AGO
    updated_at = LONG_AGO


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership
        skip_postgeneration_save = True

    committee = factory.SubFactory(CommitteeFactory)
    person = factory.SubFactory("tests.web.factories.directory.PersonFactory")

    @factory.post_generation
    def topics(self, create: bool, extracted: object, **kwargs: object) -> None:
        if extracted:
            self.topics.set(extracted)


class MeetingFactory(factory.django.DjangoModelFactory[Meeting]):
    """A public meeting; for a closed one say ``is_public=False``."""

    class Meta:
        model = Meeting

    committee = factory.SubFactory(CommitteeFactory)
    held_on = date(2030, 3, 14)
    place = "Beboerhuset, Balby"
    is_public = True
    is_published = True
    is_agenda_published = True
    uid = factory.Sequence(lambda n: f"moede-{n}@balby.example")
    created_at = LONG_AGO
    updated_at = LONG_AGO


class AgendaItemFactory(factory.django.DjangoModelFactory[AgendaItem]):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title_da = factory.Sequence(lambda n: f"Punkt {n}")


class TalkFactory(factory.django.DjangoModelFactory[Talk]):
    class Meta:
        model = Talk
        skip_postgeneration_save = True

    subject_da = factory.Sequence(lambda n: f"Oplæg {n}")
    is_published = True
    is_invented = True
    created_at = LONG_AGO
    updated_at = LONG_AGO

    @factory.post_generation
    def topics(self, create: bool, extracted: object, **kwargs: object) -> None:
        if extracted:
            self.topics.set(extracted)

    @factory.post_generation
    def areas(self, create: bool, extracted: object, **kwargs: object) -> None:
        if extracted:
            self.areas.set(extracted)


class TalkSpeakerFactory(factory.django.DjangoModelFactory[TalkSpeaker]):
    class Meta:
        model = TalkSpeaker

    talk = factory.SubFactory(TalkFactory)
    person = factory.SubFactory("tests.web.factories.directory.PersonFactory")
