from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.directory import views

app_name = "directory"

urlpatterns = [
    path(_("organisations/"), views.organisations, name="organisations"),
    path(_("organisations/new/"), views.add_organisation, name="add_organisation"),
    path(_("organisations/<slug:key>/edit/"), views.edit_organisation, name="edit_organisation"),
    path(
        _("organisations/<slug:key>/remove/"),
        views.remove_organisation,
        name="remove_organisation",
    ),
    path(_("people/"), views.people, name="people"),
    path(_("people/new/"), views.add_person, name="add_person"),
    path(_("people/<slug:key>/"), views.person, name="person"),
    path(_("people/<slug:key>/edit/"), views.edit_person, name="edit_person"),
    path(_("people/<slug:key>/remove/"), views.remove_person, name="remove_person"),
    path(_("people/<slug:key>/posts/new/"), views.add_post, name="add_post"),
    path(_("people/<slug:key>/posts/<int:post_id>/"), views.edit_post, name="edit_post"),
    path(_("people/<slug:key>/posts/<int:post_id>/remove/"), views.remove_post, name="remove_post"),
    path(
        _("people/<slug:key>/posts/<int:post_id>/restore/"),
        views.restore_post,
        name="restore_post",
    ),
    path(_("import/<slug:kind>/"), views.import_table, name="import"),
    path(_("import/<slug:kind>/apply/"), views.apply_import, name="apply_import"),
    path(_("export/<slug:kind>.<slug:file_format>"), views.export, name="export"),
    path(_("removed/"), views.removed, name="removed"),
    path(_("removed/<slug:kind>/<slug:key>/restore/"), views.restore, name="restore"),
]
