from __future__ import annotations

from django.urls import path

from bybalance.web.search import views

app_name = "search"

urlpatterns = [path("", views.search, name="search")]
