from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.pages import views

app_name = "pages"

urlpatterns = [
    path(_("feeds/news.rss"), views.news_rss, name="news_rss"),
    path(_("feeds/news.atom"), views.news_atom, name="news_atom"),
    path(_("feeds/podcast/<int:page_id>.rss"), views.podcast, name="podcast_rss"),
    path(_("recordings/<int:page_id>/"), views.recording, name="recording"),
]
