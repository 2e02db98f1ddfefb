"""What every web test has: a migrated database in no time, the cast, and an ear for errors."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.web import factories

from bybalance.web.accounts import services as account_services
from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.pages import services as page_services
from bybalance.web.shared.roles import Role
from bybalance.web.site import environment, start

SHORT_LIVED_TABLES: tuple[str, ...] = ("django_session", settings.CACHES["default"]["LOCATION"])
DATABASE_FIXTURES = {"db", "transactional_db"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the database may use both of its files."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None and not DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            continue
        options = {"databases": list(settings.DATABASES), **(marker.kwargs if marker else {})}
        options.setdefault("transaction", "transactional_db" in getattr(item, "fixturenames", ()))
        item.add_marker(pytest.mark.django_db(**options), append=False)


# --- the database: migrated once per set of migrations, then copied ------------------------


@pytest.fixture(scope="session", autouse=True)
def _data_folder() -> Iterator[None]:
    """The data folder of the test settings, for as long as the tests run."""
    environment.make_data_folder(settings.DATA_FOLDER)
    yield
    shutil.rmtree(settings.DATA_FOLDER)


@pytest.fixture(scope="session")
def django_db_setup(
    _data_folder: None,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: pytest.FixtureDef[object],
) -> Iterator[None]:
    """Copy the migrated template (SQLite), or let pytest-django make a database (PostgreSQL)."""
    if connections["default"].vendor != "sqlite":
        yield from _postgres_database(django_db_blocker)
        return
    template = _template_folder(request.config)
    folder = tmp_path_factory.mktemp("databases")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _fill_template(template)
        for alias, name in _file_names().items():
            shutil.copy(template / name, folder / name)
            _use_file(alias, folder / name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()


def _postgres_database(django_db_blocker: pytest.FixtureDef[object]) -> Iterator[None]:
    creation = connections["default"].creation
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    settings.DATABASES["default"]["TEST"]["NAME"] = f"test_bybalance_{worker}"
    connections["default"].settings_dict["TEST"]["NAME"] = f"test_bybalance_{worker}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name = creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        creation.destroy_test_db(name, verbosity=0)


def _template_folder(config: pytest.Config) -> Path:
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for migration in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(migration.read_bytes())
    folder = Path(config.cache.mkdir("migrated"))  # type: ignore[union-attr]
    return folder / digest.hexdigest()[:16]


def _fill_template(template: Path) -> None:
    if template.exists():
        return
    making = template.with_name(f"{template.name}.{os.getpid()}")
    making.mkdir()
    for alias, name in _file_names().items():
        _use_file(alias, making / name)
    start.migrate()
    for name in _file_names().values():
        with sqlite3.connect(making / name) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    try:
        making.rename(template)
    except OSError:  # another worker was first
        shutil.rmtree(making)


def _file_names() -> dict[str, str]:
    return {alias: f"{alias}.sqlite3" for alias in settings.DATABASES}


def _use_file(alias: str, path: Path) -> None:
    connections[alias].close()
    connections[alias].settings_dict["NAME"] = str(path)


@pytest.fixture(autouse=True)
def _audit_log_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test with real transactions, empty the log that refuses to be emptied."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connections["default"].cursor() as cursor:
        if connections["default"].vendor == "postgresql":
            # No triggers until this connection ends, which it does once Django has emptied all.
            cursor.execute("SET session_replication_role = replica")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'trigger' AND tbl_name = 'shared_auditentry'"
        )
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("DELETE FROM shared_auditentry")
        for _name, sql in triggers:
            cursor.execute(sql)


# --- the cast ------------------------------------------------------------------------------


@pytest.fixture
def resident(client: Client) -> Client:
    """Someone who lives in Balby and looks at the site without signing in."""
    return client


@pytest.fixture
def stranger(db: None) -> User:
    """Someone with an account and no role."""
    return factories.UserFactory.create(email="fremmed@balby.example", name="Frida Fremmed")


@pytest.fixture
def municipal_planner(db: None) -> User:
    """The planner of Balby's municipality."""
    person = factories.UserFactory.create(email="plan@balby.example", name="Pia Plan")
    factories.RoleAssignmentFactory.create(
        user=person,
        role=Role.MUNICIPAL_PLANNER,
        scope_kind=RoleAssignment.ScopeKind.MUNICIPALITY,
        scope_key="461",
    )
    return person


@pytest.fixture
def programme_officer(db: None) -> User:
    """The officer who runs the programme."""
    person = factories.UserFactory.create(email="program@balby.example", name="Per Program")
    factories.RoleAssignmentFactory.create(user=person, role=Role.PROGRAMME_OFFICER)
    return person


@pytest.fixture
def administrator(db: None) -> User:
    """The one who gives and ends roles."""
    person = factories.UserFactory.create(email="admin@balby.example", name="Agnes Admin")
    factories.RoleAssignmentFactory.create(user=person, role=Role.ADMINISTRATOR)
    return person


@pytest.fixture
def editor(db: None) -> User:
    """The one who writes the editorial pages."""
    person = factories.UserFactory.create(email="redaktion@balby.example", name="Rikke Redaktion")
    factories.RoleAssignmentFactory.create(user=person, role=Role.EDITOR)
    account_services.keep_groups(person, at=timezone.now())
    return person


@pytest.fixture
def editorial_pages(db: None) -> None:
    """The first editorial pages, also after a test that emptied the database."""
    page_services.lay_out_site()


# --- what fails every test -----------------------------------------------------------------


class MissingVariable(str):
    """Stands where a template names something its view did not give."""

    def __mod__(self, name: object) -> str:
        if str(name).startswith("authenticators."):
            return ""  # allauth's page asks for kinds that a person has not set up
        raise AssertionError(f"a template uses {name}, which nothing gave it")

    def __contains__(self, part: object) -> bool:
        return part == "%s"


@pytest.fixture(autouse=True)
def _every_test_begins_in_danish() -> Iterator[None]:
    """A page asked for in English leaves its language behind in the thread."""
    with translation.override("da"):
        yield


@pytest.fixture
def templates_of_a_library() -> None:
    """Asked for by a test of a library's pages, whose templates name what is not there."""


@pytest.fixture(autouse=True)
def _an_undefined_template_variable_fails(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.template import engines

    if "templates_of_a_library" in request.fixturenames:
        return
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MissingVariable("%s"))


@pytest.fixture
def errors_are_logged() -> None:
    """Asked for by a test of a fault, which the site is right to log."""


@pytest.fixture(autouse=True)
def _a_logged_error_fails(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    yield
    if "errors_are_logged" in request.fixturenames:
        return
    errors = [one for one in caplog.get_records("call") if one.levelno >= logging.ERROR]
    assert not errors, [one.getMessage() for one in errors]


# --- counting queries ----------------------------------------------------------------------


@pytest.fixture
def django_assert_max_num_queries() -> Callable[[int], AbstractContextManager[None]]:
    """Count what a page asks of the main database, alike on SQLite and PostgreSQL.

    Sessions and the cache lie in a file of their own beside SQLite, where no one counted them, but
    in the same database on PostgreSQL. They are left out on both, and so are the marks of a
    transaction.
    """

    @contextmanager
    def at_most(limit: int) -> Iterator[None]:
        with CaptureQueriesContext(connections["default"]) as caught:
            yield
        asked = [query["sql"] for query in caught.captured_queries if _is_a_question(query["sql"])]
        if len(asked) > limit:
            pytest.fail(f"{len(asked)} queries, at most {limit} allowed:\n" + "\n".join(asked))

    return at_most


def _is_a_question(sql: str) -> bool:
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
    return not sql.startswith(marks) and not any(table in sql for table in SHORT_LIVED_TABLES)
