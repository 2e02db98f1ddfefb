"""The shape of a Django app: closed file names, relations and templates that point downward."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from django.apps import apps as django_apps

CLOSED_NAMES = {
    "models", "queries", "services", "permissions", "forms", "views", "urls", "tasks", "exports",
    "admin", "apps", "schemas", "templates", "static", "locale", "migrations", "management",
    "templatetags", "blocks", "wagtail_hooks",
}  # fmt: skip
#: `shared` and `site` hold the base services, a module each; every other app is closed.
OPEN_APPS = {"shared", "site"}
NAMED_TEMPLATE = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
#: Folders of templates that every app may use, beside its own.
COMMON_TEMPLATES = {"shared"}


def test_an_app_holds_only_the_files_that_every_app_has(apps: list[Path]) -> None:
    strange = [
        f"{app.name}/{path.name}"
        for app in apps
        if app.name not in OPEN_APPS
        for path in app.iterdir()
        if path.stem not in CLOSED_NAMES | {"__init__", "__pycache__"}
    ]

    assert strange == []


def test_relations_point_down_the_layers(root: Path) -> None:
    layers = _web_layers(root)
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in django_apps.get_models()
        if _is_own(model)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if _layer(model, layers) < _layer(field.related_model, layers)
    ]

    assert upward == []


def _web_layers(root: Path) -> list[str]:
    """The layers from the bottom up, as the contract in pyproject.toml names them."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [web] = [item for item in contracts if item.get("containers") == ["bybalance.web"]]
    return list(reversed(web["layers"]))


def _is_own(model: type) -> bool:
    return model.__module__.startswith("bybalance.web.")


def _layer(model: type, layers: list[str]) -> int:
    """The height of a model; a library's models lie below all of ours."""
    if not _is_own(model):
        return -1
    app = model.__module__.split(".")[2]
    return next(height for height, names in enumerate(layers) if app in names.split(" | "))


def test_templates_name_only_their_own_app_and_shared(root: Path, templates: list[Path]) -> None:
    """`site`, which stands above all, puts pages together from what the apps below offer."""
    below = {
        *_web_layers(root),
        *(app for layer in _web_layers(root) for app in layer.split(" | ")),
    }
    strange = [
        f"{path.name}: {named}"
        for path in templates
        for named in NAMED_TEMPLATE.findall(path.read_text(encoding="utf-8"))
        if named.split("/")[0] not in COMMON_TEMPLATES | {_own_folder(path)}
        if not (_own_folder(path) == "site" and named.split("/")[0] in below)
    ]

    assert strange == []


def _own_folder(template: Path) -> str:
    """The first folder below ``templates``."""
    parts = template.parts
    return parts[len(parts) - parts[::-1].index("templates")]
