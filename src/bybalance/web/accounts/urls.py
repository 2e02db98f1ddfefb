from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.profile, name="profile"),
    path(_("people/"), views.people, name="people"),
    path(_("people/invite/"), views.invite, name="invite"),
    path(_("people/<int:person_id>/"), views.person, name="person"),
    path(
        _("people/<int:person_id>/roles/<int:assignment_id>/end/"),
        views.end_role,
        name="end_role",
    ),
]
