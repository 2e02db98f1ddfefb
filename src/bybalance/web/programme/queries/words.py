"""How the programme's rows read: cells, money and where a thing is known from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting, money
from bybalance.web.programme.models import PartnerRole
from bybalance.web.shared.periods import period_text


def language() -> formatting.Language:
    """The language of the page."""
    return formatting.language_of(get_language() or "da")


def number(value: int | Decimal) -> str:
    """A number with as many decimals as it has, at most two."""
    is_whole = value == int(value)
    return formatting.number(value, decimals=0 if is_whole else 2, language=language())


def kroner(amount_oere: int) -> str:
    """An amount with its unit: ``20.000.000 kr.`` or ``DKK 20,000,000``."""
    return money.format_amount(amount_oere, language=language())


def contribution(role: PartnerRole) -> str:
    """What a partner brings: money, things in kind, staff."""
    parts = []
    if role.contribution_oere is not None:
        parts.append(kroner(role.contribution_oere))
    if role.staff_hours_per_week is not None:
        hours = number(role.staff_hours_per_week)
        parts.append(_("staff, %(hours)s hours a week") % {"hours": hours})
    if role.in_kind:
        parts.append(role.in_kind)
    return "; ".join(parts)


def day(on: date) -> str:
    """A day in full."""
    return formatting.long_date(on, language=language())


def period_of(row: object) -> str:
    """The period of a dated row, or a dash."""
    return period_text(getattr(row, "from_on", None), getattr(row, "until_on", None)) or "–"
