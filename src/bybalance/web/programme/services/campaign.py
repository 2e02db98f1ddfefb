"""The campaign *By i balance*, from the facts in the package into the database.

Rows are found again by their key. What is missing is added and what is here stays as it is, also
when someone has changed or removed it: a second load changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models, transaction

from bybalance.model import keys
from bybalance.pipelines import campaign
from bybalance.web.areas import services as area_services
from bybalance.web.areas.models import Area
from bybalance.web.directory import services as directory_services
from bybalance.web.directory.models import Organisation, Person
from bybalance.web.programme.models import (
    Document,
    Fund,
    FundTerm,
    KeyFigure,
    Node,
    PartnerRole,
    Partnership,
    Reference,
    Statement,
)
from bybalance.web.shared import audit

M = TypeVar("M", bound=models.Model)

Words = dict[str, Any]


@dataclass
class _Load:
    """One run of the loader: the clock, the page as source, and how many rows were added."""

    now: datetime
    added_count: int = 0
    nodes: dict[str, Node] = field(default_factory=dict)

    @property
    def source(self) -> dict[str, str]:
        return {
            "source_title": campaign.words()["source_title_da"],
            "source_url": campaign.facts()["meta"]["source_url"],
        }

    def put(self, model: type[M], lookup: Words, **values: Any) -> M:
        """The row that ``lookup`` finds, removed or not; made when there is none."""
        rows = model._base_manager
        row, is_new = rows.get_or_create(**lookup, defaults={**self.source, **values})
        self.added_count += is_new
        return row


@transaction.atomic
def load_campaign(*, now: datetime) -> int:
    """Load the initiative, the campaign, what preceded it and all that is said of them.

    Returns how many rows were added. Committees, meetings and talks are for their own app.
    """
    load = _Load(now=now)
    load.added_count += area_services.load_campaign_areas()
    load.added_count += directory_services.load_campaign_directory()
    _load_nodes(load)
    _load_efforts(load)
    _load_partners(load)
    _load_figures(load)
    _load_statements(load)
    _load_documents(load)
    _load_pool(load)
    _load_maturing_project(load)
    _load_references(load)
    _load_partnership(load)
    if load.added_count:
        audit.record(
            "campaign_loaded",
            load.nodes["by-i-balance"],
            by=None,
            at=now,
            after={"added": load.added_count},
        )
    return load.added_count


def _put_node(load: _Load, key: str, kind: Node.Kind, **values: Any) -> Node:
    times = {"created_at": load.now, "updated_at": load.now}
    words = campaign.words()["node"].get(key, {})
    node = load.put(
        Node, {"key": key}, kind=kind, is_published=True, **times, **{**values, **words}
    )
    load.nodes[key] = node
    return node


def _load_nodes(load: _Load) -> None:
    facts = campaign.facts()
    initiative, main, before = facts["initiative"], facts["campaign"], facts["maturing_project"]
    top = _put_node(
        load,
        initiative["key"],
        Node.Kind.INITIATIVE,
        name_da=initiative["name_da"],
        name_en=initiative["name_en"],
        summary_da=f"{initiative['aim_own_words']['da']}.",
        summary_en=f"{initiative['aim_own_words']['en']}.",
    )
    first_year, last_year = before["years"]
    maturing = _put_node(
        load,
        before["key"],
        Node.Kind.PROJECT,
        name_da=before["name_da"],
        from_on=date(first_year, 1, 1),
        until_on=date(last_year + 1, 1, 1),
    )
    is_new = not Node.with_removed.filter(key=main["key"]).exists()
    node = _put_node(
        load,
        main["key"],
        Node.Kind.CAMPAIGN,
        parent=top,
        name_da=main["name_da"],
        name_en=main["name_en"],
        until_on=date(main["runs_until"] + 1, 1, 1),
    )
    if is_new:
        node.preceded_by.set([maturing])
        node.areas.set(Area.objects.filter(area_id__in=[area["key"] for area in facts["areas"]]))


def _load_efforts(load: _Load) -> None:
    main = load.nodes["by-i-balance"]
    for fact in campaign.facts()["areas"]:
        key = f"{main.key}-{fact['key']}"
        is_new = not Node.with_removed.filter(key=key).exists()
        node = _put_node(
            load,
            key,
            Node.Kind.EFFORT,
            parent=main,
            status=Node.Status.COMPLETED,
            until_on=main.until_on,
            **campaign.words()["efforts"][fact["key"]],
        )
        load.nodes[fact["key"]] = node
        if is_new:
            node.areas.set([Area.objects.get(area_id=fact["key"])])


def _organisations(name: str) -> list[Organisation]:
    keys = campaign.organisation_keys(name)
    return [Organisation.with_removed.get(key=key) for key in keys]


def _put_role(
    load: _Load, name: str, role: PartnerRole.Role, subject: Words, **values: str
) -> None:
    for organisation in _organisations(name):
        lookup = {**subject, "organisation": organisation, "role": role, **values}
        load.put(PartnerRole, lookup)


def _load_partners(load: _Load) -> None:
    facts, role = campaign.facts(), PartnerRole.Role
    for fact in (facts["initiative"], facts["campaign"]):
        _put_role(load, fact["organisation"], role.OWNER, {"node": load.nodes[fact["key"]]})
    for fact in facts["areas"]:
        area = Area.objects.get(area_id=fact["key"])
        for name in (fact["municipality"], *fact["housing_organisations"]):
            _put_role(load, name, role.PARTNER, {"area": area})
    known = campaign.words()["elsewhere"]["secretariat"]
    load.put(
        PartnerRole,
        {
            "node": load.nodes["by-i-balance"],
            "organisation": Organisation.with_removed.get(key=keys.key_of(known["name"])),
            "role": role.SECRETARIAT,
        },
        **{key: text for key, text in known.items() if key not in {"name", "kind"}},
    )


def _load_figures(load: _Load) -> None:
    main, node = campaign.facts()["campaign"], load.nodes["by-i-balance"]
    words = campaign.words()["figure"]
    load.put(
        KeyFigure,
        {"node": node, "key": "people-in-vulnerable-areas"},
        number=main["context_figure"]["people_in_vulnerable_areas"],
        is_lead=True,
        **words["people_in_vulnerable_areas"],
    )
    load.put(
        KeyFigure,
        {"node": node, "key": "plans-planned"},
        number=main["plans_planned"],
        position=2,
        **words["plans_planned"],
    )
    frame = dict(campaign.words()["elsewhere"]["frame"])
    load.put(
        KeyFigure,
        {"node": node, "key": "frame"},
        number=frame.pop("amount_oere") // 100,
        unit_da="kr.",
        unit_en="DKK",
        position=3,
        **frame,
    )


def _load_statements(load: _Load) -> None:
    facts, words = campaign.facts(), campaign.words()
    node, kind = load.nodes["by-i-balance"], Statement.Kind
    main = facts["campaign"]
    for statement_kind, texts in (
        (kind.AIM, main["aims_own_words"]),
        (kind.APPROACH, main["approach_own_words"]),
    ):
        for number, (da, en) in enumerate(zip(texts["da"], texts["en"], strict=True), start=1):
            lookup = {"node": node, "key": f"{statement_kind}-{number}"}
            load.put(
                Statement, lookup, kind=statement_kind, position=number, text_da=da, text_en=en
            )
    for fact in facts["selection_criteria"]:
        said = words["criterion"][fact["key"]]
        load.put(
            Statement,
            {"node": node, "key": fact["key"]},
            kind=kind.CRITERION,
            position=fact["number"],
            heading_da=fact["label_da"],
            heading_en=fact["label_en"],
            text_da=said["meaning_da"],
            text_en=fact["meaning_en"],
            about_da=said["judged_da"],
            about_en=said["judged_en"],
        )
    for key in ("inspired", "experts"):
        said = words["groups"]
        texts = {"text_da": said[f"{key}_da"], "text_en": said[f"{key}_en"]}
        load.put(Statement, {"node": node, "key": f"groups-{key}"}, kind=kind.NOTE, **texts)
    shared = words["dissemination"]
    load.put(
        Statement,
        {"node": node, "key": "dissemination"},
        kind=kind.DISSEMINATION,
        text_da=f"{shared['da']}: {', '.join(shared['across_da'])}.",
        text_en=f"{shared['en']}: {', '.join(shared['across_en'])}.",
    )


_DOCUMENT_KINDS = {
    "programme": Document.Kind.PROGRAMME,
    "annex": Document.Kind.ANNEX,
    "terms of reference": Document.Kind.TERMS,
    "agenda": Document.Kind.AGENDA,
    "presentation": Document.Kind.PRESENTATION,
    "overview": Document.Kind.OVERVIEW,
    "report summary": Document.Kind.REPORT,
    "catalogue": Document.Kind.CATALOGUE,
}


def _load_documents(load: _Load) -> None:
    facts = campaign.facts()
    areas = {area["key"]: area["name"] for area in facts["areas"]}
    for number, fact in enumerate(facts["documents"], start=1):
        owner = fact["belongs_to"]
        node = load.nodes.get(owner, load.nodes["by-i-balance"])
        belongs = _belonging(owner, areas)
        load.put(
            Document,
            {"node": node, "key": fact["key"]},
            kind=_DOCUMENT_KINDS[fact["kind"]],
            position=number,
            title_da=fact["title_da"],
            title_en=campaign.words()["document"]["title_en"][fact["key"]],
            belongs_to_da=belongs["da"],
            belongs_to_en=belongs["en"],
        )


def _belonging(owner: str, areas: dict[str, str]) -> dict[str, str]:
    """What a document belongs to, in words: an area, a meeting, a group or an overview."""
    words: Words = campaign.words()["belongs_to"]
    if owner in areas:
        return {"da": areas[owner], "en": areas[owner]}
    name, _dash, number = owner.rpartition("-")
    if name == "meeting":
        return {language: text % int(number) for language, text in words["meeting"].items()}
    known: dict[str, str] = words[owner]
    return known


def _load_pool(load: _Load) -> None:
    pool, words = campaign.facts()["pool"], campaign.words()["pool"]
    doubt = campaign.words()["pool_doubt"]
    fund = load.put(
        Fund,
        {"key": pool["key"]},
        node=load.nodes["by-i-balance"],
        amount_oere=pool["amount_dkk"] * 100,
        name_da=words["name_da"],
        name_en=words["name_en"],
        purpose_da=words["purpose_da"],
        purpose_en=words["purpose_en"],
        doubt_da=doubt["da"],
        doubt_en=doubt["en"],
    )
    for number, (key, said) in enumerate(words["who_can_apply"].items(), start=1):
        load.put(
            FundTerm,
            {"fund": fund, "key": key.replace("_", "-")},
            kind=FundTerm.Kind.ELIGIBILITY,
            position=number,
            heading_da=said["heading_da"],
            heading_en=said["heading_en"],
            text_da=said["da"],
            text_en=said["en"],
        )
    examples = [
        *pool["example_types"],
        {"key": "other-types", "da": words["other_types_da"], "en": words["other_types_en"]},
    ]
    for number, example in enumerate(examples, start=1):
        load.put(
            FundTerm,
            {"fund": fund, "key": example["key"]},
            kind=FundTerm.Kind.EXAMPLE,
            position=number,
            text_da=example["da"],
            text_en=example["en"],
        )


def _load_maturing_project(load: _Load) -> None:
    fact, words = campaign.facts()["maturing_project"], campaign.words()["maturing"]
    node, role = load.nodes[fact["key"]], PartnerRole.Role
    for name in (*fact["municipalities"], *fact["housing_organisations"]):
        _put_role(load, name, role.PARTNER, {"node": node})
    on_board = {"in_kind_da": words["board_da"], "in_kind_en": words["board_en"]}
    for name in fact["advisory_board"]:
        _put_role(load, name, role.ADVISER, {"node": node}, **on_board)
    for expert in fact["expert_institutions"]:
        angle = campaign.words()["angle"][expert["angle"]]
        said = {"in_kind_da": angle["da"], "in_kind_en": angle["en"]}
        _put_role(load, expert["name"], role.ADVISER, {"node": node}, **said)
    load.put(
        KeyFigure,
        {"node": node, "key": "advisory-teams"},
        number=fact["advisory_teams"],
        label_da=words["teams_da"],
        label_en=words["teams_en"],
    )
    conclusion = fact["conclusion_own_words"]
    texts = {
        "conclusion": (Statement.Kind.CONCLUSION, conclusion["da"], conclusion["en"]),
        "incomplete": (Statement.Kind.NOTE, words["incomplete_da"], words["incomplete_en"]),
    }
    for key, (kind, da, en) in texts.items():
        load.put(Statement, {"node": node, "key": key}, kind=kind, text_da=da, text_en=en)


def _load_references(load: _Load) -> None:
    facts, words = campaign.facts(), campaign.words()
    node, overview, podcast = (
        load.nodes["by-i-balance"],
        facts["research_overview"],
        facts["podcast"],
    )
    said = words["overview"]
    parts = ("subject", "titles", "order", "updated")
    load.put(
        Reference,
        {"node": node, "key": overview["key"]},
        kind=Reference.Kind.OVERVIEW,
        title_da=overview["name_da"],
        title_en=said["name_en"],
        text_da="\n".join(f"{said[f'{part}_da'].rstrip('.')}." for part in parts),
        text_en="\n".join(f"{said[f'{part}_en'].rstrip('.')}." for part in parts),
        topics_da="\n".join(tag["da"] for tag in overview["tags"]),
        topics_en="\n".join(tag["en"] for tag in overview["tags"]),
    )
    guests = {
        "da": [
            f"{one['name']}, {one['title']}, {one['organisation']}" for one in podcast["guests"]
        ],
        "en": [
            f"{one['name']}, {campaign.title_en(one['title'])}, {one['organisation']}"
            for one in podcast["guests"]
        ],
    }
    said = words["podcast"]
    texts = {
        f"text_{lang}": f"{said[f'subject_{lang}']}\n{said[f'guests_{lang}']}: "
        f"{'; '.join(guests[lang])}."
        for lang in ("da", "en")
    }
    titles = {
        f"title_{lang}": f"{podcast['series']}, {said[f'episode_{lang}']} {podcast['episode']}"
        for lang in ("da", "en")
    }
    lookup = {"node": node, "key": podcast["key"]}
    load.put(Reference, lookup, kind=Reference.Kind.PODCAST, **titles, **texts)
    for number, title in enumerate(facts["linked_pages"], start=1):
        load.put(
            Reference,
            {"node": node, "key": keys.key_of(title)},
            kind=Reference.Kind.PAGE,
            position=number,
            title_da=title,
            title_en=words["linked_pages"][title],
        )


def _load_partnership(load: _Load) -> None:
    """The parties work together in the change committee; who leads its meetings is known."""
    members = campaign.facts()["change_committee"]["members"]
    [chair] = [one for one in members if one["capacity"].startswith("acting chair")]
    note = campaign.words()["chair"]
    load.put(
        Partnership,
        {"node": load.nodes["by-i-balance"]},
        chair=Person.with_removed.get(key=chair["key"]),
        chair_note_da=note["da"],
        chair_note_en=note["en"],
    )
