from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("", views.sign_up, name="sign_up"),
    path(_("look-in-your-mail/"), views.asked, name="asked"),
    path(_("confirm/<str:token>/"), views.confirm, name="confirm"),
    path(_("yours/<str:token>/"), views.preferences, name="preferences"),
    path(_("unsubscribe/<str:token>/"), views.unsubscribe, name="unsubscribe"),
    path(_("unsubscribed/"), views.unsubscribed, name="unsubscribed"),
    path(_("earlier/"), views.archive, name="archive"),
    path(_("earlier.rss"), views.archive_rss, name="archive_rss"),
    path(_("earlier/<int:number>/"), views.issue, name="issue"),
    path(_("issues/"), views.issues, name="issues"),
    path(_("issues/new/"), views.make, name="make"),
    path(_("issues/<int:issue_id>/"), views.compose, name="compose"),
    path(_("issues/<int:issue_id>/words/"), views.change, name="change"),
    path(_("issues/<int:issue_id>/add/"), views.add, name="add"),
    path(_("issues/<int:issue_id>/items/<int:item_id>/move/"), views.move, name="move"),
    path(_("issues/<int:issue_id>/items/<int:item_id>/remove/"), views.remove, name="remove"),
    path(_("issues/<int:issue_id>/preview/"), views.preview, name="preview"),
    path(_("issues/<int:issue_id>/letter/"), views.letter, name="letter"),
    path(_("issues/<int:issue_id>/test/"), views.test, name="test"),
    path(_("issues/<int:issue_id>/send/"), views.send, name="send"),
    path(_("issues/<int:issue_id>/take-back/"), views.take_back, name="take_back"),
    path(_("issues/<int:issue_id>/delete/"), views.delete, name="delete"),
    path(_("subscribers/"), views.readers, name="readers"),
    path(
        _("subscribers/download.<slug:file_format>"),
        views.download_readers,
        name="download_readers",
    ),
    path(
        _("subscribers/<int:subscriber_id>/unsubscribe/"),
        views.unsubscribe_reader,
        name="unsubscribe_reader",
    ),
]
