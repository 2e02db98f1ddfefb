from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.events import views

app_name = "events"

urlpatterns = [
    path("", views.events, name="events"),
    path(_("events.ics"), views.feed, name="feed"),
    path(_("new/"), views.announce, name="announce"),
    path(_("registration/<str:token>/"), views.registration, name="registration"),
    path(_("registration/<str:token>/confirm/"), views.confirm, name="confirm"),
    path(_("registration/<str:token>/cancel/"), views.leave, name="leave"),
    path(_("registration/<str:token>/event.ics"), views.own_calendar, name="own_calendar"),
    path("<slug:event_key>/", views.event, name="event"),
    path(_("<slug:event_key>/event.ics"), views.calendar, name="calendar"),
    path(_("<slug:event_key>/register/"), views.register, name="register"),
    path(_("<slug:event_key>/registered/"), views.registered, name="registered"),
    path(_("<slug:event_key>/edit/"), views.edit, name="edit"),
    path(_("<slug:event_key>/call-off/"), views.cancel, name="cancel"),
    path(_("<slug:event_key>/reinstate/"), views.reinstate, name="reinstate"),
    path(_("<slug:event_key>/participants/"), views.attendance, name="attendance"),
    path(
        _("<slug:event_key>/participants/download.<slug:file_format>"),
        views.download_attendance,
        name="download_attendance",
    ),
    path(
        _("<slug:event_key>/participants/<int:registration_id>/cancel/"),
        views.cancel_participant,
        name="cancel_participant",
    ),
]
