"""Who may see and change the programme: drafts are for those who work with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.accounts.permissions import holds
from bybalance.web.programme.models import Document, Node
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

#: Those who work with the whole programme, and those who work with the areas of their scope.
EDITING_ROLES = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
AREA_ROLES = (Role.MUNICIPAL_PLANNER, Role.HOUSING_ORGANISATION)


def edits_programme(user: Viewer) -> bool:
    """Whether ``user`` may change every part of the programme."""
    return isinstance(user, User) and any(holds(user, role) for role in EDITING_ROLES)


def may_edit_programme(user: Viewer) -> Decision:
    """As :func:`edits_programme`, with the reason why not."""
    if edits_programme(user):
        return ALLOWED
    return Decision(
        allowed=False,
        reason=_("Only programme officers and administrators may change the programme."),
    )


def works_with(user: Viewer, node: Node) -> bool:
    """Whether ``user`` works with ``node``: by their role, or because an area of it is theirs."""
    if edits_programme(user):
        return True
    scope = _area_scope(user)
    return scope is not None and Node.objects.filter(scope, pk=node.pk).exists()


def nodes_worked_with(user: Viewer) -> models.QuerySet[Node]:
    """Every node that ``user`` works with, as :func:`works_with` tells of one."""
    if edits_programme(user):
        return Node.objects.all()
    scope = _area_scope(user)
    return Node.objects.none() if scope is None else Node.objects.filter(scope)


def may_edit_node(user: Viewer, node: Node) -> Decision:
    """Whether ``user`` may change ``node`` itself; plans have a policy of their own."""
    return may_edit_programme(user)


class NodePolicy(PermissionPolicy[Node]):
    """What is published is public; a draft is for those who work with it."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Node]:
        if edits_programme(user):
            return Node.objects.all()
        published = Q(is_published=True)
        scope = _area_scope(user)
        if scope is None:
            return Node.objects.filter(published)
        drafts = Node.objects.filter(scope).values("pk")
        return Node.objects.filter(published | Q(pk__in=drafts))


def _area_scope(user: Viewer) -> Q | None:
    """Nodes of the areas that ``user`` has a role for; ``None`` where there are none.

    A role for one part of a composite area covers what is done in the whole.
    """
    if not isinstance(user, User):
        return None
    scope = Q(pk__in=[])
    held = [one for one in user.current_assignments if one.role in AREA_ROLES]
    for assignment in held:
        if assignment.scope_kind == RoleAssignment.ScopeKind.EVERYWHERE:
            scope |= Q(areas__isnull=False)
        elif assignment.scope_kind == RoleAssignment.ScopeKind.MUNICIPALITY:
            scope |= Q(areas__municipality__code=assignment.scope_key)
        else:
            scope |= Q(areas__area_id=assignment.scope_key)
            scope |= Q(areas__parts__part__area_id=assignment.scope_key)
    return scope if held else None


nodes = NodePolicy()


class DocumentPolicy(PermissionPolicy[Document]):
    """A document is seen by those who see what it belongs to."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Document]:
        return Document.objects.filter(node__in=nodes.visible_to(user).values("pk"))


documents = DocumentPolicy()
