"""The demo's accounts on the sign-in page; nothing where the site is no demo."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from bybalance.web.accounts import queries, services

register = template.Library()


@register.inclusion_tag("account/_demo_accounts.html")
def demo_accounts() -> dict[str, Any]:
    people = queries.demo_people() if settings.DEMO else []
    return {
        "people": [
            {"name": person.name, "mailbox": mailbox, "host": host}
            for person in people
            for mailbox, _, host in [person.email.partition("@")]
        ],
        "password": services.DEMO_PASSWORD,
    }
