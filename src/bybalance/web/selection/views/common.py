"""What the views share."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bybalance.web.accounts.models import User
from bybalance.web.selection.models import Selection
from bybalance.web.selection.services import Refused


class SignedInRequest(HttpRequest):
    """What ``access.signed_in`` and ``access.role`` guarantee: someone has signed in."""

    user: User


def done(request: HttpRequest, selection: Selection, said: str) -> HttpResponse:
    """Back to the work page, with what was done."""
    messages.success(request, said)
    return redirect("selection:work", selection.pk)


def refused(request: HttpRequest, selection: Selection, why: Refused) -> HttpResponse:
    """Back to the work page, with why nothing was done."""
    messages.error(request, str(why))
    return redirect("selection:work", selection.pk)
