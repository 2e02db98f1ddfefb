from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.areas import views

app_name = "areas"

# The page of one area, ``area``, is put together in web.site.
urlpatterns = [
    path("", views.areas, name="areas"),
    path(_("add/"), views.add_area, name="add_area"),
    path(_("<slug:area_id>/work/"), views.work, name="work"),
    path(_("<slug:area_id>/edit/"), views.edit_area, name="edit_area"),
    path(_("<slug:area_id>/work/<slug:kind>/new/"), views.add_fact, name="add_fact"),
    path(_("<slug:area_id>/work/<slug:kind>/<int:fact_id>/"), views.edit_fact, name="edit_fact"),
    path(
        _("<slug:area_id>/work/<slug:kind>/<int:fact_id>/remove/"),
        views.remove_fact,
        name="remove_fact",
    ),
    path(
        _("<slug:area_id>/work/<slug:kind>/<int:fact_id>/restore/"),
        views.restore_fact,
        name="restore_fact",
    ),
]
