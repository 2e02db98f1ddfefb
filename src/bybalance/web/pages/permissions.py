"""Who may see what of the editorial pages: everyone what is published, editors also drafts."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from bybalance.web.pages.models import PodcastEpisodePage
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

EDITORIAL_ROLES = frozenset({Role.EDITOR, Role.ADMINISTRATOR})


def is_editor(user: Viewer) -> bool:
    """Whether ``user`` works with the editorial pages."""
    return not isinstance(user, AnonymousUser) and bool(EDITORIAL_ROLES & user.current_roles())


class EpisodePolicy(PermissionPolicy[PodcastEpisodePage]):
    """Published episodes for everyone, drafts for editors."""

    def visible_to(self, user: Viewer) -> models.QuerySet[PodcastEpisodePage]:
        if is_editor(user):
            everything: models.QuerySet[PodcastEpisodePage] = PodcastEpisodePage.objects.all()
            return everything
        published: models.QuerySet[PodcastEpisodePage] = PodcastEpisodePage.objects.live().public()
        return published


episodes = EpisodePolicy()
