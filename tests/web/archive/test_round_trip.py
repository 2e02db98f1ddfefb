"""A programme taken out and brought in again is the same programme, row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from tests.web import factories

from bybalance.pipelines import programme_archive
from bybalance.pipelines.programme_archive import BadArchive, ProgrammeArchive
from bybalance.web.accounts.models import User
from bybalance.web.archive import services
from bybalance.web.archive.queries import packing
from bybalance.web.archive.queries.kept_tables import KEPT_TABLES, NOT_KEPT, kept_fields
from bybalance.web.areas.models import AreaBoundary, AreaName, AreaPart
from bybalance.web.committees import models as committees
from bybalance.web.programme import models as programme
from bybalance.web.programme.models import Node
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 3, 14, 12, tzinfo=UTC)
CANARY = "KANARIFUGL"
PDF = b"%PDF-1.7 et bilag"


@pytest.fixture
def balby(db: None) -> Node:
    """A programme with a row in every kept table, and another that must stay behind."""
    area, other_area = (factories.AreaFactory.create(area_id=f"balby-{n}") for n in "ab")
    AreaName.objects.create(area=area, name="Pæreparken", from_on=date(1970, 1, 1))
    AreaPart.objects.create(whole=area, part=other_area)
    AreaBoundary.objects.create(
        area=area, geometry_wkb=b"\x01\x02", min_easting_m=1.5, min_northing_m=2, max_easting_m=3,
        max_northing_m=4,
    )  # fmt: skip
    organisation = factories.OrganisationFactory.create(municipality=area.municipality)
    person = factories.PersonFactory.create(email=f"{CANARY}@balby.example".lower())
    affiliation = factories.AffiliationFactory.create(person=person, organisation=organisation)
    initiative = factories.NodeFactory.create(key="initiativ", kind="initiative")
    root = factories.NodeFactory.create(key="balby", parent=initiative, areas=[area])
    effort = factories.NodeFactory.create(key="indsats", kind="effort", parent=root)
    effort.preceded_by.set([root, initiative])
    factories.PartnerRoleFactory.create(node=root, organisation=organisation)
    _content(root, organisation, person)
    _committee(root, area, person, affiliation)
    stays = factories.NodeFactory.create(key="en-anden", parent=initiative)
    factories.EventFactory.create(node=stays, title_da="Bliver her")
    return root


def _content(root: Node, organisation: Any, person: Any) -> None:
    """A row in each table of what a node says of itself, made from the columns themselves."""
    for table in KEPT_TABLES:
        is_content = table.model._meta.app_label in ("programme", "plans")
        if is_content and not table.model._base_manager.exists():
            _minimal(table.model, {Node: root, type(organisation): organisation,
                                   type(person): person})  # fmt: skip


def _minimal(model: type[models.Model], known: dict[type, models.Model]) -> models.Model:
    """A row with a value in every column that needs one."""
    row = model()
    for field in model._meta.concrete_fields:
        is_source = field.name in {"source_title", "source_url", "checked_on", "reason_da"}
        is_needed = not (field.has_default() or field.null or field.blank)
        if field.primary_key or not (is_needed or is_source):
            continue
        setattr(row, field.name, _value(field, known))
    if isinstance(field := next(
        (one for one in model._meta.concrete_fields if isinstance(one, models.FileField)), None
    ), models.FileField):  # fmt: skip
        getattr(row, field.name).save("bilag.pdf", ContentFile(PDF), save=False)
    row.save()
    known[model] = row
    return row


def _value(field: models.Field[Any, Any], known: dict[type, models.Model]) -> Any:
    if field.is_relation:
        related: Any = field.related_model
        if field.name == "after":  # another than the one before
            return _minimal(related, dict(known))
        return known.get(related) or related._base_manager.first()
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.DateTimeField):
        return NOW + timedelta(hours=field.name.startswith("ends"))
    if isinstance(field, models.DateField):
        return NOW.date()
    if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField):
        return 2030 if field.name.endswith("year") else 1
    return "https://balby.example/" if isinstance(field, models.URLField) else "balby-tekst"


def _committee(root: Node, area: Any, person: Any, affiliation: Any) -> None:
    topic = factories.TopicFactory.create()
    committee = factories.CommitteeFactory.create(node=root)
    committee.topics.set([topic])
    factories.MembershipFactory.create(
        committee=committee, person=person, affiliation=affiliation, topics=[topic]
    )
    meeting = factories.MeetingFactory.create(committee=committee, area=area, is_public=False)
    item = factories.AgendaItemFactory.create(meeting=meeting)
    known: dict[type, models.Model] = {
        committees.Committee: committee,
        committees.Meeting: meeting,
        committees.AgendaItem: item,
        type(person): person,
    }
    for table in KEPT_TABLES:
        model = table.model
        if model._meta.app_label == "committees" and not model._base_manager.exists():
            if model is committees.FollowUp:
                committees.FollowUp.objects.create(
                    item=item, owner=person, text="Spørg", updated_at=NOW
                )
            elif model not in (committees.Talk, committees.TalkSpeaker):
                _minimal(model, known)
    talk = factories.TalkFactory.create(meeting=meeting, item=item, topics=[topic], areas=[area])
    factories.TalkSpeakerFactory.create(talk=talk, person=person, affiliation=affiliation)
    loose = factories.TalkFactory.create()
    event = factories.EventFactory.create(node=root, areas=[area], talks=[talk, loose])
    factories.RegistrationFactory.create(event=event, name=CANARY)
    factories.RegistrationFactory.create(event=event, state="held")


def packed(root: Node, *, with_personal_data: bool = True) -> ProgrammeArchive:
    return packing.pack(root, with_personal_data=with_personal_data, now=NOW)


def travelled(archive: ProgrammeArchive) -> ProgrammeArchive:
    return programme_archive.read_archive(programme_archive.archive_bytes(archive))


def empty_the_site() -> None:
    """As on another installation: no rows, and no files either."""
    for table in reversed(KEPT_TABLES):
        for field in table.model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                for row in table.model._base_manager.all():
                    getattr(row, field.name).delete(save=False)
        if table.model is Node:
            Node._base_manager.update(parent=None)
        table.model._base_manager.all().delete()
    assert not any(table.model._base_manager.exists() for table in KEPT_TABLES)


def test_every_table_of_ours_is_kept_or_left_for_a_reason() -> None:
    kept = {table.name for table in KEPT_TABLES}
    ours = {
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.startswith("bybalance.web.")
    }

    assert ours == kept | set(NOT_KEPT), "name the table in archive/queries/kept_tables.py"
    assert not kept & set(NOT_KEPT)


def test_a_kept_table_comes_after_those_it_points_to_and_points_to_no_others() -> None:
    seen: set[type[models.Model]] = set()
    for table in KEPT_TABLES:
        seen.add(table.model)
        for field in kept_fields(table):
            if field.is_relation:
                assert field.related_model in seen, f"{table.name}.{field.name}"


def test_the_example_has_a_row_in_every_table(balby: Node) -> None:
    archive = packed(balby)

    assert {name for name, rows in archive.tables.items() if not rows} == set()
    assert archive.files


def test_an_empty_site_becomes_identical_row_by_row(balby: Node, administrator: User) -> None:
    archive = packed(balby)
    contents = set(archive.files.values())
    empty_the_site()

    outcome = services.import_programme(travelled(archive), by=administrator, now=NOW)

    again = packed(Node.objects.get(key="balby"))
    assert outcome.new_count == archive.row_count
    for name, rows in archive.tables.items():
        assert again.tables[name] == rows, name
    assert set(again.files.values()) == contents
    assert programme_archive.archive_bytes(again) == programme_archive.archive_bytes(archive)


def test_only_what_belongs_to_the_programme_is_taken_along(balby: Node) -> None:
    archive = packed(balby)

    assert [row["key"] for row in archive.tables["programme.node"]] == ["balby", "indsats"]
    assert archive.tables["programme.node"][0]["parent"] is None
    assert archive.tables["programme.node"][1]["preceded_by"] == [1]
    assert "Bliver her" not in str(archive.tables)


def test_without_a_choice_no_personal_data_leaves(balby: Node) -> None:
    archive = packed(balby, with_personal_data=False)

    content = programme_archive.archive_bytes(archive)
    text = str(archive.tables).lower()
    assert CANARY.lower() not in text
    assert "@balby.example" not in text.replace("moede", "").replace(
        str([row["uid"] for row in archive.tables["committees.meeting"]]), ""
    ) or all(not row["email"] for row in archive.tables["directory.person"])
    assert "events.registration" not in archive.tables
    assert CANARY.encode() not in content


def test_references_that_are_here_are_used_and_kept_as_they_are(
    balby: Node, administrator: User
) -> None:
    archive = packed(balby)
    empty_the_site()
    here = factories.AreaFactory.create(area_id="balby-a", name="Navnet her")

    outcome = services.import_programme(archive, by=administrator, now=NOW)

    here.refresh_from_db()
    [areas] = [table for table in outcome.tables if table.name == "areas.area"]
    assert here.name == "Navnet her"
    assert (areas.new_count, areas.known_count, areas.differing) == (1, 1, ("balby-a",))
    assert list(Node.objects.get(key="balby").areas.all()) == [here]


def test_a_programme_that_is_here_already_is_refused(balby: Node, administrator: User) -> None:
    before = packed(balby)

    with pytest.raises(BadArchive) as refused:
        services.import_programme(packed(balby), by=administrator, now=NOW)

    assert refused.value.rule == "here_already"
    assert packed(balby) == before


def test_looking_through_writes_nothing(balby: Node, administrator: User) -> None:
    archive = packed(balby)
    empty_the_site()

    outcome = services.preview_programme(archive, by=administrator, now=NOW)

    assert outcome.new_count == archive.row_count
    assert not any(table.model._base_manager.exists() for table in KEPT_TABLES)
    assert not AuditEntry.objects.filter(action="programme_imported").exists()


def changed(archive: ProgrammeArchive, table: str, **fields: object) -> ProgrammeArchive:
    first, *rest = archive.tables[table]
    tables = {**archive.tables, table: [{**first, **fields}, *rest]}
    return ProgrammeArchive(
        root=archive.root,
        made_at=archive.made_at,
        has_personal_data=archive.has_personal_data,
        tables=tables,
        files=archive.files,
    )


@pytest.mark.parametrize(
    ("table", "fields", "rule"),
    [
        ("programme.node", {"kind": "dragon"}, "bad_value"),
        ("programme.node", {"name_da": "x" * 161}, "bad_value"),
        ("programme.node", {"name_da": None}, "bad_value"),
        ("programme.node", {"parent": 99}, "bad_value"),
        ("programme.node", {"areas": [99]}, "bad_value"),
        ("programme.node", {"areas": "1"}, "bad_value"),
        ("programme.node", {"from_on": "2020-13-01"}, "bad_value"),
        ("programme.node", {"from_on": "2020-01-02", "until_on": "2020-01-01"}, "breaks_a_rule"),
        ("programme.node", {"created_at": "2020-01-01T00:00:00"}, "bad_value"),
        ("programme.node", {"is_published": "yes"}, "bad_value"),
        ("programme.node", {"extra": 1}, "other_columns"),
        ("programme.node", {"id": 2}, "bad_value"),
        ("programme.node", {"id": "1"}, "bad_value"),
        ("programme.node", {"key": "another-root"}, "no_root"),
        ("committees.membership", {"person": 42}, "bad_value"),
        ("committees.paper", {"file": {"name": "../../x.pdf", "sha256": "0"}}, "bad_value"),
        ("areas.areaboundary", {"geometry_wkb": "?"}, "bad_value"),
        ("events.registration", {"seats": 0}, "breaks_a_rule"),
        ("events.registration", {"seats": True}, "bad_value"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_nothing_is_left(
    balby: Node, administrator: User, table: str, fields: dict[str, object], rule: str
) -> None:
    archive = changed(packed(balby), table, **fields)
    empty_the_site()

    with pytest.raises(BadArchive) as refused:
        services.import_programme(archive, by=administrator, now=NOW)

    assert refused.value.rule == rule
    assert not any(one.model._base_manager.exists() for one in KEPT_TABLES)


def test_a_table_that_is_not_kept_is_refused(balby: Node, administrator: User) -> None:
    archive = packed(balby)
    tables = {**archive.tables, "accounts.user": [{"id": 1, "email": "x@x.example"}]}
    hostile = ProgrammeArchive(
        root="balby", made_at=NOW, has_personal_data=True, tables=tables, files=archive.files
    )
    empty_the_site()

    with pytest.raises(BadArchive, match="unknown_table"):
        services.import_programme(hostile, by=administrator, now=NOW)


def test_personal_data_must_be_said_to_be_there(balby: Node, administrator: User) -> None:
    archive = packed(balby)
    hostile = ProgrammeArchive(
        root="balby", made_at=NOW, has_personal_data=False, tables=archive.tables,
        files=archive.files,
    )  # fmt: skip
    empty_the_site()

    with pytest.raises(BadArchive, match="unstated_personal_data"):
        services.import_programme(hostile, by=administrator, now=NOW)


def test_the_campaign_itself_travels(administrator: User) -> None:
    from bybalance.web.programme import services as programme_services

    programme_services.load_campaign(now=NOW)
    root = Node.objects.get(key="udsatte-boligomraader-i-forstaden")
    archive = packed(root)
    assert len(archive.tables["programme.node"]) > 3
    empty_the_site()

    services.import_programme(travelled(archive), by=administrator, now=NOW)

    again = packed(Node.objects.get(key=root.key))
    assert programme_archive.archive_bytes(again) == programme_archive.archive_bytes(archive)
    assert programme.PartnerRole.objects.exists()
