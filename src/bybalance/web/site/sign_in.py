"""How allauth's sign-in is fitted to this site: closed by default, mail through the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from bybalance.web.shared import outbox


@dataclass(frozen=True)
class ThisSite:
    """What allauth's mails call the site, whatever host name a request came by."""

    domain: str
    name: str = "Bybalance"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = self.request
        about = {
            "request": request,
            "email": email,
            "current_site": ThisSite(domain=settings.PUBLIC_URL),
        }
        letter = self.render_mail(template_prefix, email, {**about, **context})
        with transaction.atomic():
            outbox.put(email, subject=letter.subject, body_text=letter.body, at=timezone.now())
