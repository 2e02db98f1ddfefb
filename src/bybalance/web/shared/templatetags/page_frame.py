"""What surrounds every page: navigation, the way to the other language."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import translate_url
from django.utils.translation import get_language

from bybalance.web.shared import navigation

register = template.Library()


@register.inclusion_tag("shared/_navigation.html", takes_context=True)
def main_navigation(context: Context) -> dict[str, Any]:
    return {"links": navigation.links(navigation.MAIN, path=_path(context))}


@register.inclusion_tag("shared/_footer_links.html", takes_context=True)
def footer_links(context: Context) -> dict[str, Any]:
    return {"links": navigation.links(navigation.FOOTER, path=_path(context))}


@register.inclusion_tag("shared/_tool_links.html", takes_context=True)
def tool_links(context: Context) -> dict[str, Any]:
    return {"links": navigation.links(navigation.TOOLS, path=_path(context))}


@register.inclusion_tag("shared/_language_switch.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    """The same page in the other languages; none where the address is the same in all.

    A view whose address cannot be translated word by word gives ``address_by_language``.
    """
    address = context["request"].get_full_path()
    known = context.get("address_by_language") or {}
    others = [(code, name) for code, name in settings.LANGUAGES if code != get_language()]
    translations = [
        (code, name, known.get(code) or translate_url(address, code)) for code, name in others
    ]
    return {
        "languages": [
            {"code": code, "name": NAMES_OF_THEIR_OWN.get(code, name), "url": url}
            for code, name, url in translations
            if url != address
        ]
    }


# A reader looks for the name that the language has in the language itself.
NAMES_OF_THEIR_OWN = {"da": "Dansk", "en": "English"}


def _path(context: Context) -> str:
    request: HttpRequest = context["request"]
    return request.path
