"""Where Wagtail is made to fit: nothing published is deleted, no menu leads out of the site."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin import messages
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page

#: Entries of the menu whose pages belong to other parts of the site, or lead out of it.
_LEFT_OUT = {"help", "settings"}


@hooks.register("before_delete_page")
def take_down_instead(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What has once been published is taken down, never deleted: others have quoted it."""
    everything = page.get_descendants(inclusive=True)
    if not everything.exclude(first_published_at=None).exists():
        return None
    with transaction.atomic():
        for one in everything.live().specific():
            UnpublishPageAction(one, user=request.user).execute(skip_permission_checks=True)
    messages.warning(
        request,
        _(
            "“%(title)s” has been published once, so it was taken down and not deleted. "
            "You find it among the drafts, with its history."
        )
        % {"title": page.get_admin_display_title()},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def take_down_many_instead(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same where several pages are chosen at once."""
    if action_type != "delete" or not all(isinstance(one, Page) for one in objects):
        return None
    published = [one for one in objects if take_down_instead(request, one) is not None]
    return redirect("wagtailadmin_explore_root") if published else None


@hooks.register("construct_main_menu")
def leave_out_of_menu(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in _LEFT_OUT]


@hooks.register("insert_global_admin_js")
def own_script() -> str:
    return format_html('<script src="{}"></script>', static("pages/date-fields.js"))


@hooks.register("construct_wagtail_userbar")
def no_userbar(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    items.clear()


@hooks.register("construct_admin_api")
def pictures_in_place_of_documents(router: Any) -> None:
    """The library's script wants an address for documents, which are not installed."""
    router.register_endpoint("documents", ImagesAdminAPIViewSet)
