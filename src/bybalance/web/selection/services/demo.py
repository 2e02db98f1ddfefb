"""The demo's selection: five invented areas, scored by accounts of the demo."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bybalance.web.accounts.models import User
from bybalance.web.programme.models import Node
from bybalance.web.selection.models import Selection
from bybalance.web.selection.services import runs, scoring, setup, weights
from bybalance.web.selection.services.scoring import ScoreGiven
from bybalance.web.selection.services.setup import SelectionSettings
from bybalance.web.selection.services.weights import WeightsGiven

#: Under what the demo selection stands: an invented campaign, so that nobody takes it for a fact.
DEMO_NODE_KEY: Final = "balby-kampagnen"

_MANAGER: Final = "programleder"
_ASSESSORS: Final = ("planlaegger", "boligorganisation", "forsker")
_COSTS_DKK: Final = {
    "Balby Havn": 9_000_000,
    "Balby Bakke": 7_000_000,
    "Balby Eng": 8_000_000,
    "Balby Skov": 3_000_000,
    "Balby Dam": 5_000_000,
}
#: Levels by area: a group of signs per criterion, an assessor a sign.
_LEVELS: Final = {
    "Balby Havn": ("334", "444", "344", "233"),
    "Balby Bakke": ("443", "333", "222", "444"),
    "Balby Eng": ("222", "333", "444", "223"),
    "Balby Skov": ("111", "222", "111", "112"),
    "Balby Dam": ("334", "111", "343", "333"),
}
_CRITERIA: Final = (
    "municipal-readiness",
    "organisation-and-board-will",
    "coming-investment",
    "school-and-job-effort",
)
_SWING_POINTS: Final = dict(zip(_CRITERIA, (100, 80, 60, 40), strict=True))
_SEED: Final = 2016
_OERE: Final = 100


def load_demo_selection(*, now: datetime) -> None:
    """Make a selection at each of three steps, all invented; a second call changes nothing."""
    if Selection.objects.filter(is_invented=True).exists():
        return
    people = {item.email.split("@")[0]: item for item in User.objects.filter(is_demo=True)}
    node = _demo_node(now)
    _finished(node, people, now)
    _waiting(node, people, now)
    _begun(node, people, now)


def _demo_node(now: datetime) -> Node:
    node, _created = Node.objects.get_or_create(
        key=DEMO_NODE_KEY,
        defaults={
            "kind": Node.Kind.CAMPAIGN,
            "name_da": "Balby-kampagnen (opdigtet)",
            "name_en": "The Balby campaign (invented)",
            "summary_da": "En opdigtet kampagne, som viser, hvordan områder udvælges.",
            "summary_en": "An invented campaign that shows how areas are selected.",
            "is_published": True,
            "is_invented": True,
            "created_at": now,
            "updated_at": now,
        },
    )
    return node


def _finished(node: Node, people: dict[str, User], now: datetime) -> None:
    manager = people[_MANAGER]
    given = SelectionSettings(
        title_da="Tre områder til Balby-kampagnen",
        title_en="Three areas for the Balby campaign",
        purpose_da="Kampagnen vælger tre af fem områder. Alt på siden er opdigtet.",
        purpose_en="The campaign chooses three areas out of five. All of this is invented.",
        chosen_count=3,
        budget_oere=25_000_000 * _OERE,
    )
    selection = setup.create_selection(node, given, by=manager, now=now)
    _fill(selection, people, now)
    for place, mailbox in enumerate(_ASSESSORS):
        _score_all(selection, people[mailbox], place, now)
    scoring.close_scoring(selection, by=manager, now=now)
    selection.refresh_from_db()
    run = runs.run_selection(selection, seed=_SEED, by=manager, now=now)
    highest = {item["candidate_id"] for item in run.result["candidates"] if item["is_chosen"]}
    chosen = [item for item in selection.candidates.all() if f"c{item.pk}" in highest]
    runs.publish(
        selection,
        run,
        chosen=chosen,
        reasons_da=(
            "De tre områder har flest af forudsætningerne på plads. Balby Dam kom tæt på, men "
            "beboernes bestyrelser er endnu ikke med. Begrundelsen er opdigtet."
        ),
        reasons_en=(
            "The three areas have most of what is needed in place. Balby Dam came close, but the "
            "residents' boards are not on board yet. These reasons are invented."
        ),
        by=manager,
        now=now,
    )


def _waiting(node: Node, people: dict[str, User], now: datetime) -> None:
    given = SelectionSettings(
        title_da="Næste runde i Balby",
        title_en="Next round in Balby",
        purpose_da="To nye områder skal med. Alt på siden er opdigtet.",
        purpose_en="Two new areas are to join. All of this is invented.",
        chosen_count=2,
        budget_oere=None,
    )
    selection = setup.create_selection(node, given, by=people[_MANAGER], now=now)
    _fill(selection, people, now)


def _begun(node: Node, people: dict[str, User], now: datetime) -> None:
    given = SelectionSettings(
        title_da="Et område til forsøg i Balby",
        title_en="An area for trials in Balby",
        purpose_da="Kriterier og kandidater er ikke færdige. Alt på siden er opdigtet.",
        purpose_en="Criteria and candidates are not finished. All of this is invented.",
        chosen_count=1,
        budget_oere=None,
    )
    selection = setup.create_selection(node, given, by=people[_MANAGER], now=now)
    _add_candidates(selection, people[_MANAGER], now)


def _add_candidates(selection: Selection, manager: User, now: datetime) -> None:
    for name, cost_dkk in _COSTS_DKK.items():
        setup.add_candidate(
            selection,
            area=None,
            name=name,
            note="Opdigtet område",
            cost_oere=cost_dkk * _OERE,
            by=manager,
            now=now,
        )


def _fill(selection: Selection, people: dict[str, User], now: datetime) -> None:
    """Candidates, weights and a panel; then the scoring is open."""
    manager = people[_MANAGER]
    _add_candidates(selection, manager, now)
    points = {item.pk: _SWING_POINTS[item.key] for item in selection.criteria.all()}
    given = WeightsGiven(method=Selection.Method.SWING, keeps_order=False, swing_points=points)
    weights.set_weights(selection, given, by=manager, now=now)
    for mailbox in _ASSESSORS:
        setup.appoint_assessor(selection, people[mailbox], by=manager, now=now)
    setup.open_scoring(selection, by=manager, now=now)
    selection.refresh_from_db()


def _score_all(selection: Selection, person: User, place: int, now: datetime) -> None:
    assessor = selection.assessors.get(user=person)
    criteria = {item.key: item for item in selection.criteria.all()}
    for candidate in selection.candidates.all():
        given = [
            ScoreGiven(criteria[key], int(levels[place]), "Opdigtet begrundelse til fremvisning.")
            for key, levels in zip(_CRITERIA, _LEVELS[candidate.name], strict=True)
        ]
        scoring.save_scores(assessor, candidate, given, by=person, now=now)
    scoring.hand_in(assessor, by=person, now=now)
