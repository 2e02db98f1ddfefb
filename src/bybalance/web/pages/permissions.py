"""Who may see what of the editorial pages: everyone what is published, editors also drafts."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact
from wagtail.models import PageViewRestriction

from bybalance.web.pages.models import PodcastEpisodePage
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

EDITORIAL_ROLES = frozenset({Role.EDITOR, Role.ADMINISTRATOR})


def is_editor(user: Viewer) -> bool:
    """Whether ``user`` works with the editorial pages."""
    return not isinstance(user, AnonymousUser) and bool(EDITORIAL_ROLES & user.current_roles())


def is_open_to_all() -> Q:
    """Pages that no restriction of theirs, or of a page above them, keeps from the public.

    As ``public()`` of Wagtail, which fetches the restrictions first.
    """
    beginning = Substr(OuterRef("path"), 1, Length("page__path"))
    kept_back = PageViewRestriction.objects.filter(Exact(beginning, F("page__path")))
    return ~Q(Exists(kept_back))


class EpisodePolicy(PermissionPolicy[PodcastEpisodePage]):
    """Published episodes for everyone, drafts for editors."""

    def visible_to(self, user: Viewer) -> models.QuerySet[PodcastEpisodePage]:
        if is_editor(user):
            everything: models.QuerySet[PodcastEpisodePage] = PodcastEpisodePage.objects.all()
            return everything
        published: models.QuerySet[PodcastEpisodePage] = PodcastEpisodePage.objects.live().public()
        return published


episodes = EpisodePolicy()
