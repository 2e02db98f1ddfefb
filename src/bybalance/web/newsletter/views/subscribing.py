"""Sign up, confirm, choose the language, leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bybalance.model.formatting import language_of
from bybalance.web.newsletter import forms, permissions, services
from bybalance.web.newsletter.queries import readers
from bybalance.web.shared import access, limits

#: How often one visitor, and one e-mail address, may ask in an hour.
VISITS_PER_HOUR = 30
LETTERS_PER_HOUR = 4


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter."""
    form = forms.SignUpForm(
        request.POST if request.method == "POST" else None,
        initial={"language": language_of(get_language() or "da")},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.is_trapped:  # a program; it need not know that nothing was written
            return redirect("newsletter:asked")
        if _may_ask(request, form.cleaned_data["email"]):
            services.ask_to_subscribe(
                email=form.cleaned_data["email"],
                language=form.cleaned_data["language"],
                now=timezone.now(),
            )
            return redirect("newsletter:asked")
        text = _("The form was sent too many times from here. Wait an hour and try again.")
        form.add_error(None, text)
        status = 429
    elif form.errors:
        status = 400
    context = {"form": form, "can_edit": permissions.issues.may_edit(request.user).allowed}
    return render(request, "newsletter/sign_up.html", context, status=status)


@access.public
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next; the same for everyone, so that it tells nothing of who reads it."""
    return render(request, "newsletter/asked.html", {})


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm that one wants it: a button, since programs open the links of mails too."""
    now = timezone.now()
    asked_for = readers.sign_up_by(token, now=now)
    if request.method == "POST" and asked_for is not None:
        subscriber = services.confirm(asked_for, now=now)
        if subscriber is not None:
            messages.success(request, _("You get our newsletter from now on."))
            return redirect(subscriber.own_path())
    status = 200 if asked_for else 410
    context = {"is_open": asked_for is not None}
    return _secret(render(request, "newsletter/confirm.html", context, status=status))


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """One's own subscription, by its secret address."""
    subscriber = readers.subscriber_by(token)
    if subscriber is None:
        return _secret(render(request, "newsletter/no_subscription.html", {}, status=410))
    form = forms.LanguageForm(
        request.POST if request.method == "POST" else None,
        initial={"language": subscriber.language},
    )
    if request.method == "POST" and form.is_valid():
        services.change_language(
            subscriber, language=form.cleaned_data["language"], now=timezone.now()
        )
        messages.success(request, _("The language has been changed."))
        return _secret(redirect("newsletter:preferences", token))
    context = {"subscriber": subscriber, "form": form, "token": token}
    status = 400 if form.errors else 200
    return _secret(render(request, "newsletter/preferences.html", context, status=status))


@csrf_exempt  # mail programs send it without a cookie; the secret address is the proof (RFC 8058)
@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leave: by the mail program's button at once, by opening the link only after a button."""
    subscriber = readers.subscriber_by(token)
    if request.method == "POST":
        if subscriber is not None:
            services.unsubscribe(subscriber, now=timezone.now())
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return _secret(HttpResponse(_("Unsubscribed."), content_type="text/plain"))
        return _secret(redirect("newsletter:unsubscribed"))
    if subscriber is None:
        return _secret(render(request, "newsletter/no_subscription.html", {}, status=410))
    context = {"subscriber": subscriber, "token": token}
    return _secret(render(request, "newsletter/unsubscribe.html", context))


@access.public
@require_safe
def unsubscribed(request: HttpRequest) -> HttpResponse:
    """That it is done."""
    return render(request, "newsletter/unsubscribed.html", {})


def _may_ask(request: HttpRequest, email: str) -> bool:
    now = timezone.now()
    return limits.allows(
        limits.address_of(request), scope="newsletter-visit", per_hour=VISITS_PER_HOUR, now=now
    ) and limits.allows(
        email.casefold(), scope="newsletter-letter", per_hour=LETTERS_PER_HOUR, now=now
    )


def _secret(response: HttpResponse) -> HttpResponse:
    """Keep a page with a secret address out of caches and search engines."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response
