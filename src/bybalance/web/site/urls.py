"""Where each app hangs; Danish addresses without prefix, English under ``/en/``."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from bybalance.web.api.urls import api
from bybalance.web.pages.views import picture, serve
from bybalance.web.shared import access
from bybalance.web.site import views

urlpatterns = [
    path("i18n/", access.public(set_language), name="set_language"),
    path("api/", api.urls),
    path("medier/<path:name>", picture, name="picture"),
    *i18n_patterns(
        path("", views.front, name="front"),
        path(_("lists/"), include("bybalance.web.lists.urls")),
        path(_("selections/"), include("bybalance.web.selection.urls")),
        path(_("atlas/"), include("bybalance.web.atlas.urls")),
        path(_("events/"), include("bybalance.web.events.urls")),
        path(_("newsletter/"), include("bybalance.web.newsletter.urls")),
        path(_("areas/"), include("bybalance.web.areas.urls")),
        path(_("areas/<slug:area_id>/"), views.area, name="area"),
        path(_("directory/"), include("bybalance.web.directory.urls")),
        path(_("directory/organisations/<slug:key>/"), views.organisation, name="organisation"),
        path(_("programme/"), include("bybalance.web.programme.urls")),
        path(_("programme/<slug:key>/"), views.node, name="node"),
        path(_("programme/<slug:key>/partnership/"), views.partnership, name="partnership"),
        path(_("committees/"), include("bybalance.web.committees.urls")),
        path(_("search/"), include("bybalance.web.search.urls")),
        path(_("archive/"), include("bybalance.web.archive.urls")),
        path(_("plans/"), include("bybalance.web.plans.urls")),
        path(_("about/"), views.about, name="about"),
        path(_("about/sources/"), views.sources, name="sources"),
        path(_("about/accessibility/"), views.accessibility, name="accessibility"),
        path(_("about/privacy/"), views.privacy, name="privacy"),
        path(_("health/"), views.health, name="health"),
        path(_("account/"), include("bybalance.web.accounts.urls")),
        path(_("account/"), include("bybalance.web.site.sign_in_urls")),
        path(_("editorial/"), include("bybalance.web.site.editorial_urls")),
        path("", include("bybalance.web.pages.urls")),
        # The last: an address that no other route has may be that of an editorial page.
        re_path(r"^(?P<path>(?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
        prefix_default_language=False,
    ),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error
