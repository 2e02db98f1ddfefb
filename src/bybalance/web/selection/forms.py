from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bybalance.model import formatting, money
from bybalance.model.errors import InvalidAmount
from bybalance.selection.criteria import LEVELS
from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area
from bybalance.web.programme.models import Node
from bybalance.web.selection.models import Candidate, Selection, SelectionCriterion, SelectionRun
from bybalance.web.selection.models.question import MAX_COMPARISON_STEP
from bybalance.web.selection.services.scoring import ScoreGiven
from bybalance.web.selection.services.setup import CriterionDraft, SelectionSettings
from bybalance.web.selection.services.weights import WeightsGiven

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Comparisons that a form offers: equal, and a few steps to either side.
_OFFERED_STEPS = (8, 6, 4, 2, 1, 0, -1, -2, -4, -6, -8)
_MAX_SEED = 2**63 - 1
_MIDDLE_LEVELS = LEVELS[1:-1]


class AmountField(forms.CharField):
    """Kroner as people write them; gives øre, or nothing when empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        language = formatting.language_of(get_language() or "da")
        try:
            oere = money.parse_amount(text, language=language)
        except InvalidAmount as error:
            example = "1.500.000" if language == "da" else "1,500,000"
            raise ValidationError(
                gettext("“%(text)s” is no amount of kroner. Write it as %(example)s.")
                % {"text": text, "example": example}
            ) from error
        if oere < 0:
            raise ValidationError(gettext("The amount must be 0 or more."))
        return oere


def percent_field(label: str | _StrPromise, **options: Any) -> forms.IntegerField:
    """A whole percentage between 0 and 100."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **options,
    )


class SelectionForm(forms.Form):
    """What is to be chosen, from what, and within which limits."""

    title_da = forms.CharField(label=_("Title in Danish"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    purpose_da = forms.CharField(
        label=_("What is to be chosen, in Danish"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text=_("A few sentences that assessors and, later, everybody can read."),
    )
    purpose_en = forms.CharField(
        label=_("What is to be chosen, in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )
    chosen_count = forms.IntegerField(
        label=_("How many are to be chosen"), min_value=1, max_value=50, initial=3
    )
    budget_oere = AmountField(
        label=_("Budget in kroner"),
        required=False,
        help_text=_("Leave empty where money sets no limit."),
    )

    def given(self) -> SelectionSettings:
        """The answer as the service takes it."""
        names = SelectionSettings.__dataclass_fields__
        return SelectionSettings(**{name: self.cleaned_data[name] for name in names})


class NewSelectionForm(SelectionForm):
    """As above, for a part of the programme."""

    node = forms.ModelChoiceField(
        label=_("Part of the programme"), queryset=Node.objects.all(), empty_label=None
    )
    field_order = ("node",)


class CriterionForm(forms.Form):
    """A criterion with a text, and a value, for each of its five levels."""

    name_da = forms.CharField(label=_("Name in Danish"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    question_da = forms.CharField(
        label=_("Question in Danish"), max_length=300, widget=forms.Textarea
    )
    question_en = forms.CharField(
        label=_("Question in English"), max_length=300, required=False, widget=forms.Textarea
    )
    is_ordinal = forms.BooleanField(
        label=_("The levels have only an order; nobody can say how far apart they are"),
        required=False,
    )
    knock_out_level = forms.TypedChoiceField(
        label=_("Least level that a candidate must have"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("No least level")), *((level, str(level)) for level in LEVELS[1:])],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            self.fields[f"text_da_{level}"] = forms.CharField(
                label=_("Level %(level)d in Danish") % {"level": level},
                max_length=300,
                widget=forms.Textarea,
            )
            self.fields[f"text_en_{level}"] = forms.CharField(
                label=_("Level %(level)d in English") % {"level": level},
                max_length=300,
                required=False,
                widget=forms.Textarea,
            )
        for level in _MIDDLE_LEVELS:
            self.fields[f"value_{level}"] = percent_field(
                _("Value of level %(level)d, per cent of the best") % {"level": level},
                initial=25 * level,
            )

    @property
    def general_fields(self) -> list[forms.BoundField]:
        """The fields that are not about one level."""
        names = (*list(type(self).base_fields),)
        return [self[name] for name in names]

    @property
    def level_fields(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each level."""
        return [
            (
                level,
                [
                    self[name]
                    for name in (f"text_da_{level}", f"text_en_{level}", f"value_{level}")
                    if name in self.fields
                ],
            )
            for level in LEVELS
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        values = [given.get(f"value_{level}") for level in _MIDDLE_LEVELS]
        known = [value for value in values if value is not None]
        if known != sorted(known):
            self.add_error("value_2", _("A higher level must be worth at least as much."))
        return given

    def draft(self) -> CriterionDraft:
        """The answer as the service takes it."""
        data = self.cleaned_data
        values = (0, *(data[f"value_{level}"] for level in _MIDDLE_LEVELS), 100)
        return CriterionDraft(
            **{name: data[name] for name in type(self).base_fields},
            levels=tuple(
                (data[f"text_da_{level}"], data[f"text_en_{level}"], value)
                for level, value in zip(LEVELS, values, strict=True)
            ),
        )

    @staticmethod
    def initial_of(criterion: SelectionCriterion) -> dict[str, Any]:
        """What the form shows of a criterion that exists."""
        initial = {name: getattr(criterion, name) for name in CriterionForm.base_fields}
        for level in criterion.levels.all():
            initial[f"text_da_{level.level}"] = level.text_da
            initial[f"text_en_{level.level}"] = level.text_en
            initial[f"value_{level.level}"] = level.value_pct
        return initial


class CandidateForm(forms.Form):
    """An area that the site knows, or the name of one that it does not."""

    area = forms.ModelChoiceField(
        label=_("Housing area"),
        queryset=Area.objects.select_related("municipality"),
        required=False,
        empty_label=_("Another, by its name"),
    )
    name = forms.CharField(
        label=_("Name, where the area is not in the list"), max_length=120, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    cost_oere = AmountField(label=_("Cost in kroner"), required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("area")) == bool(given.get("name")):
            self.add_error("name", _("Choose an area, or write a name; not both and not neither."))
        return given


class CostForm(forms.Form):
    """What a candidate asks for."""

    cost_oere = AmountField(
        label=_("Cost in kroner"), required=False, help_text=_("Empty where no money is asked for.")
    )


class AssessorForm(forms.Form):
    """Somebody with an account, by their e-mail address."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The person must have an account. An administrator can invite them."),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.person = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.person is None:
            raise ValidationError(_("Nobody has an account with this e-mail address."))
        return email


class ConflictForm(forms.Form):
    """Why one may not judge a candidate."""

    reason = forms.CharField(
        label=_("Why may you not judge this candidate?"),
        max_length=300,
        help_text=_("For example that you work for the owner of the homes."),
    )


class ScoreForm(forms.Form):
    """One candidate on every criterion: a level and what it rests on; any may wait."""

    def __init__(self, *args: Any, criteria: list[SelectionCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"level_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.question,
                required=False,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                choices=[
                    (item.level, f"{item.level}: {item.text}") for item in criterion.levels.all()
                ],
            )
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=_("What does the level rest on?"),
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def criterion_fields(
        self,
    ) -> list[tuple[SelectionCriterion, forms.BoundField, forms.BoundField]]:
        """Each criterion with its two fields."""
        return [(item, self[f"level_{item.pk}"], self[f"note_{item.pk}"]) for item in self.criteria]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for criterion in self.criteria:
            level, note = given.get(f"level_{criterion.pk}"), given.get(f"note_{criterion.pk}")
            if level is not None and not note:
                self.add_error(
                    f"note_{criterion.pk}",
                    _("Say in a sentence what the level rests on; a score without it is not kept."),
                )
            if level is None and note and f"level_{criterion.pk}" not in self.errors:
                self.add_error(f"level_{criterion.pk}", _("Choose a level for your note."))
        return given

    def given(self) -> list[ScoreGiven]:
        """Only the criteria that were answered."""
        data = self.cleaned_data
        return [
            ScoreGiven(item, data[f"level_{item.pk}"], data[f"note_{item.pk}"])
            for item in self.criteria
            if data[f"level_{item.pk}"] is not None
        ]


class WeightsForm(forms.Form):
    """The group's answer by one method, and which other weights it could live with."""

    def __init__(
        self, *args: Any, method: str, criteria: list[SelectionCriterion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.method, self.criteria = method, criteria
        if method == Selection.Method.SWING:
            for item in criteria:
                self.fields[f"points_{item.pk}"] = percent_field(item.name)
        elif method == Selection.Method.RANK_ORDER:
            for item in criteria:
                self.fields[f"rank_{item.pk}"] = forms.IntegerField(
                    label=item.name, min_value=1, max_value=len(criteria)
                )
        else:
            for first, second in self.pairs:
                self.fields[f"step_{first.pk}_{second.pk}"] = forms.TypedChoiceField(
                    label=f"{first.name} / {second.name}",
                    coerce=int,
                    choices=[(step, _step_words(step, first, second)) for step in _OFFERED_STEPS],
                )
        self.answer_names = tuple(self.fields)
        for item in criteria:
            self.fields[f"low_{item.pk}"] = percent_field(
                _("%(name)s, at least") % {"name": item.name}
            )
            self.fields[f"high_{item.pk}"] = percent_field(
                _("%(name)s, at most") % {"name": item.name}
            )
        self.fields["keeps_order"] = forms.BooleanField(
            label=_("The order of the weights stands firm"), required=False
        )

    @property
    def pairs(self) -> list[tuple[SelectionCriterion, SelectionCriterion]]:
        """Every two criteria once."""
        return [
            (first, second)
            for place, first in enumerate(self.criteria)
            for second in self.criteria[place + 1 :]
        ]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        """The fields of the method."""
        return [self[name] for name in self.answer_names]

    @property
    def range_fields(self) -> list[forms.BoundField]:
        """Least and most of each weight."""
        return [self[f"{end}_{item.pk}"] for item in self.criteria for end in ("low", "high")]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for item in self.criteria:
            low, high = given.get(f"low_{item.pk}"), given.get(f"high_{item.pk}")
            if low is not None and high is not None and low > high:
                self.add_error(f"high_{item.pk}", _("The most is less than the least."))
        return given

    def given(self) -> WeightsGiven:
        """The answer as the service takes it."""
        data = self.cleaned_data
        return WeightsGiven(
            method=self.method,
            keeps_order=data["keeps_order"],
            swing_points=self._of("points", data),
            ranks=self._of("rank", data),
            steps={
                (first.pk, second.pk): data[f"step_{first.pk}_{second.pk}"]
                for first, second in self.pairs
                if f"step_{first.pk}_{second.pk}" in data
            },
            ranges_pct={
                item.pk: (data[f"low_{item.pk}"], data[f"high_{item.pk}"]) for item in self.criteria
            },
        )

    def _of(self, kind: str, data: dict[str, Any]) -> dict[int, int]:
        return {
            item.pk: data[f"{kind}_{item.pk}"]
            for item in self.criteria
            if f"{kind}_{item.pk}" in data
        }


class RunForm(forms.Form):
    """A seed, for one who wants to repeat a run to the digit."""

    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=_MAX_SEED,
        required=False,
        help_text=_("Leave empty for a new one. The same seed and the same scores repeat a run."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class CommentForm(forms.Form):
    """Something to say to the others."""

    text = forms.CharField(label=_("Your comment"), max_length=4000, widget=forms.Textarea)


class PublishForm(forms.Form):
    """The run that the outcome rests on, who is chosen, and why."""

    run = forms.ModelChoiceField(
        label=_("The run that the outcome rests on"),
        queryset=SelectionRun.objects.none(),
        empty_label=None,
    )
    chosen = forms.ModelMultipleChoiceField(
        label=_("Chosen"),
        queryset=Candidate.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The group decides. A choice that differs from the ranks is told as such."),
    )
    reasons_da = forms.CharField(
        label=_("Reasons in Danish"),
        max_length=8000,
        widget=forms.Textarea,
        help_text=_("Everybody can read this. Name no assessor and no score."),
    )
    reasons_en = forms.CharField(
        label=_("Reasons in English"), max_length=8000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, selection: Selection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs: Any = self.fields["run"]
        runs.queryset = selection.runs.all()
        runs.label_from_instance = lambda run: gettext("Run %(number)d") % {"number": run.number}
        candidates: Any = self.fields["chosen"]
        candidates.queryset = selection.candidates.select_related("area")


def _step_words(step: int, first: SelectionCriterion, second: SelectionCriterion) -> str:
    if step == 0:
        return gettext("equally important")
    more = first if step > 0 else second
    return gettext("%(name)s, %(times)d times as important") % {
        "name": more.name,
        "times": min(abs(step), MAX_COMPARISON_STEP) + 1,
    }
