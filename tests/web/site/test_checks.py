from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection, connections
from pytest_django.fixtures import Settings
from tests.web import factories

from bybalance.web.accounts import services
from bybalance.web.site import checks, databases, environment, serving, sqlite

on_sqlite = pytest.mark.skipif(
    "operations" not in connections.settings, reason="about the SQLite files"
)


@on_sqlite
@pytest.mark.django_db
class TestSqlitePragmas:
    def test_both_files_have_every_option_in_force(self) -> None:
        assert checks.sqlite_pragmas(databases=["default", "operations"]) == []

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize(
        ("pragma", "named"),
        [
            ("PRAGMA synchronous=OFF", "synchronous"),
            ("PRAGMA foreign_keys=OFF", "foreign_keys"),
            ("PRAGMA busy_timeout=1", "busy_timeout"),
        ],
    )
    def test_an_option_that_is_not_in_force_stops_the_start(self, pragma: str, named: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(pragma)
        try:
            [error] = checks.sqlite_pragmas(databases=["default"])
        finally:
            connection.close()

        assert error.id == "bybalance.E001"
        assert named in error.msg

    def test_a_deferred_transaction_mode_stops_the_start(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connections["default"], "transaction_mode", None)

        [error] = checks.sqlite_pragmas(databases=["default"])

        assert "transaction_mode" in error.msg


@on_sqlite
class TestSqliteVersion:
    def test_the_library_in_use_is_sound(self) -> None:
        assert sqlite.library_version() >= (3, 51, 3)
        assert checks.sqlite_version() == []

    def test_an_older_library_gives_a_warning_and_one_web_process(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "library_version", lambda: (3, 51, 2))

        [warning] = checks.sqlite_version()

        assert warning.id == "bybalance.W001"
        assert serving.worker_count() == 1


class TestProductionSettings:
    def test_a_complete_production_environment_passes(self, settings: Settings) -> None:
        settings.ENVIRONMENT = environment.Environment(mode="production", secret_key="k" * 50)
        settings.ALLOWED_HOSTS = ["bybalance.example"]
        settings.PUBLIC_URL = "https://bybalance.example"

        assert checks.production_settings() == []

    def test_each_thing_missing_or_unsafe_is_an_error(self, settings: Settings) -> None:
        settings.ENVIRONMENT = environment.Environment(mode="production", debug=True)
        settings.ALLOWED_HOSTS = ["*"]
        settings.PUBLIC_URL = "http://bybalance.example"
        settings.DEMO = True

        errors = checks.production_settings()

        assert {error.id for error in errors} == {"bybalance.E002"}
        text = " ".join(error.msg for error in errors)
        assert all(word in text for word in ("SECRET_KEY", "every host", "DEBUG", "DEMO", "https"))

    def test_other_modes_are_left_alone(self, settings: Settings) -> None:
        settings.ENVIRONMENT = environment.Environment(mode="dev", debug=True)

        assert checks.production_settings() == []


@pytest.mark.django_db
class TestDemoAccounts:
    def test_production_refuses_to_start_with_them(self, settings: Settings) -> None:
        settings.ENVIRONMENT = environment.Environment(mode="production")
        services.load_demo_accounts(now=factories.LONG_AGO)

        [error] = checks.demo_accounts(databases=["default"])

        assert error.id == "bybalance.E003"

    def test_production_without_them_may_start(self, settings: Settings) -> None:
        settings.ENVIRONMENT = environment.Environment(mode="production")

        assert checks.demo_accounts(databases=["default"]) == []


class TestPostgresAddress:
    def test_all_parts_of_the_address_are_used(self) -> None:
        found = databases.postgres("postgresql://ane:p%40ss@db.example:5433/by%20balance")

        assert (found["USER"], found["PASSWORD"]) == ("ane", "p@ss")
        assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "by balance")
        assert "lock_timeout=5s" in found["OPTIONS"]["options"]

    def test_a_socket_folder_can_be_named(self) -> None:
        found = databases.postgres("postgresql://ane@/by?host=/run/pg")

        assert found["HOST"] == "/run/pg"

    @pytest.mark.parametrize("address", ["mysql://a@b/c", "postgresql://a@b/"])
    def test_another_kind_of_address_is_refused(self, address: str) -> None:
        with pytest.raises(environment.BadSetting):
            databases.postgres(address)


class TestRouter:
    def test_sessions_cache_and_jobs_live_beside_the_truth(self) -> None:
        router = databases.OperationsRouter()

        homes = {
            label: router.db_for_write(SimpleNamespace(_meta=SimpleNamespace(app_label=label)))
            for label in ("sessions", "django_cache", "django_tasks_database", "accounts")
        }

        assert homes.pop("accounts") == "default"
        assert set(homes.values()) == {"operations"}


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "as_set"),
    [
        ("lock_timeout", "5s"),
        ("statement_timeout", "30s"),
        ("idle_in_transaction_session_timeout", "1min"),
    ],
)
def test_postgres_does_not_wait_for_ever(limit: str, as_set: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {limit}")

        assert cursor.fetchone() == (as_set,)
