from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.committees.views import (
    agenda,
    calendars,
    convening,
    groups,
    meetings,
    minutes,
    talks,
)

app_name = "committees"

urlpatterns = [
    path("", groups.committees, name="committees"),
    path(_("set-up/"), groups.create_committee, name="create_committee"),
    path(_("talks/"), talks.talks, name="talks"),
    path(_("talks/add/"), talks.add_talk, name="add_talk"),
    path(_("talks/<int:talk_id>/"), talks.talk, name="talk"),
    path(_("talks/<int:talk_id>/change/"), talks.change_talk, name="change_talk"),
    path(_("talks/<int:talk_id>/delete/"), talks.remove_talk, name="remove_talk"),
    path(_("experts/"), talks.experts, name="experts"),
    path(_("papers/<int:paper_id>/"), meetings.paper, name="paper"),
    path(_("papers/<int:paper_id>/delete/"), agenda.remove_paper, name="remove_paper"),
    path(_("items/<int:item_id>/change/"), agenda.change_item, name="change_item"),
    path(_("items/<int:item_id>/move/<slug:direction>/"), agenda.move_item, name="move_item"),
    path(_("items/<int:item_id>/delete/"), agenda.remove_item, name="remove_item"),
    path(_("items/<int:item_id>/papers/add/"), agenda.add_paper, name="add_paper"),
    path(_("items/<int:item_id>/decide/"), minutes.add_decision, name="add_decision"),
    path(_("items/<int:item_id>/follow-up/"), minutes.add_follow_up, name="add_follow_up"),
    path(
        _("decisions/<int:decision_id>/take-back/"),
        minutes.remove_decision,
        name="remove_decision",
    ),
    path(
        _("follow-up/<int:follow_up_id>/report/"),
        minutes.report_follow_up,
        name="report_follow_up",
    ),
    path(_("times/<int:convening_id>/"), convening.convening, name="convening"),
    path(
        _("times/<int:convening_id>/choose/<int:time_id>/"),
        convening.choose_time,
        name="choose_time",
    ),
    path(
        _("times/<int:convening_id>/remind/"),
        convening.remind_unanswered,
        name="remind_unanswered",
    ),
    path(
        _("times/<int:convening_id>/members/<int:invitation_id>/new-link/"),
        convening.renew_link,
        name="renew_link",
    ),
    path(
        _("times/<int:convening_id>/withdraw/"),
        convening.withdraw_convening,
        name="withdraw_convening",
    ),
    path(
        _("times/<int:convening_id>/answer/"),
        convening.answer_signed_in,
        name="answer_signed_in",
    ),
    path(_("answer/<str:token>/"), convening.answer, name="answer"),
    path(_("calendar/"), calendars.subscription, name="subscription"),
    path(_("calendar/make/"), calendars.make_address, name="make_address"),
    path(_("calendar/end/"), calendars.revoke_address, name="revoke_address"),
    path(_("calendar/<str:token>.ics"), calendars.personal_feed, name="personal_feed"),
    path("<slug:key>/", groups.committee, name="committee"),
    path(_("<slug:key>/change/"), groups.change_committee, name="change_committee"),
    path("<slug:key>/meetings.ics", calendars.committee_feed, name="committee_feed"),
    path(_("<slug:key>/terms/add/"), groups.add_terms, name="add_terms"),
    path(_("<slug:key>/terms/<int:version_number>/"), groups.terms, name="terms"),
    path(
        _("<slug:key>/terms/<int:version_number>/change/"),
        groups.change_terms,
        name="change_terms",
    ),
    path(_("<slug:key>/members/add/"), groups.add_member, name="add_member"),
    path(
        _("<slug:key>/members/<int:membership_id>/change/"),
        groups.change_membership,
        name="change_membership",
    ),
    path(
        _("<slug:key>/members/<int:membership_id>/end/"),
        groups.end_membership,
        name="end_membership",
    ),
    path(_("<slug:key>/series/add/"), groups.save_series, name="add_series"),
    path(
        _("<slug:key>/series/<int:series_id>/change/"),
        groups.save_series,
        name="change_series",
    ),
    path(_("<slug:key>/convene/"), convening.convene, name="convene"),
    path(_("<slug:key>/meetings/add/"), meetings.create_meeting, name="create_meeting"),
    path(_("<slug:key>/meetings/<int:meeting_id>/"), meetings.meeting, name="meeting"),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/agenda.pdf"),
        meetings.agenda_pdf,
        name="agenda_pdf",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/minutes.pdf"),
        meetings.minutes_pdf,
        name="minutes_pdf",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/meeting.ics"),
        calendars.meeting_file,
        name="meeting_file",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/change/"),
        meetings.change_meeting,
        name="change_meeting",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/cancel/"),
        meetings.cancel_meeting,
        name="cancel_meeting",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/reopen/"),
        meetings.reopen_meeting,
        name="reopen_meeting",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/hold/"),
        meetings.hold_meeting,
        name="hold_meeting",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/show/"),
        meetings.show_meeting,
        name="show_meeting",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/invite/"),
        meetings.send_invitations,
        name="send_invitations",
    ),
    path(_("<slug:key>/meetings/<int:meeting_id>/agenda/"), agenda.agenda, name="agenda"),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/talks/add/"),
        talks.add_meeting_talk,
        name="add_meeting_talk",
    ),
    path(_("<slug:key>/meetings/<int:meeting_id>/minutes/"), minutes.minutes, name="minutes"),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/attendance/"),
        minutes.attendance,
        name="attendance",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/minutes/approve/"),
        minutes.approve_minutes,
        name="approve_minutes",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/minutes/reopen/"),
        minutes.reopen_minutes,
        name="reopen_minutes",
    ),
    path(
        _("<slug:key>/meetings/<int:meeting_id>/minutes/publish/"),
        minutes.publish_minutes,
        name="publish_minutes",
    ),
]
