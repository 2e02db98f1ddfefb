"""Everything that changes people and their roles; each step is logged in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from bybalance.web.accounts import permissions
from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.shared import audit, locks, outbox
from bybalance.web.shared.roles import Role

#: Shown on the sign-in page of the demo; production refuses to start with these accounts.
DEMO_PASSWORD = "balancen-i-byen"  # noqa: S105 - public on purpose


#: Wagtail knows people by group. These roles have one each, and :func:`keep_groups` alone fills it.
ROLE_GROUPS = {Role.EDITOR: "Redaktører", Role.ADMINISTRATOR: "Administratorer"}


class AlreadyKnown(ValueError):
    """Someone with this e-mail address has an account."""


class AlreadyGiven(ValueError):
    """The person holds this role for this place already."""


@dataclass(frozen=True)
class DemoAccount:
    """A person of the demo: the part before the @, their name, their role and where it holds."""

    mailbox: str
    name: str
    role: Role
    scope_kind: str = RoleAssignment.ScopeKind.EVERYWHERE
    scope_key: str = ""

    @property
    def email(self) -> str:
        return f"{self.mailbox}@demo.bybalance.example"


_MUNICIPALITY = RoleAssignment.ScopeKind.MUNICIPALITY

DEMO_ACCOUNTS = (
    DemoAccount("administrator", "Agnes Administrator", Role.ADMINISTRATOR),
    DemoAccount("programleder", "Peter Programleder", Role.PROGRAMME_OFFICER),
    DemoAccount("planlaegger", "Pia Planlægger", Role.MUNICIPAL_PLANNER, _MUNICIPALITY, "461"),
    DemoAccount("boligorganisation", "Bo Boligselskab", Role.HOUSING_ORGANISATION),
    DemoAccount("udvalgsmedlem", "Uffe Udvalgsmedlem", Role.COMMITTEE_MEMBER),
    DemoAccount("ansoeger", "Anna Ansøger", Role.APPLICANT),
    DemoAccount("bedoemmer", "Bente Bedømmer", Role.REVIEWER),
    DemoAccount("forsker", "Frida Forsker", Role.RESEARCHER),
    DemoAccount("redaktoer", "Rikke Redaktør", Role.EDITOR),
)


def invite_person(*, email: str, name: str, language: str, by: User, now: datetime) -> User:
    """Make an account without a password, and mail its owner how to choose one."""
    permissions.people.may_administer(by).require()
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyKnown(email)
    try:
        with transaction.atomic():
            person = _add_person(email=email, name=name, language=language, password=None, now=now)
            audit.record("person_invited", person, by=by, at=now)
            _mail(person, "invitation", gettext_noop("You have been invited to Bybalance"), now=now)
    except IntegrityError as error:  # another invitation of the same address was first
        raise AlreadyKnown(email) from error
    return person


def change_profile(person: User, *, name: str, language: str, now: datetime) -> None:
    """Change one's own name and language."""
    with locks.locked(person) as current:
        was = {"language": current.language, "name_changed": name != current.name}
        current.name, current.language = name, language
        current.save(update_fields=("name", "language"))
        audit.record(
            "profile_changed",
            current,
            by=current,
            at=now,
            before={"language": was["language"]},
            after={"language": language, "name_changed": was["name_changed"]},
        )


def give_role(
    person: User,
    *,
    role: Role,
    scope_kind: str = RoleAssignment.ScopeKind.EVERYWHERE,
    scope_key: str = "",
    by: User,
    now: datetime,
) -> RoleAssignment:
    """Give ``person`` a role from now on, and tell them."""
    permissions.people.may_administer(by).require()
    with locks.locked(person) as current:
        assignment = _assign(
            current, role=role, scope_kind=scope_kind, scope_key=scope_key, by=by, now=now
        )
        _mail(
            current,
            "role_given",
            gettext_noop("You have a new role in Bybalance"),
            now=now,
            held=assignment,
        )
    return assignment


def end_role(assignment: RoleAssignment, *, by: User, now: datetime) -> None:
    """End a role now, and tell the person; ending it twice changes nothing."""
    permissions.people.may_end(by, assignment).require()
    with locks.locked(assignment) as current:
        if current.valid_until is not None and current.valid_until <= now:
            return
        current.valid_until = now
        current.save(update_fields=("valid_until",))
        keep_groups(current.user, at=now)
        audit.record("role_ended", current, by=by, at=now, before=_as_logged(current))
        _mail(
            current.user,
            "role_ended",
            gettext_noop("A role of yours has ended"),
            now=now,
            held=current,
        )


def make_administrator(*, email: str, name: str, password: str, now: datetime) -> User:
    """Make the first administrator of a site, from the command line."""
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyKnown(email)
    with transaction.atomic():
        person = _add_person(email=email, name=name, language="da", password=password, now=now)
        _assign(person, role=Role.ADMINISTRATOR, by=None, now=now)
    return person


def load_demo_accounts(*, now: datetime) -> list[User]:
    """Make one account per role for the demo; those already there stay as they are."""
    known = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
    with transaction.atomic():
        for account in DEMO_ACCOUNTS:
            if account.email in known:
                continue
            person = _add_person(
                email=account.email,
                name=account.name,
                language="da",
                password=DEMO_PASSWORD,
                now=now,
                is_demo=True,
            )
            _assign(
                person,
                role=account.role,
                scope_kind=account.scope_kind,
                scope_key=account.scope_key,
                by=None,
                now=now,
            )
    return list(User.objects.filter(is_demo=True).order_by("pk"))


def keep_groups(person: User, *, at: datetime) -> None:
    """Put ``person`` in the groups of the roles held at ``at``, and in no other of those groups."""
    held = set(person.role_assignments.in_force(at=at).values_list("role", flat=True))
    for role, name in ROLE_GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        if role in held:
            person.groups.add(group)
        else:
            person.groups.remove(group)


def _add_person(
    *,
    email: str,
    name: str,
    language: str,
    password: str | None,
    now: datetime,
    is_demo: bool = False,
) -> User:
    person = User.objects.create_user(
        email, password, name=name, language=language, joined_at=now, is_demo=is_demo
    )
    # Only the owner of the mailbox can get a password for it, so the address counts as proven.
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def _assign(
    person: User,
    *,
    role: Role,
    scope_kind: str = RoleAssignment.ScopeKind.EVERYWHERE,
    scope_key: str = "",
    by: User | None,
    now: datetime,
) -> RoleAssignment:
    same = person.role_assignments.filter(role=role, scope_kind=scope_kind, scope_key=scope_key)
    if same.in_force(at=now).exists():
        raise AlreadyGiven(role)
    assignment = person.role_assignments.create(
        role=role, scope_kind=scope_kind, scope_key=scope_key, valid_from=now, given_by=by
    )
    keep_groups(person, at=now)
    audit.record("role_given", assignment, by=by, at=now, after=_as_logged(assignment))
    return assignment


def _as_logged(assignment: RoleAssignment) -> dict[str, str]:
    return {
        "person": assignment.user.audit_key,
        "role": assignment.role,
        "scope": assignment.scope,
    }


def _mail(
    person: User,
    letter: str,
    subject: str,
    *,
    now: datetime,
    held: RoleAssignment | None = None,
) -> None:
    with translation.override(person.language):
        translated_subject = gettext(subject)
        reset_path = reverse("account_reset_password")
        body_text = render_to_string(
            f"accounts/mail/{letter}.txt",
            {
                "person": person,
                "held": held,
                "site_url": settings.PUBLIC_URL,
                "choose_password_url": settings.PUBLIC_URL + reset_path,
            },
        )
    outbox.put(person.email, subject=translated_subject, body_text=body_text, at=now)
