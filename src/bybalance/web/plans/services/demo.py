"""A complete plan for Balby Nord, invented from end to end, that shows what a plan can hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import shapely
from django.db import transaction
from django.utils import timezone

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.areas.models import Area, AreaBoundary, Municipality
from bybalance.web.directory.models import Organisation
from bybalance.web.plans.models import (
    BudgetLine,
    DevelopmentPlan,
    Evidence,
    Goal,
    Indicator,
    IndicatorUse,
    Measure,
    MeasureDependency,
    Measurement,
    Milestone,
    Outcome,
    Risk,
    StatusReport,
)
from bybalance.web.plans.services.plans import PlanDetails, add_plan, publish_version
from bybalance.web.programme.models import Node
from bybalance.web.shared.roles import Role

KEY: Final = "udviklingsplan-balby-nord"
INVENTED: Final = "Opdigtet til demonstrationen"

ORGANISATIONS: Final = (
    ("balby-kommune", "Balby Kommune", Organisation.Kind.MUNICIPALITY),
    ("balby-bolig", "Balby Bolig", Organisation.Kind.HOUSING_ORGANISATION),
    ("balby-institut", "Institut for Balby", Organisation.Kind.RESEARCH),
    ("balby-fonden", "Balby Fonden", Organisation.Kind.FOUNDATION),
)

#: Balby lies in the sea, so that it is taken for no real place: corners in metres.
CORNER: Final = (628_000.0, 6_243_000.0)
OUTLINE: Final = ((0, 0), (900, 40), (980, 520), (520, 700), (60, 610))

GOALS: Final = (
    ("Området bliver en del af byen", "The area becomes part of the town",
     "Veje og stier fører igennem, og folk udefra har et ærinde.",
     "Roads and paths lead through, and people from outside have an errand."),
    ("Flere får en uddannelse og et job", "More get an education and a job",
     "Skole og virksomheder tager del.", "School and firms take part."),
    ("Hverdagen er tryg", "Everyday life is safe",
     "Beboerne kender hinanden og bruger de fælles steder.",
     "Residents know each other and use the shared places."),
)  # fmt: skip


@dataclass(frozen=True)
class _Step:
    """A measure of the demo: its goal, what it is, when in months from the start, and where."""

    key: str
    goal: int
    kind: Measure.Kind
    state: Measure.State
    title_da: str
    title_en: str
    text_da: str
    text_en: str
    organisation: str
    from_month: int
    months: int
    place: tuple[str, tuple[tuple[float, float], ...]] | None = None


STEPS: Final = (
    _Step("road", 0, Measure.Kind.PHYSICAL, Measure.State.DONE, "Vejen gennem kvarteret",
          "The road through the quarter", "En ny vej fra Søndergade til stationen, med cykelsti.",
          "A new road from Søndergade to the station, with a cycle path.", "balby-kommune", 0, 14,
          ("line", ((0, 300), (400, 330), (960, 300)))),
    _Step("square", 0, Measure.Kind.PHYSICAL, Measure.State.RUNNING, "Torvet med butikker",
          "The square with shops", "Et torv, hvor vejen møder stien, med plads til fire butikker.",
          "A square where the road meets the path, with room for four shops.", "balby-bolig", 15,
          16, ("polygon", ((380, 340), (520, 345), (510, 450), (385, 440)))),
    _Step("houses", 0, Measure.Kind.PHYSICAL, Measure.State.DECIDED, "60 rækkehuse",
          "60 row houses", "Ejerboliger og andelsboliger på den gamle parkeringsplads.",
          "Owned and cooperative homes on the old car park.", "balby-bolig", 20, 24,
          ("polygon", ((620, 360), (880, 350), (860, 480), (640, 500)))),
    _Step("school", 1, Measure.Kind.EDUCATION, Measure.State.RUNNING, "Skolen åbner sig",
          "The school opens up", "Værksteder, bibliotek og hal er åbne for hele byen efter kl. 15.",
          "Workshops, library and hall are open to the whole town after 3 p.m.", "balby-kommune",
          3, 30, ("point", ((240, 480),))),
    _Step("jobs", 1, Measure.Kind.EMPLOYMENT, Measure.State.RUNNING, "Fritidsjob til unge",
          "After-school jobs", "Virksomheder i byen tilbyder 40 fritidsjob om året.",
          "Firms in the town offer 40 after-school jobs a year.", "balby-kommune", 6, 36),
    _Step("training", 1, Measure.Kind.EMPLOYMENT, Measure.State.PROPOSED,
          "Lærepladser på byggepladsen", "Apprenticeships on the building site",
          "Hver tiende plads på byggeriet går til en lærling fra området.",
          "Every tenth place on the site goes to an apprentice from the area.", "balby-bolig", 20,
          24),
    _Step("house", 2, Measure.Kind.SOCIAL, Measure.State.RUNNING, "Beboerhuset",
          "The residents' house", "Et hus, som beboerne selv driver, med café og rådgivning.",
          "A house run by the residents, with a café and advice.", "balby-bolig", 12, 12,
          ("point", ((560, 250),))),
    _Step("paths", 2, Measure.Kind.PHYSICAL, Measure.State.DECIDED, "Lys på stierne",
          "Light on the paths", "Nyt lys på stien langs åen og til skolen.",
          "New light on the path along the stream and to the school.", "balby-kommune", 14, 6,
          ("line", ((120, 80), (300, 200), (240, 460)))),
)  # fmt: skip

#: After, before, kind and days between.
WAITS: Final = (
    ("square", "road", MeasureDependency.Kind.FINISH_TO_START, 31),
    ("houses", "square", MeasureDependency.Kind.START_TO_START, 153),
    ("training", "houses", MeasureDependency.Kind.START_TO_START, 0),
    ("paths", "road", MeasureDependency.Kind.FINISH_TO_START, 0),
    ("house", "school", MeasureDependency.Kind.START_TO_START, 180),
)

#: Measure, title in Danish and English, month due, month reached.
MILESTONES: Final = (
    ("road", "Vejen åbner", "The road opens", 14, 14),
    ("square", "Første butik åbner", "First shop opens", 30, None),
    ("houses", "Første spadestik", "Ground is broken", 22, None),
    ("school", "Værkstederne er åbne", "The workshops are open", 9, 10),
    ("house", "Beboerne overtager huset", "The residents take over the house", 24, None),
)

#: Measure, source, years from the start, kroner planned, kroner spent.
MONEY: Final = (
    ("road", "balby-kommune", 0, 18_000_000, 18_450_000),
    ("road", "balby-fonden", 0, 6_000_000, 6_000_000),
    ("road", "balby-kommune", 1, 4_000_000, 3_720_500),
    ("square", "balby-bolig", 1, 9_500_000, 2_100_000),
    ("square", "balby-fonden", 2, 7_500_000, None),
    ("houses", "balby-bolig", 2, 42_000_000, None),
    ("houses", "balby-bolig", 3, 38_000_000, None),
    ("school", "balby-kommune", 1, 2_400_000, 1_150_000),
    ("jobs", "balby-kommune", 1, 1_200_000, 640_000),
    ("jobs", "balby-kommune", 2, 1_200_000, None),
    ("house", "balby-bolig", 1, 5_250_000, 3_900_000),
    (None, "balby-fonden", 1, 750_000, 250_000),
)

RISKS: Final = (
    ("Beboere må flytte længere væk end lovet", "Residents must move further than promised", 2, 5,
     "Genhusning inden for 2 km skrives ind i aftalen med hver familie.",
     "Rehousing within 2 km is written into the agreement with each family.", "balby-bolig"),
    ("Byggepriserne stiger", "Building prices rise", 4, 3,
     "Rækkehusene udbydes i to etaper.", "The row houses are tendered in two stages.",
     "balby-bolig"),
    ("Butikkerne finder ingen lejere", "The shops find no tenants", 3, 3,
     "De første to år lejes ud for omsætningsleje.",
     "The first two years are let for a share of turnover.", "balby-kommune"),
)  # fmt: skip

EVIDENCE_DA: Final = "At veje igennem et område giver flere besøg udefra."
EVIDENCE_EN: Final = "That roads through an area bring more visits from outside."


@transaction.atomic
def load_demo_plan(*, now: datetime) -> int:
    """Add the invented plan with everything in it, once; returns how many plans were added."""
    if Node.with_removed.filter(key=KEY).exists():
        return 0
    start = date(timezone.localdate(now).year - 1, 1, 1)
    organisations = _put_organisations()
    area = _put_area(start)
    _let_the_planner_in(now)
    plan = _put_plan(area, start, now=now)
    goals = [
        Goal.objects.create(
            plan=plan, position=position, title_da=title_da, title_en=title_en,
            text_da=text_da, text_en=text_en,
        )
        for position, (title_da, title_en, text_da, text_en) in enumerate(GOALS, start=1)
    ]  # fmt: skip
    measures = _put_measures(plan, goals, organisations, start)
    _put_time_and_money(plan, measures, organisations, start)
    _put_follow_up(plan, measures, organisations, now=now)
    _put_effects(plan, goals, organisations, start)
    publish_version(
        plan,
        note_da="Den første plan, vedtaget af parterne. Opdigtet.",
        note_en="The first plan, agreed by the partners. Invented.",
        by=None,
        now=now,
    )
    return 1


def _put_organisations() -> dict[str, Organisation]:
    return {
        key: Organisation.objects.get_or_create(
            key=key, defaults={"name": name, "kind": kind, "is_invented": True}
        )[0]
        for key, name, kind in ORGANISATIONS
    }


def _put_area(start: date) -> Area:
    municipality, _is_new = Municipality.objects.get_or_create(
        code="999", defaults={"name": "Balby", "region": "Balby", "is_invented": True}
    )
    area, _is_new = Area.objects.get_or_create(
        area_id="balby-nord",
        defaults={"name": "Balby Nord", "municipality": municipality, "is_invented": True},
    )
    if not AreaBoundary.objects.filter(area=area).exists():
        outline = shapely.Polygon(_moved(OUTLINE))
        west, south, east, north = outline.bounds
        AreaBoundary.objects.create(
            area=area,
            geometry_wkb=shapely.to_wkb(outline),
            min_easting_m=west,
            min_northing_m=south,
            max_easting_m=east,
            max_northing_m=north,
            source_title=INVENTED,
        )
    return area


def _moved(positions: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return [(CORNER[0] + x, CORNER[1] + y) for x, y in positions]


def _let_the_planner_in(now: datetime) -> None:
    """The demo's municipal planner also plans for Balby, so that there is something to try."""
    planner = User.objects.filter(is_demo=True, email__startswith="planlaegger@").first()
    if planner is not None:
        RoleAssignment.objects.get_or_create(
            user=planner,
            role=Role.MUNICIPAL_PLANNER,
            scope_kind=RoleAssignment.ScopeKind.MUNICIPALITY,
            scope_key="999",
            defaults={"valid_from": now},
        )


def _put_plan(area: Area, start: date, *, now: datetime) -> DevelopmentPlan:
    details = PlanDetails(
        name_da="Udviklingsplan for Balby Nord",
        name_en="Development plan for Balby Nord",
        summary_da="En opdigtet plan, der viser, hvad en plan kan indeholde.",
        summary_en="An invented plan that shows what a plan can hold.",
        kind=DevelopmentPlan.Kind.STRATEGIC,
        vision_da=(
            "I Balby Nord bor man midt i byen. Man går gennem kvarteret på vej til stationen, "
            "børnene går i en skole, som hele byen bruger, og der er arbejde i nærheden."
        ),
        vision_en=(
            "In Balby Nord one lives in the middle of the town. People walk through the quarter "
            "on their way to the station, children go to a school that the whole town uses, and "
            "there is work nearby."
        ),
        horizon_year=start.year + 15,
        from_on=start,
        until_on=date(start.year + 5, 1, 1),
    )
    return add_plan(details, key=KEY, areas=[area], parent=None, is_invented=True, now=now)


def _month(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1)


def _put_measures(
    plan: DevelopmentPlan, goals: list[Goal], organisations: dict[str, Organisation], start: date
) -> dict[str, Measure]:
    made = {}
    for position, step in enumerate(STEPS, start=1):
        made[step.key] = Measure.objects.create(
            plan=plan,
            goal=goals[step.goal],
            position=position,
            kind=step.kind,
            state=step.state,
            title_da=step.title_da,
            title_en=step.title_en,
            text_da=step.text_da,
            text_en=step.text_en,
            organisation=organisations[step.organisation],
            from_on=_month(start, step.from_month),
            until_on=_month(start, step.from_month + step.months),
            place=Measure.Place.DRAWN if step.place else Measure.Place.WHOLE_AREA,
            geometry_wkb=_wkb(*step.place) if step.place else None,
        )
    return made


def _wkb(shape: str, positions: tuple[tuple[float, float], ...]) -> bytes:
    places = _moved(positions)
    makers: dict[str, Any] = {
        "point": lambda: shapely.Point(places[0]),
        "line": lambda: shapely.LineString(places),
        "polygon": lambda: shapely.Polygon(places),
    }
    return bytes(shapely.to_wkb(makers[shape]()))


def _put_time_and_money(
    plan: DevelopmentPlan,
    measures: dict[str, Measure],
    organisations: dict[str, Organisation],
    start: date,
) -> None:
    for after, before, kind, lag_days in WAITS:
        MeasureDependency.objects.create(
            plan=plan, after=measures[after], before=measures[before], kind=kind, lag_days=lag_days
        )
    for key, title_da, title_en, due, done in MILESTONES:
        Milestone.objects.create(
            plan=plan,
            measure=measures[key],
            title_da=title_da,
            title_en=title_en,
            due_on=_month(start, due) - timedelta(days=1),
            done_on=None if done is None else _month(start, done) - timedelta(days=1),
        )
    for measure, source, years, planned, spent in MONEY:
        BudgetLine.objects.create(
            plan=plan,
            measure=measures[measure] if measure else None,
            organisation=organisations[source],
            year=start.year + years,
            planned_oere=planned * 100,
            actual_oere=None if spent is None else spent * 100,
        )


def _put_follow_up(
    plan: DevelopmentPlan,
    measures: dict[str, Measure],
    organisations: dict[str, Organisation],
    *,
    now: datetime,
) -> None:
    for title_da, title_en, probability, consequence, response_da, response_en, owner in RISKS:
        Risk.objects.create(
            plan=plan,
            title_da=title_da,
            title_en=title_en,
            probability=probability,
            consequence=consequence,
            response_da=response_da,
            response_en=response_en,
            organisation=organisations[owner],
        )
    today = timezone.localdate(now)
    light = StatusReport.Light
    for measure, days_ago, shown, reason_da, reason_en in (
        (None, 20, light.AMBER,
         "Vejen er åben, men torvet er tre måneder forsinket, fordi udbuddet gik om.",
         "The road is open, but the square is three months late because the tender was repeated."),
        ("square", 25, light.RED, "Udbuddet måtte gå om. Nyt bud ventes om to måneder.",
         "The tender had to be repeated. A new bid is due in two months."),
        ("school", 60, light.GREEN, "Værkstederne åbnede en måned sent og bruges hver dag.",
         "The workshops opened a month late and are used every day."),
        (None, 200, light.GREEN, "Alle skridt følger planen.", "Every step follows the plan."),
    ):  # fmt: skip
        StatusReport.objects.create(
            plan=plan,
            measure=measures[measure] if measure else None,
            reported_on=today - timedelta(days=days_ago),
            light=shown,
            reason_da=reason_da,
            reason_en=reason_en,
        )
    Evidence.objects.create(
        plan=plan,
        measure=measures["road"],
        source_title=f"Institut for Balby: Veje gennem kvarterer ({INVENTED.lower()})",
        supports_da=EVIDENCE_DA,
        supports_en=EVIDENCE_EN,
    )


def _put_effects(
    plan: DevelopmentPlan,
    goals: list[Goal],
    organisations: dict[str, Organisation],
    start: date,
) -> None:
    visits, _is_new = Indicator.objects.get_or_create(
        key="balby-besoeg-udefra",
        defaults={
            "name_da": "Besøg udefra en hverdag",
            "name_en": "Visits from outside on a weekday",
            "definition_da": "Personer, der går ind i området og ikke bor der, talt kl. 7–19.",
            "definition_en": "People who walk into the area and do not live there, 7 a.m.–7 p.m.",
            "unit_da": "personer",
            "unit_en": "people",
            "direction": Indicator.Direction.HIGHER,
            "organisation": organisations["balby-kommune"],
            "source_title": INVENTED,
            "is_invented": True,
        },
    )
    outside, _is_new = Indicator.objects.get_or_create(
        key="balby-unge-uden-job",
        defaults={
            "name_da": "Unge uden job og uddannelse",
            "name_en": "Young people without job or education",
            "definition_da": "Andel af de 18–29-årige, der hverken arbejder eller læser.",
            "definition_en": "Share of those aged 18–29 who neither work nor study.",
            "unit_da": "%",
            "unit_en": "%",
            "direction": Indicator.Direction.LOWER,
            "organisation": organisations["balby-institut"],
            "source_title": INVENTED,
            "is_invented": True,
        },
    )
    first = Outcome.objects.create(
        plan=plan,
        goal=goals[0],
        title_da="Flere har et ærinde i området",
        title_en="More people have an errand in the area",
    )
    second = Outcome.objects.create(
        plan=plan,
        goal=goals[1],
        title_da="Flere unge er i gang",
        title_en="More young people are in work or education",
    )
    _measure(first, visits, start, baseline="640", target="1500", found=("690", "910", "1180"))
    _measure(second, outside, start, baseline="24.5", target="15", found=("23.8", "21.2", "19.6"))


def _measure(
    outcome: Outcome,
    indicator: Indicator,
    start: date,
    *,
    baseline: str,
    target: str,
    found: tuple[str, ...],
) -> None:
    use = IndicatorUse.objects.create(
        plan=outcome.plan,
        outcome=outcome,
        indicator=indicator,
        baseline_on=start,
        baseline_number=Decimal(baseline),
        target_on=date(start.year + 4, 12, 31),
        target_number=Decimal(target),
    )
    for index, number in enumerate(found, start=1):
        Measurement.objects.create(
            plan=outcome.plan,
            use=use,
            measured_on=_month(start, 7 * index),
            number=Decimal(number),
            source_title=INVENTED,
        )
