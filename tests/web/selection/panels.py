"""A selection with three candidates, two criteria and two assessors, at the step one asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.selection import services
from bybalance.web.selection.models import Assessor, Selection, SelectionRun
from bybalance.web.shared.roles import Role

NOW = datetime(2025, 5, 1, 10, tzinfo=UTC)
#: What stands in notes and comments and must never leave the panel.
CANARY = "kanariefugl-i-begrundelsen"
#: Levels by assessor, candidate and criterion.
LEVELS = (((4, 3), (2, 2), (0, 1)), ((3, 3), (3, 2), (1, 0)))


@dataclass
class Panel:
    """A selection and the people around it."""

    selection: Selection
    officer: User
    first: Assessor
    second: Assessor

    @property
    def people(self) -> tuple[User, User]:
        """The two assessors as persons."""
        assert self.first.user is not None
        assert self.second.user is not None
        return self.first.user, self.second.user

    def fresh(self) -> Selection:
        """The selection as it is now."""
        return Selection.objects.get(pk=self.selection.pk)

    def score_everything(self) -> None:
        """Both assessors score everything and hand in."""
        for assessor, rows in zip((self.first, self.second), LEVELS, strict=True):
            score_all(assessor, rows)
            assert assessor.user is not None
            services.hand_in(assessor, by=assessor.user, now=NOW)

    def close(self) -> None:
        """Everything is scored and the scores are shown."""
        self.score_everything()
        services.close_scoring(self.fresh(), by=self.officer, now=NOW)

    def run(self, *, seed: int = 7) -> SelectionRun:
        """Make a run, after closing."""
        return services.run_selection(self.fresh(), seed=seed, by=self.officer, now=NOW)

    def publish(self) -> SelectionRun:
        """All the way to a public outcome."""
        self.close()
        run = self.run()
        services.publish(
            self.fresh(),
            run,
            chosen=[self.selection.candidates.all()[0]],
            reasons_da="Fordi området er klar.",
            reasons_en="",
            by=self.officer,
            now=NOW,
        )
        return run


def officer() -> User:
    """Somebody who runs the programme."""
    person: User = factories.UserFactory.create(name="Per Program")
    factories.RoleAssignmentFactory.create(user=person, role=Role.PROGRAMME_OFFICER)
    return person


def panel(*, state: str = Selection.State.SCORING, **settings: object) -> Panel:
    """A selection at a step, with the people around it."""
    selection = factories.SelectionFactory.create(state=state, **settings)
    for number in range(2):
        factories.SelectionCriterionFactory.create(
            selection=selection, name_da=f"Kriterium {number + 1}", rank=number + 1
        )
    for name in ("Balby Nord", "Balby Syd", "Balby Vest"):
        factories.CandidateFactory.create(selection=selection, name=name)
    first = factories.AssessorFactory.create(selection=selection, user__name="Bo Bedømmer")
    second = factories.AssessorFactory.create(selection=selection, user__name="Ida Ikkehabil")
    return Panel(selection=selection, officer=officer(), first=first, second=second)


def score_all(assessor: Assessor, rows: tuple[tuple[int, ...], ...]) -> None:
    """Give every candidate a level on every criterion."""
    selection = assessor.selection
    for candidate, levels in zip(selection.candidates.all(), rows, strict=True):
        for criterion, level in zip(selection.criteria.all(), levels, strict=True):
            factories.ScoreFactory.create(
                assessor=assessor,
                candidate=candidate,
                criterion=criterion,
                level=level,
                evidence_note=f"{CANARY} {assessor.pk}",
            )
