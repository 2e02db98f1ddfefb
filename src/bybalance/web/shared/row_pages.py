"""The page with one form, and the page that asks before something is removed."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def edit_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    heading: str,
    submit_label: str,
    back_url: str,
    lead: str = "",
    remove_url: str = "",
    has_file: bool = False,
) -> HttpResponse:
    """One form; with what was typed and what is wrong with it, when it was refused."""
    context = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "submit_label": submit_label,
        "back_url": back_url,
        "back_label": _("Back"),
        "remove_url": remove_url,
        "has_file": has_file,
    }
    return render(request, "shared/edit_page.html", context, status=400 if form.errors else 200)


def remove_page(
    request: HttpRequest, *, name: str, back_url: str, kicker: str = ""
) -> HttpResponse:
    """Ask whether ``name`` is to be removed; ``kicker`` says of what it is a part."""
    context = {
        "kicker": kicker,
        "heading": _("Remove %(name)s?") % {"name": name},
        "lead": _("It is hidden everywhere, and can be brought back."),
        "back_url": back_url,
        "back_label": _("Keep it"),
    }
    return render(request, "shared/remove_page.html", context)
