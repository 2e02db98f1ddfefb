"""allauth's pages under addresses of our own, in both languages, each with its policy."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _

from bybalance.web.shared.access import public, signed_in

urlpatterns = [
    path(_("sign-in/"), public(account.login), name="account_login"),
    path(_("sign-out/"), public(account.logout), name="account_logout"),
    path(_("sign-up/"), public(account.signup), name="account_signup"),
    path(_("inactive/"), public(account.account_inactive), name="account_inactive"),
    path(_("confirm/"), signed_in(account.reauthenticate), name="account_reauthenticate"),
    path(_("email/"), signed_in(account.email), name="account_email"),
    path(
        _("email/sent/"),
        public(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        _(r"^email/confirm/(?P<key>[-:\w]+)/$"),
        public(account.confirm_email),
        name="account_confirm_email",
    ),
    path(_("password/"), signed_in(account.password_change), name="account_change_password"),
    path(_("password/set/"), signed_in(account.password_set), name="account_set_password"),
    path(_("password/forgotten/"), public(account.password_reset), name="account_reset_password"),
    path(
        _("password/forgotten/sent/"),
        public(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        _("password/forgotten/done/"),
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        _(r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"),
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(_("two-step/"), signed_in(mfa.index), name="mfa_index"),
    path(_("two-step/code/"), public(mfa.authenticate), name="mfa_authenticate"),
    path(_("two-step/confirm/"), signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(_("two-step/app/"), signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path(_("two-step/app/off/"), signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        _("two-step/codes/"),
        signed_in(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        _("two-step/codes/new/"),
        signed_in(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        _("two-step/codes/download/"),
        signed_in(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
