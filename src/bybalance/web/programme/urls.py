from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.programme import views

app_name = "programme"

# Addresses with a fixed word come before the keys of nodes; forms.RESERVED_KEYS names the words.
# The page of a node, ``node``, and that of a partnership are put together in web.site.
urlpatterns = [
    path("", views.front, name="front"),
    path(_("add/"), views.create, name="create"),
    path(_("removed/"), views.removed, name="removed"),
    path(_("documents/<int:document_id>/"), views.document, name="document"),
    path(_("<slug:key>/edit/"), views.edit, name="edit"),
    path(_("<slug:key>/publish/"), views.publish, name="publish"),
    path(_("<slug:key>/unpublish/"), views.unpublish, name="unpublish"),
    path(_("<slug:key>/remove/"), views.remove, name="remove"),
    path(_("<slug:key>/restore/"), views.restore, name="restore"),
    path(_("<slug:key>/work/"), views.work, name="work"),
    path(_("<slug:key>/work/partnership/"), views.edit_partnership, name="edit_partnership"),
    path(_("<slug:key>/work/<slug:part>/new/"), views.add_part, name="add_part"),
    path(_("<slug:key>/work/<slug:part>/<int:part_id>/"), views.edit_part, name="edit_part"),
    path(
        _("<slug:key>/work/<slug:part>/<int:part_id>/remove/"),
        views.remove_part,
        name="remove_part",
    ),
    path(
        _("<slug:key>/work/<slug:part>/<int:part_id>/restore/"),
        views.restore_part,
        name="restore_part",
    ),
]
