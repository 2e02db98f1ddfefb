from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.lists import views

app_name = "lists"

urlpatterns = [
    path("", views.lists, name="lists"),
    path(_("compare/"), views.compare, name="compare"),
    path(_("areas/"), views.areas, name="areas"),
    path(_("areas/<slug:area_id>/"), views.area, name="area"),
    path(
        _("areas/<slug:area_id>/download.<slug:file_format>"),
        views.download_area,
        name="download_area",
    ),
    path(_("what-if/"), views.what_if, name="what_if"),
    path(_("classify/"), views.classify, name="classify"),
    path(_("classify/example.csv"), views.example, name="example"),
    path(_("classify/download.<slug:file_format>"), views.download_result, name="download_result"),
    path(_("classify/save/"), views.save, name="save"),
    path(_("classify/saved/<int:saved_id>/"), views.saved, name="saved"),
    path(
        _("classify/saved/<int:saved_id>/download.<slug:file_format>"),
        views.download_saved,
        name="download_saved",
    ),
    path(_("classify/saved/<int:saved_id>/delete/"), views.delete_saved, name="delete_saved"),
    path(_("rules/"), views.rules, name="rules"),
    path(_("rules/compare/"), views.compare_rules, name="compare_rules"),
    path(_("rules/<slug:version_id>/"), views.rules, name="rule_version"),
    path("<slug:list_date>/", views.lists, name="list"),
    path("<slug:list_date>/download.<slug:file_format>", views.download_list, name="download_list"),
]
