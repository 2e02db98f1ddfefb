"""The tree of editorial pages as a new site has it: made once, and left alone where it exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from bybalance.web.accounts import services as account_services
from bybalance.web.pages.models import (
    HomePage,
    IdeaIndex,
    NewsIndex,
    PodcastIndex,
    PublicationIndex,
    TextIndex,
)
from bybalance.web.shared.roles import Role


@dataclass(frozen=True)
class FirstPage:
    """A page of the first tree: its kind, and title, word of the address and lead by language."""

    kind: type[Any]
    title: dict[str, str]
    slug: dict[str, str]
    intro: dict[str, str]


HOME = FirstPage(
    HomePage,
    {"da": "Bybalance", "en": "Bybalance"},
    {"da": "forside", "en": "front"},
    {"da": "", "en": ""},
)
FIRST_PAGES = (
    FirstPage(
        NewsIndex,
        {"da": "Nyheder", "en": "News"},
        {"da": "nyheder", "en": "news"},
        {"da": "Hvad der sker i programmet.", "en": "What happens in the programme."},
    ),
    FirstPage(
        PublicationIndex,
        {"da": "Udgivelser", "en": "Publications"},
        {"da": "udgivelser", "en": "publications"},
        {
            "da": "Rapporter og andre dokumenter, og hvor de findes.",
            "en": "Reports and other documents, and where they are found.",
        },
    ),
    FirstPage(
        IdeaIndex,
        {"da": "Idékatalog", "en": "Catalogue of ideas"},
        {"da": "ideer", "en": "ideas"},
        {"da": "Hvad man kan gøre, og hvor det er prøvet.", "en": "What can be done, and where."},
    ),
    FirstPage(
        TextIndex,
        {"da": "Tekster om områder og kampagner", "en": "Texts about areas and campaigns"},
        {"da": "tekster", "en": "texts"},
        {"da": "", "en": ""},
    ),
    FirstPage(
        PodcastIndex,
        {"da": "Podcast", "en": "Podcasts"},
        {"da": "podcast", "en": "podcast"},
        {"da": "Samtaler, du kan høre eller læse.", "en": "Talks to hear or to read."},
    ),
)
LANGUAGES = ("da", "en")

#: What each editorial group may do with pages, and with pictures.
PAGE_PERMISSIONS = ("add", "change", "publish", "lock", "unlock")
PICTURE_PERMISSIONS = ("add_image", "change_image", "choose_image")
APPROVAL = "Redaktionel godkendelse"


def lay_out_site() -> None:
    """Make languages, first pages, groups' rights and the workflow, as far as they are missing."""
    with transaction.atomic():
        locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
        if not HomePage.objects.exists():
            _lay_out_pages(root, locales)
        groups = [
            Group.objects.get_or_create(name=account_services.ROLE_GROUPS[role])[0]
            for role in (Role.EDITOR, Role.ADMINISTRATOR)
        ]
        for group in groups:
            _give_rights(group, root=root, collection=collection)
        _lay_out_workflow(root, groups)


def _lay_out_pages(root: Page, locales: dict[str, Locale]) -> None:
    homes = _add_in_every_language(HOME, dict.fromkeys(LANGUAGES, root), locales)
    for first in FIRST_PAGES:
        _add_in_every_language(first, homes, locales)
    for site in Site.objects.all():  # the library's own, which shows a page that welcomes to it
        site.delete()
    Site.objects.create(
        hostname="localhost",
        port=80,
        site_name="Bybalance",
        root_page=homes["da"],
        is_default_site=True,
    )
    root.refresh_from_db()
    for welcome in root.get_children().exclude(pk__in=[home.pk for home in homes.values()]):
        welcome.delete()


def _add_in_every_language(
    first: FirstPage, parents: dict[str, Page], locales: dict[str, Locale]
) -> dict[str, Page]:
    added: dict[str, Page] = {}
    for code in LANGUAGES:
        page = first.kind(
            title=first.title[code],
            slug=first.slug[code],
            intro=first.intro[code],
            locale=locales[code],
            show_in_menus=False,
        )
        if added:
            page.translation_key = added["da"].translation_key
        parents[code].refresh_from_db()
        added[code] = parents[code].add_child(instance=page)
        page.save_revision().publish()
    return added


def _give_rights(group: Group, *, root: Page, collection: Collection) -> None:
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        Permission.objects.get(
            content_type__app_label="simple_translation", codename="submit_translation"
        ),
    )
    page_kind = ContentType.objects.get_for_model(Page)
    for name in PAGE_PERMISSIONS:
        permission = Permission.objects.get(content_type=page_kind, codename=f"{name}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    for name in PICTURE_PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=name)
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


def _lay_out_workflow(root: Page, groups: list[Group]) -> None:
    if Workflow.objects.filter(name=APPROVAL).exists():
        return
    task = GroupApprovalTask.objects.create(name=APPROVAL)
    task.groups.set(groups)
    workflow = Workflow.objects.create(name=APPROVAL)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
