"""Groups, what they are for, and who sits in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import (
    Committee,
    MeetingSeries,
    Membership,
    TermsOfReference,
)
from bybalance.web.committees.services import changes, invitations
from bybalance.web.directory.models import Affiliation, Person
from bybalance.web.shared import locks


class AlreadyMember(ValueError):
    """The person sits in the group already."""


def create_committee(values: Mapping[str, Any], *, by: User, now: datetime) -> Committee:
    """Set up a group; it is a draft until it is published."""
    permissions.may_edit_committees(by).require()
    with transaction.atomic():
        committee = Committee(key=changes.free_key(Committee, values["name_da"]))
        fields = changes.write(committee, values, now=now)
        changes.log("committee_created", committee, by=by, now=now, fields=fields)
    return committee


def change_committee(
    committee: Committee, values: Mapping[str, Any], *, by: User, now: datetime
) -> None:
    """Change what is said about a group; publishing is one of the fields."""
    permissions.may_edit_committees(by).require()
    with locks.locked(committee) as current:
        fields = changes.write(current, values, now=now)
        if fields:
            changes.log(
                "committee_changed",
                current,
                by=by,
                now=now,
                fields=fields,
                is_published=current.is_published,
            )


def add_terms(
    committee: Committee, values: Mapping[str, Any], *, by: User, now: datetime
) -> TermsOfReference:
    """Add a version of the terms of reference; the version before it ends where this begins."""
    permissions.may_edit_committees(by).require()
    with locks.locked(committee) as current:
        last = current.terms.first()
        terms = TermsOfReference(
            committee=current, version_number=last.version_number + 1 if last else 1
        )
        changes.write(terms, values, now=now)
        if last and last.until_on is None and terms.from_on and terms.from_on != last.from_on:
            last.until_on = terms.from_on
            last.save(update_fields=("until_on",))
        changes.log("terms_added", terms, by=by, now=now, version=terms.version_number)
    return terms


def change_terms(
    terms: TermsOfReference, values: Mapping[str, Any], *, by: User, now: datetime
) -> None:
    """Correct a version; a new wording is a new version."""
    permissions.may_edit_committees(by).require()
    with locks.locked(terms) as current:
        fields = changes.write(current, values, now=now)
        changes.log("terms_changed", current, by=by, now=now, fields=fields)


def add_member(
    committee: Committee, values: Mapping[str, Any], *, by: User, now: datetime
) -> Membership:
    """Appoint a person to a group."""
    permissions.may_edit_committees(by).require()
    with locks.locked(committee) as current:
        membership = Membership(committee=current)
        _refuse_overlap(current, values, besides=None)
        try:
            with transaction.atomic():
                changes.write(membership, _with_post(values), now=now)
        except IntegrityError as error:  # the database's own lock on two open terms
            raise AlreadyMember(values["person"]) from error
        changes.log(
            "member_added", membership, by=by, now=now, person=membership.person.key,
            function=membership.function,
        )  # fmt: skip
    return membership


def change_membership(
    membership: Membership, values: Mapping[str, Any], *, by: User, now: datetime
) -> None:
    """Change a member's term, function, capacity or fields of knowledge."""
    permissions.may_edit_committees(by).require()
    with locks.locked(membership) as current:
        person = {"person": current.person}
        _refuse_overlap(current.committee, {**values, **person}, besides=current)
        with _releasing(current, now=now):
            fields = changes.write(current, _with_post({**values, **person}), now=now)
        changes.log("membership_changed", current, by=by, now=now, fields=fields)


def end_membership(membership: Membership, *, last_day: date, by: User, now: datetime) -> None:
    """End a term after ``last_day``; from then on the person sees nothing that is closed.

    Meetings after it, to which the person is invited already, are taken out of their calendar.
    """
    permissions.may_edit_committees(by).require()
    with locks.locked(membership) as current:
        with _releasing(current, now=now):
            current.until_on = last_day + timedelta(days=1)
            current.save(update_fields=("until_on",))
        changes.log(
            "membership_ended", current, by=by, now=now, until_on=current.until_on.isoformat()
        )


def save_series(
    committee: Committee,
    values: Mapping[str, Any],
    *,
    series: MeetingSeries | None,
    by: User,
    now: datetime,
) -> MeetingSeries:
    """Add or change a series of meetings."""
    permissions.may_edit_committees(by).require()
    with locks.locked(committee) as current:
        row = series or MeetingSeries(committee=current)
        fields = changes.write(row, values, now=now)
        changes.log("series_saved", row, by=by, now=now, fields=fields)
    return row


def post_on(person: Person, day: date | None) -> Affiliation | None:
    """Where ``person`` worked on ``day``; the one begun last, where there were several."""
    posts = person.affiliations.all()
    if day is not None:
        posts = posts.on(day)
    return posts.order_by("-from_on", "-pk").first()


@contextmanager
def _releasing(membership: Membership, *, now: datetime) -> Iterator[None]:
    """Tell the member of meetings they were invited to before the block and not after it."""
    seat = (membership.committee, membership.person)
    before = invitations.invited_to(*seat, now=now)
    yield
    lost = before - invitations.invited_to(*seat, now=now)
    invitations.release(membership.person, lost, now=now)


def _with_post(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the member's post of the first day, unless one was chosen."""
    if values.get("affiliation") is not None:
        return dict(values)
    return {**values, "affiliation": post_on(values["person"], values.get("from_on"))}


def _refuse_overlap(
    committee: Committee, values: Mapping[str, Any], *, besides: Membership | None
) -> None:
    from_on, until_on = values.get("from_on"), values.get("until_on")
    others = committee.memberships.filter(person=values["person"]).exclude(
        pk=besides.pk if besides else 0
    )
    for other in others:
        begins_before_its_end = (
            other.until_on is None or from_on is None or from_on < other.until_on
        )
        ends_after_its_start = other.from_on is None or until_on is None or until_on > other.from_on
        if begins_before_its_end and ends_after_its_start:
            raise AlreadyMember(values["person"])
