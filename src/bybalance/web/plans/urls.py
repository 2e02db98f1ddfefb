from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bybalance.web.plans import views

app_name = "plans"

# Addresses with a fixed word come before the keys of plans.
urlpatterns = [
    path("", views.plans, name="plans"),
    path(pgettext_lazy("plan", "new/"), views.add_plan, name="add_plan"),
    path(_("areas/<slug:area_id>/"), views.compare, name="compare"),
    path(_("indicators/"), views.indicators, name="indicators"),
    path(_("indicators/new/"), views.add_indicator, name="add_indicator"),
    path(_("indicators/<slug:indicator_key>/"), views.indicator, name="indicator"),
    path(
        _("indicators/<slug:indicator_key>/change/"), views.change_indicator,
        name="change_indicator",
    ),
    path("<slug:plan_key>/", views.plan, name="plan"),
    path(_("<slug:plan_key>/measures/"), views.measures, name="measures"),
    path(_("<slug:plan_key>/timeline/"), views.timeline, name="timeline"),
    path(_("<slug:plan_key>/map/"), views.site_map, name="map"),
    path(_("<slug:plan_key>/budget/"), views.budget, name="budget"),
    path(_("<slug:plan_key>/risks-and-status/"), views.follow_up, name="follow_up"),
    path(_("<slug:plan_key>/effects/"), views.effects, name="effects"),
    path(_("<slug:plan_key>/the-law/"), views.duties, name="duties"),
    path(_("<slug:plan_key>/versions/"), views.versions, name="versions"),
    path(_("<slug:plan_key>/versions/what-is-new/"), views.difference, name="difference"),
    path(_("<slug:plan_key>/print.pdf"), views.print_plan, name="print"),
    path(
        _("<slug:plan_key>/download/<slug:table_name>.<slug:file_format>"), views.download,
        name="download",
    ),
    path(_("<slug:plan_key>/change/"), views.change_plan, name="change_plan"),
    path(_("<slug:plan_key>/publish/"), views.publish, name="publish"),
    path(_("<slug:plan_key>/withdraw/"), views.withdraw, name="withdraw"),
    path(_("<slug:plan_key>/removed/"), views.removed, name="removed"),
    path(_("<slug:plan_key>/parts/<slug:part_word>/new/"), views.add_part, name="add_part"),
    path(
        _("<slug:plan_key>/parts/<slug:part_word>/<int:part_id>/"), views.change_part,
        name="change_part",
    ),
    path(
        _("<slug:plan_key>/parts/<slug:part_word>/<int:part_id>/remove/"), views.remove_part,
        name="remove_part",
    ),
    path(
        _("<slug:plan_key>/parts/<slug:part_word>/<int:part_id>/restore/"), views.restore_part,
        name="restore_part",
    ),
]  # fmt: skip
