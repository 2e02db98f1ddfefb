from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.shared.roles import Role


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of mail and pages"), choices=User.LANGUAGES)


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language of mail"), choices=User.LANGUAGES)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    scope_kind = forms.ChoiceField(
        label=_("Where it holds"), choices=RoleAssignment.ScopeKind.choices
    )
    scope_key = forms.CharField(
        label=_("Number of the municipality or name of the area"),
        max_length=60,
        required=False,
        help_text=_(
            "The municipality's three digits, such as 461, or the end of the address of the "
            "area's page, such as vollsmose. Leave empty when the role holds everywhere."
        ),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        is_everywhere = given.get("scope_kind") == RoleAssignment.ScopeKind.EVERYWHERE
        if is_everywhere and given.get("scope_key"):
            self.add_error("scope_key", _("A role that holds everywhere has no place."))
        if not is_everywhere and given.get("role") == Role.ADMINISTRATOR:
            self.add_error("scope_kind", _("An administrator's role holds everywhere."))
        if not is_everywhere and not given.get("scope_key"):
            self.add_error("scope_key", _("Write the code of the municipality or area."))
        return given


class PeopleSearchForm(forms.Form):
    search = forms.CharField(label=_("Name or e-mail"), max_length=120, required=False)
