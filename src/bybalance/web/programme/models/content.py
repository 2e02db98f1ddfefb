"""What is said of a node: sentences, figures, documents and references."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bybalance.web.programme.models.nodes import Node
from bybalance.web.shared import private_files
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import KeptManager, Removable, Sourced


class Statement(Sourced, Removable):
    """A sentence about a node in our own words: an aim, a part of the approach, a criterion."""

    class Kind(models.TextChoices):
        AIM = "aim", _("Aim")
        GOAL = "goal", _("Common goal of the partnership")
        APPROACH = "approach", _("Approach")
        CRITERION = "criterion", _("Criterion for choosing areas")
        CONCLUSION = "conclusion", _("Conclusion")
        DISSEMINATION = "dissemination", _("Sharing of knowledge")
        NOTE = "note", _("Note")

    node = models.ForeignKey(
        Node,
        on_delete=models.CASCADE,
        related_name="statements",
        verbose_name=_("part of the programme"),
    )
    key = models.SlugField(_("key"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    heading_da = models.CharField(_("heading in Danish"), max_length=160, blank=True)
    heading_en = models.CharField(_("heading in English"), max_length=160, blank=True)
    heading = Bilingual("heading")
    text_da = models.TextField(_("text in Danish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text = Bilingual("text")
    about_da = models.CharField(_("whom it is about, in Danish"), max_length=160, blank=True)
    about_en = models.CharField(_("whom it is about, in English"), max_length=160, blank=True)
    about = Bilingual("about")

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        ordering = ("kind", "position", "id")

    def __str__(self) -> str:
        return self.heading or self.text


class KeyFigure(Sourced, Removable):
    """A number that matters, with its unit, what it is of, and its source."""

    node = models.ForeignKey(
        Node,
        on_delete=models.CASCADE,
        related_name="key_figures",
        verbose_name=_("part of the programme"),
    )
    key = models.SlugField(_("key"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    number = models.DecimalField(_("the number"), max_digits=16, decimal_places=2)
    qualifier_da = models.CharField(
        _("word before the number, in Danish"), max_length=40, blank=True
    )
    qualifier_en = models.CharField(
        _("word before the number, in English"), max_length=40, blank=True
    )
    qualifier = Bilingual("qualifier")
    unit_da = models.CharField(_("unit in Danish"), max_length=40, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=40, blank=True)
    unit = Bilingual("unit")
    label_da = models.CharField(_("what it is, in Danish"), max_length=300)
    label_en = models.CharField(_("what it is, in English"), max_length=300, blank=True)
    label = Bilingual("label")
    as_of_on = models.DateField(_("as of"), null=True, blank=True)
    is_lead = models.BooleanField(_("shown large at the top"), default=False)

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ("-is_lead", "position", "id")

    def __str__(self) -> str:
        return self.label


def document_path(document: Document, filename: str) -> str:
    """A name that tells nothing of the document and cannot be guessed."""
    return private_files.random_path("programme", filename)


class Document(Sourced, Removable):
    """A document of a node: a file here, an address elsewhere, or only known by its name."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Programme for an area")
        ANNEX = "annex", _("Annex")
        TERMS = "terms", _("Terms of reference")
        AGENDA = "agenda", _("Agenda")
        PRESENTATION = "presentation", _("Presentation")
        OVERVIEW = "overview", _("Overview")
        REPORT = "report", _("Report")
        CATALOGUE = "catalogue", _("Catalogue")
        OTHER = "other", _("Other")

    class Language(models.TextChoices):
        DANISH = "da", _("Danish")
        ENGLISH = "en", _("English")

    node = models.ForeignKey(
        Node,
        on_delete=models.CASCADE,
        related_name="documents",
        verbose_name=_("part of the programme"),
    )
    key = models.SlugField(_("key"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    title_da = models.CharField(_("title in Danish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title = Bilingual("title")
    belongs_to_da = models.CharField(_("belongs to, in Danish"), max_length=160, blank=True)
    belongs_to_en = models.CharField(_("belongs to, in English"), max_length=160, blank=True)
    belongs_to = Bilingual("belongs_to")
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.DANISH
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    file = models.FileField(
        _("file"),
        upload_to=document_path,
        storage=private_files.storage,
        max_length=120,
        blank=True,
    )
    file_name = models.CharField(_("name of the file"), max_length=160, blank=True, editable=False)
    content_type = models.CharField(_("type of file"), max_length=100, blank=True, editable=False)
    is_read = models.BooleanField(_("we have read the document"), default=False)

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def is_only_named(self) -> bool:
        """Whether a source names the document and nobody here has seen it."""
        return not (self.file or self.url or self.is_read)


class Reference(Sourced, Removable):
    """A thing outside that a node points to: a research overview, a podcast, a page."""

    class Kind(models.TextChoices):
        OVERVIEW = "overview", _("Research overview")
        PODCAST = "podcast", _("Podcast")
        PAGE = "page", _("Page elsewhere")

    node = models.ForeignKey(
        Node,
        on_delete=models.CASCADE,
        related_name="references",
        verbose_name=_("part of the programme"),
    )
    key = models.SlugField(_("key"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    title_da = models.CharField(_("title in Danish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title = Bilingual("title")
    text_da = models.TextField(_("text in Danish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text = Bilingual("text")
    topics_da = models.TextField(
        _("topics in Danish"), blank=True, help_text=_("One topic on each line.")
    )
    topics_en = models.TextField(
        _("topics in English"), blank=True, help_text=_("One topic on each line.")
    )
    topics = Bilingual("topics")
    url = models.URLField(_("address"), max_length=500, blank=True)

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ("kind", "position", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def topic_list(self) -> list[str]:
        """The topics in the reader's language, one by one."""
        return [line.strip() for line in self.topics.splitlines() if line.strip()]
