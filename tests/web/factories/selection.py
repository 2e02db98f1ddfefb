"""Selections of Balby, at any step of their way."""

from __future__ import annotations

import factory
from tests.web.factories.people import LONG_AGO

from bybalance.selection.criteria import LEVELS
from bybalance.web.selection.models import (
    Assessor,
    Candidate,
    CriterionLevel,
    Score,
    Selection,
    SelectionCriterion,
)


class SelectionFactory(factory.django.DjangoModelFactory[Selection]):
    class Meta:
        model = Selection

    node = factory.SubFactory("tests.web.factories.programme.NodeFactory")
    title_da = factory.Sequence(lambda n: f"Udvælgelse {n}")
    chosen_count = 1
    is_invented = True
    created_at = LONG_AGO


class SelectionCriterionFactory(factory.django.DjangoModelFactory[SelectionCriterion]):
    """A criterion with five levels."""

    class Meta:
        model = SelectionCriterion
        skip_postgeneration_save = True

    selection = factory.SubFactory(SelectionFactory)
    key = factory.Sequence(lambda n: f"kriterium-{n}")
    position = factory.Sequence(lambda n: n + 1)
    name_da = factory.Sequence(lambda n: f"Kriterium {n}")
    question_da = factory.Sequence(lambda n: f"Hvordan står det til med {n}?")

    @factory.post_generation
    def scale(self, create: bool, extracted: object, **kwargs: object) -> None:
        CriterionLevel.objects.bulk_create(
            CriterionLevel(
                criterion=self, level=level, text_da=f"Niveau {level}", value_pct=25 * level
            )
            for level in LEVELS
        )


class CandidateFactory(factory.django.DjangoModelFactory[Candidate]):
    class Meta:
        model = Candidate

    selection = factory.SubFactory(SelectionFactory)
    name = factory.Sequence(lambda n: f"Balby Område {n}")


class AssessorFactory(factory.django.DjangoModelFactory[Assessor]):
    class Meta:
        model = Assessor

    selection = factory.SubFactory(SelectionFactory)
    user = factory.SubFactory("tests.web.factories.people.UserFactory")
    appointed_at = LONG_AGO


class ScoreFactory(factory.django.DjangoModelFactory[Score]):
    class Meta:
        model = Score

    level = 2
    evidence_note = "Set ved et besøg."
    scored_at = LONG_AGO
