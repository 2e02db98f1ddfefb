from __future__ import annotations

import uuid
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bybalance.web.shared.roles import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make a person; without a password they can only come in by the reset mail."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in, known by their e-mail address.

    Roles alone decide what a person may do. The groups of :class:`PermissionsMixin` are there for
    Wagtail's part and are kept in step with the roles by ``services``; nobody is a superuser.
    """

    LANGUAGES = (("da", _("Danish")), ("en", _("English")))

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="da")
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "email")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, as libraries ask for it."""
        return str(self)

    @property
    def audit_key(self) -> str:
        """How the audit log names this person, also after their erasure."""
        return str(self.pseudonym)

    def current_roles(self) -> frozenset[Role]:
        """The roles this person holds now, whatever they are limited to."""
        return frozenset(Role(held.role) for held in self.current_assignments)

    @cached_property
    def current_assignments(self) -> tuple[RoleAssignment, ...]:
        """The assignments in force when first asked for; a request asks many times."""
        return tuple(self.role_assignments.in_force(at=timezone.now()))


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_force(self, *, at: datetime) -> RoleAssignmentQuerySet:
        """Those that hold at ``at``."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)


class RoleAssignment(models.Model):
    """A role that a person holds for a time, everywhere or in one place."""

    class ScopeKind(models.TextChoices):
        EVERYWHERE = "everywhere", _("Everywhere")
        MUNICIPALITY = "municipality", _("Municipality")
        AREA = "area", _("Housing area")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="role_assignments", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    scope_kind = models.CharField(
        _("where"), max_length=15, choices=ScopeKind.choices, default=ScopeKind.EVERYWHERE
    )
    scope_key = models.CharField(_("code of the place"), max_length=60, blank=True)
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="roles_given",
        verbose_name=_("given by"),
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        ordering = ("role", "scope_kind", "scope_key", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope_kind="everywhere", scope_key="")
                | (~Q(scope_kind="everywhere") & ~Q(scope_key="")),
                name="role_scope_key_iff_place",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="role_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "scope_kind", "scope_key"),
                condition=Q(valid_until=None),
                name="role_given_once",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_role_display()} ({self.place})" if self.place else self.get_role_display()
        )

    @property
    def place(self) -> str:
        """Where the role holds, in words; empty when it holds everywhere."""
        return f"{self.get_scope_kind_display()} {self.scope_key}" if self.scope_key else ""

    @property
    def scope(self) -> str:
        """The scope in one word: ``everywhere``, ``municipality:461``, ``area:vollsmose``."""
        return f"{self.scope_kind}:{self.scope_key}" if self.scope_key else self.scope_kind
