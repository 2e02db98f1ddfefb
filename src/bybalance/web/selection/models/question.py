from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bybalance.selection.analysis import WeightMethod
from bybalance.web.areas.models import Area
from bybalance.web.programme.models import Node
from bybalance.web.shared.bilingual import Bilingual

#: A comparison of two criteria as people make it: 0 is equal, 8 is nine times as important.
MAX_COMPARISON_STEP = 8


class Selection(models.Model):
    """A choice of areas for a part of the programme, from the first criterion to the reasons."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being set up")
        SCORING = "scoring", _("Being scored")
        CLOSED = "closed", _("Scores are in")
        PUBLISHED = "published", _("Published")

    class Method(models.TextChoices):
        SWING = WeightMethod.SWING.value, _("By swing points")
        RANK_ORDER = WeightMethod.RANK_ORDER.value, _("By rank order")
        PAIRWISE = WeightMethod.PAIRWISE.value, _("Two by two")

    node = models.ForeignKey(
        Node,
        on_delete=models.PROTECT,
        related_name="selections",
        verbose_name=_("part of the programme"),
    )
    title_da = models.CharField(_("title in Danish"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    title = Bilingual("title")
    purpose_da = models.TextField(_("what is to be chosen, in Danish"), blank=True)
    purpose_en = models.TextField(_("what is to be chosen, in English"), blank=True)
    purpose = Bilingual("purpose")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    chosen_count = models.PositiveSmallIntegerField(_("how many are to be chosen"), default=3)
    budget_oere = models.BigIntegerField(_("budget in øre"), null=True, blank=True)
    weight_method = models.CharField(
        _("how the criteria are weighed"),
        max_length=12,
        choices=Method.choices,
        default=Method.SWING,
    )
    keeps_order = models.BooleanField(_("the order of the weights stands firm"), default=False)
    weights_changed_at = models.DateTimeField(_("weights changed"), null=True, blank=True)
    closed_at = models.DateTimeField(_("scores in"), null=True, blank=True)
    reasons_da = models.TextField(_("reasons in Danish"), blank=True)
    reasons_en = models.TextField(_("reasons in English"), blank=True)
    reasons = Bilingual("reasons")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_run = models.ForeignKey(
        "selection.SelectionRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published run"),
    )
    is_invented = models.BooleanField(_("invented"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("set up by"),
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(chosen_count__gte=1), name="selection_chooses_somebody"
            ),
            models.CheckConstraint(
                condition=Q(budget_oere=None) | Q(budget_oere__gte=0),
                name="selection_budget_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(published_run__isnull=False) & Q(published_at__isnull=False)),
                name="published_selection_has_a_run",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def are_scores_open(self) -> bool:
        """Whether everybody who takes part may see everybody's scores."""
        return self.state in (self.State.CLOSED, self.State.PUBLISHED)


class SelectionCriterion(models.Model):
    """A criterion of one selection, with what the group said of its weight."""

    selection = models.ForeignKey(
        Selection, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("selection")
    )
    key = models.SlugField(_("key"), max_length=60)
    position = models.PositiveSmallIntegerField(_("place in the list"))
    name_da = models.CharField(_("name in Danish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name = Bilingual("name")
    question_da = models.CharField(_("question in Danish"), max_length=300)
    question_en = models.CharField(_("question in English"), max_length=300, blank=True)
    question = Bilingual("question")
    is_ordinal = models.BooleanField(_("the levels have only an order"), default=False)
    knock_out_level = models.PositiveSmallIntegerField(_("knock-out level"), null=True, blank=True)
    swing_points = models.PositiveSmallIntegerField(_("swing points"), default=100)
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    lowest_weight_pct = models.PositiveSmallIntegerField(_("lowest weight"), default=0)
    highest_weight_pct = models.PositiveSmallIntegerField(_("highest weight"), default=100)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("selection", "key"), name="criterion_key_once"),
            models.CheckConstraint(
                condition=Q(knock_out_level=None) | Q(knock_out_level__range=(1, 4)),
                name="criterion_knocks_out_below_1_to_4",
            ),
            models.CheckConstraint(
                condition=Q(lowest_weight_pct__lte=models.F("highest_weight_pct"))
                & Q(highest_weight_pct__lte=100),
                name="criterion_weight_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CriterionLevel(models.Model):
    """What one level of a criterion looks like."""

    criterion = models.ForeignKey(
        SelectionCriterion,
        on_delete=models.CASCADE,
        related_name="levels",
        verbose_name=_("criterion"),
    )
    level = models.PositiveSmallIntegerField(_("level"))
    text_da = models.CharField(_("text in Danish"), max_length=300)
    text_en = models.CharField(_("text in English"), max_length=300, blank=True)
    text = Bilingual("text")
    value_pct = models.PositiveSmallIntegerField(_("value of the level"))

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ("criterion", "level")
        constraints = [
            models.UniqueConstraint(fields=("criterion", "level"), name="criterion_level_once"),
            models.CheckConstraint(condition=Q(level__range=(0, 4)), name="criterion_level_0_to_4"),
            models.CheckConstraint(
                condition=Q(value_pct__range=(0, 100)), name="criterion_level_value_0_to_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.text}"


class Comparison(models.Model):
    """How many steps the first of two criteria is more important than the second."""

    first = models.ForeignKey(
        SelectionCriterion, on_delete=models.CASCADE, related_name="+", verbose_name=_("first")
    )
    second = models.ForeignKey(
        SelectionCriterion, on_delete=models.CASCADE, related_name="+", verbose_name=_("second")
    )
    step = models.SmallIntegerField(_("step"), default=0)

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ("first", "second")
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="criteria_compared_once"),
            models.CheckConstraint(
                condition=Q(step__range=(-MAX_COMPARISON_STEP, MAX_COMPARISON_STEP)),
                name="comparison_step_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} · {self.second}"


class Candidate(models.Model):
    """An area that may be chosen: one that the site knows, or one by its name alone."""

    selection = models.ForeignKey(
        Selection, on_delete=models.CASCADE, related_name="candidates", verbose_name=_("selection")
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="candidacies",
        verbose_name=_("housing area"),
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    cost_oere = models.BigIntegerField(_("cost in øre"), null=True, blank=True)
    is_selected = models.BooleanField(_("chosen"), default=False)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=(Q(area=None) & ~Q(name="")) | Q(area__isnull=False, name=""),
                name="candidate_is_an_area_or_a_name",
            ),
            models.UniqueConstraint(fields=("selection", "area"), name="area_is_candidate_once"),
            models.UniqueConstraint(
                fields=("selection", "name"), condition=~Q(name=""), name="candidate_name_once"
            ),
            models.CheckConstraint(
                condition=Q(cost_oere=None) | Q(cost_oere__gte=0),
                name="candidate_cost_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.area.name if self.area is not None else self.name

    @property
    def is_invented(self) -> bool:
        """Whether the candidate is made up, by its area or its selection."""
        return self.area.is_invented if self.area is not None else self.selection.is_invented
