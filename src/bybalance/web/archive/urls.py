from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.archive import views

app_name = "archive"

urlpatterns = [
    path("", views.tables, name="tables"),
    path(_("table/<str:table>/download.<slug:file_format>"), views.download, name="download"),
    path(_("take-out/"), views.take_out, name="take_out"),
    path(_("bring-in/"), views.bring_in, name="bring_in"),
    path(_("bring-in/confirm/"), views.confirm, name="confirm"),
]
