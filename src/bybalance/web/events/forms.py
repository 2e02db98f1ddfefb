from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from bybalance.web.areas.models import Area
from bybalance.web.committees.models import Talk
from bybalance.web.committees.queries import words
from bybalance.web.events.models import Event, Registration
from bybalance.web.programme.models import Node

#: How a browser's own field for day and hour writes them.
BROWSER_MOMENT = "%Y-%m-%dT%H:%M"


class RegistrationForm(forms.Form):
    """Ask for seats. ``website`` is a trap: people do not see it, and programs fill it in."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("We send you a link to confirm."))
    seats = forms.IntegerField(label=_("Seats"), min_value=1, initial=1)
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = min(event.max_seats, event.capacity or event.max_seats)
        seats = forms.IntegerField(
            label=_("Seats"),
            min_value=1,
            max_value=most,
            initial=1,
            help_text=_("At most %(count)d.") % {"count": most},
        )
        self.fields["seats"] = seats
        self.initial.setdefault("form_key", uuid4())
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    @property
    def is_trapped(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))

    @property
    def key(self) -> UUID:
        """The form's own key, by which sending it twice is noticed."""
        given: UUID = self.cleaned_data["form_key"]
        return given


class EventFilterForm(forms.Form):
    period = forms.ChoiceField(
        label=_("When"), choices=(("", _("Coming")), ("past", _("Past"))), required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=(("", _("All")), *Event.Kind.choices), required=False
    )
    area = forms.SlugField(required=False, widget=forms.HiddenInput)


class StateFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        choices=(("", _("In force")), *Registration.State.choices),
        required=False,
    )


class CancelEventForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Everyone who registered gets it by mail, and it stands on the page."),
    )


class TalksField(forms.ModelMultipleChoiceField[Talk]):
    """Talks by their subject or their speakers, as every page calls them."""

    def label_from_instance(self, obj: Talk) -> str:
        return words.talk_name(obj)


class EventForm(forms.ModelForm[Event]):
    """An event as programme officers write it; times are Danish."""

    online_url = forms.URLField(
        label=_("Link for taking part online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Shown only to those who have a confirmed seat."),
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Housing areas"),
        queryset=Area.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    talks = TalksField(
        label=_("Talks"),
        queryset=Talk.objects.prefetch_related(words.SPEAKER_ROWS).order_by("-given_on", "id"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    node = forms.ModelChoiceField(
        label=_("Part of the programme"), queryset=Node.objects.order_by("name_da"), required=False
    )

    class Meta:
        model = Event
        fields = (
            "kind", "title_da", "title_en", "text_da", "text_en", "place", "online_url",
            "starts_at", "ends_at", "has_registration", "capacity", "max_seats", "hold_minutes",
            "opens_at", "closes_at", "node", "areas", "talks", "is_published",
        )  # fmt: skip
        help_texts = {
            "capacity": _("Leave empty when there is room for everyone. Fewer seats than have "
                          "been given turn nobody out."),
            "opens_at": _("Leave empty when registration is open from the beginning."),
            "closes_at": _("Leave empty when it closes as the event starts."),
            "hold_minutes": _("After that the seat goes to somebody else."),
            "is_published": _("Only what is published can be seen by others."),
        }  # fmt: skip
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format=BROWSER_MOMENT)
            for name in ("starts_at", "ends_at", "opens_at", "closes_at")
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if (given.get("capacity") or 0) == 0 and given.get("capacity") is not None:
            self.add_error("capacity", _("Write at least 1, or leave it empty."))
        return given
