from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.model.errors import BadInput, UnknownArea, UnknownList, UnknownRuleVersion
from bybalance.pipelines import lists as pipeline
from bybalance.pipelines.lists import ClassificationRun
from bybalance.web.accounts.models import User
from bybalance.web.lists import exports, forms, permissions, services
from bybalance.web.lists.models import SavedClassification
from bybalance.web.lists.queries import (
    areas_page,
    classify_page,
    compare_page,
    kept_page,
    list_page,
    rules_page,
    trend,
    what_if_page,
    words,
)
from bybalance.web.lists.queries import saved as saved_queries
from bybalance.web.shared import access

P = ParamSpec("P")
Found = TypeVar("Found")


class SignedInRequest(HttpRequest):
    """What ``access.signed_in`` guarantees: someone has signed in."""

    user: User


@access.public
@require_safe
def lists(request: HttpRequest, list_date: str = "") -> HttpResponse:
    """One list: the newest with names, or the one asked for."""
    day = _known_date(list_date) if list_date else forms.list_dates()[0]
    form = forms.ListFilterForm(request.GET, list_date=day)
    page = list_page.list_page(day, chosen=form.chosen())
    context = {
        "form": form,
        "page": page,
        "trend": trend.trend_chart(),
        "municipalities": trend.municipalities_chart(),
        "shades": trend.shades(),
        "downloads": exports.downloads("lists:download_list", day.isoformat()),
    }
    return render(request, "lists/list.html", context)


@access.public
@require_safe
def download_list(request: HttpRequest, list_date: str, file_format: str) -> HttpResponse:
    """One list as a file."""
    day = _known_date(list_date)
    content = exports.list_bytes(day, file_format=file_format, now=timezone.now())
    return exports.file_response(
        content, stem=f"bybalance-{day.isoformat()}", file_format=file_format
    )


@access.public
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Entries and exits between two lists."""
    form = forms.CompareForm({**list_page.newest_complete_pair(), **request.GET.dict()})
    page = None
    if form.is_valid():
        page = compare_page.compare_page(
            earlier=date.fromisoformat(form.cleaned_data["earlier"]),
            later=date.fromisoformat(form.cleaned_data["later"]),
            lineage=form.cleaned_data["lineage"] or "parallel_society",
        )
    return render(
        request,
        "lists/compare.html",
        {"form": form, "page": page, "crumbs": _crumbs()},
        status=200 if page else 400,
    )


@access.public
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Every area that has been on a list."""
    form = forms.AreaSearchForm(request.GET)
    search = form.cleaned_data["search"] if form.is_valid() else ""
    context = {"form": form, "page": areas_page.areas_page(search=search), "crumbs": _crumbs()}
    return render(request, "lists/areas.html", context)


@access.public
@require_safe
def area(request: HttpRequest, area_id: str) -> HttpResponse:
    """Where an area's page was; it has moved to the page that holds everything of the area."""
    return redirect("area", area_id, permanent=True)


@access.public
@require_safe
def download_area(request: HttpRequest, area_id: str, file_format: str) -> HttpResponse:
    """One area's history as a file."""
    content = _or_404(exports.area_bytes, area_id, file_format=file_format, now=timezone.now())
    return exports.file_response(content, stem=f"bybalance-{area_id}", file_format=file_format)


@access.public
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """The verdict on figures real or supposed; the address holds the whole question."""
    is_asked = "list_date" in request.GET
    form = forms.WhatIfForm(_what_if_data(request.GET) if is_asked else None)
    page = what_if_page.what_if_page(_question(form)) if form.is_valid() else None
    return render(
        request,
        "lists/what_if.html",
        {"form": form, "page": page},
        status=400 if form.errors else 200,
    )


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def classify(request: HttpRequest) -> HttpResponse:
    """Classify a table in the browser; nothing of it is stored."""
    is_sent = request.method == "POST"
    form = forms.ClassifyForm(request.POST, request.FILES) if is_sent else forms.ClassifyForm()
    problems: list[str] = []
    if form.is_valid():
        try:
            run = classify_page.run_of_upload(
                form.cleaned_data["file"].read(),
                name=form.cleaned_data["file"].name,
                options=form.options(),
                list_date=form.cleaned_data["list_date"],
                sheet=form.cleaned_data["sheet"] or None,
                now=timezone.now(),
            )
        except BadInput as refusal:
            problems = list(words.wording().problems(refusal))
        except classify_page.TooManyRows:
            form.add_error("file", forms.TOO_MANY_ROWS)
        else:
            return _result(request, run, form)
    context = {
        "form": form,
        "problems": problems,
        "headings": exports.headings(),
        "saved": saved_queries.saved_by(request.user),
    }
    is_refused = bool(problems or form.errors)
    return render(request, "lists/classify.html", context, status=400 if is_refused else 200)


@access.public
@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """A table to try: the published rows whose figures were found."""
    return exports.file_response(
        exports.example_bytes(), stem="bybalance-example", file_format="csv"
    )


@access.public
@require_POST
def download_result(request: HttpRequest, file_format: str) -> HttpResponse:
    """The classification that the page carries, as a file."""
    kept = forms.KeptForm(request.POST)
    run = _run_of_kept(kept)
    return exports.file_response(
        _run_bytes(run, file_format), stem="bybalance-verdicts", file_format=file_format
    )


@access.signed_in
@require_POST
def save(request: SignedInRequest) -> HttpResponse:
    """Keep the classification that the page carries, because its owner asks for it."""
    run = _run_of_kept(forms.KeptForm(request.POST))
    form = forms.SaveForm(request.POST)
    if not form.is_valid():
        return _result_page(request, run, save_form=form)
    try:
        saved = services.save_classification(
            title=form.cleaned_data["title"],
            figures_csv=classify_page.figures_csv(run),
            input_sha256=form.cleaned_data["input_sha256"],
            options=_rule_options(request),
            page_key=form.cleaned_data["page_key"],
            by=request.user,
            now=timezone.now(),
        )
    except services.SavedAlready as earlier:
        form.add_error("title", forms.SAVED_ALREADY % {"title": earlier})
        return _result_page(request, run, save_form=form)
    messages.success(request, _("The classification has been saved. Only you can see it."))
    return redirect("lists:saved", saved.pk)


@access.signed_in
@require_safe
def saved(request: SignedInRequest, saved_id: int) -> HttpResponse:
    """A classification that its owner has kept."""
    kept = permissions.saved_classifications.get(request.user, pk=saved_id)
    run = _run_of_saved(kept)
    context = {
        "saved": kept,
        "page": classify_page.classified_page(run),
        "downloads": exports.downloads("lists:download_saved", saved_id),
        "crumbs": _crumbs_of_classify(),
    }
    return render(request, "lists/saved.html", context)


@access.signed_in
@require_safe
def download_saved(request: SignedInRequest, saved_id: int, file_format: str) -> HttpResponse:
    """A kept classification as a file."""
    kept = permissions.saved_classifications.get(request.user, pk=saved_id)
    run = _run_of_saved(kept)
    return exports.file_response(
        _run_bytes(run, file_format), stem="bybalance-verdicts", file_format=file_format
    )


@access.signed_in
@require_POST
def delete_saved(request: SignedInRequest, saved_id: int) -> HttpResponse:
    """Forget a kept classification."""
    kept = permissions.saved_classifications.get(request.user, pk=saved_id)
    services.delete_classification(kept, by=request.user, now=timezone.now())
    messages.success(request, _("The classification and its figures have been deleted."))
    return redirect("lists:classify")


@access.public
@require_safe
def rules(request: HttpRequest, version_id: str = "") -> HttpResponse:
    """What held when."""
    page = _or_404(rules_page.rules_page, version_id or None)
    return render(request, "lists/rules.html", {"page": page})


@access.public
@require_safe
def compare_rules(request: HttpRequest) -> HttpResponse:
    """Two rule versions side by side."""
    form = forms.CompareRulesForm({"one": "2018", "other": "2021", **request.GET.dict()})
    page = None
    if form.is_valid():
        page = rules_page.rules_difference(form.cleaned_data["one"], form.cleaned_data["other"])
    context = {"form": form, "page": page, "crumbs": [(_("Rules"), reverse("lists:rules"))]}
    return render(request, "lists/compare_rules.html", context, status=200 if page else 400)


def _crumbs() -> list[tuple[str, str]]:
    """The way back to the lists."""
    return [(_("The lists"), reverse("lists:lists"))]


def _crumbs_of_classify() -> list[tuple[str, str]]:
    """The way back to classifying."""
    return [(_("Classify"), reverse("lists:classify"))]


def _known_date(text: str) -> date:
    """The date of a published list, or 404."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if text != day.isoformat() or day not in forms.list_dates():
        raise Http404
    return day


def _or_404(read: Callable[P, Found], *args: P.args, **options: P.kwargs) -> Found:
    """What a query finds, or 404 where there is no such area, list or rule version."""
    try:
        return read(*args, **options)
    except (UnknownArea, UnknownList, UnknownRuleVersion):
        raise Http404 from None


def _what_if_data(query: QueryDict) -> dict[str, str]:
    """The question in the address, its gaps filled with the published figures of its area.

    A figure is filled in only where the address does not name it: an emptied field stays empty.
    """
    data = {name: str(value) for name, value in query.items()}
    if not data.get("area"):
        return data
    try:
        list_date = date.fromisoformat(data.get("list_date", ""))
    except ValueError:
        return data
    return {**what_if_page.figures_of_listing(data["area"], list_date), **data}


def _question(form: forms.WhatIfForm) -> what_if_page.Question:
    given, options = form.cleaned_data, form.options()
    return what_if_page.Question(
        figures=form.figures(),
        list_date=given["list_date"],
        version_id=options.version_id,
        convicted_threshold_share=options.convicted_threshold_share,
        years_in_a_row=options.years_in_a_row,
        lists_before=given["lists_before"],
        area_id=given["area"],
    )


def _result(request: HttpRequest, run: ClassificationRun, form: forms.ClassifyForm) -> HttpResponse:
    """The verdicts on a page that carries the table, or as the file asked for."""
    file_format = form.cleaned_data["output"]
    if file_format != "page":
        content = _run_bytes(run, file_format)
        return exports.file_response(content, stem="bybalance-verdicts", file_format=file_format)
    kept = _kept(request, run)
    save_form = forms.SaveForm(initial={**kept, "title": _title(form), "page_key": uuid4()})
    return _result_page(request, run, save_form=save_form)


def _result_page(
    request: HttpRequest, run: ClassificationRun, *, save_form: forms.SaveForm
) -> HttpResponse:
    """The verdicts on a page that carries the table, since nothing of it is stored."""
    context = {
        "page": classify_page.classified_page(run),
        "download_form": forms.KeptForm(initial=_kept(request, run), auto_id=False),
        "save_form": save_form,
        "file_formats": [name for name, _label in forms.ClassifyForm.FORMATS if name != "page"],
        "crumbs": _crumbs_of_classify(),
    }
    return render(
        request, "lists/classified.html", context, status=400 if save_form.errors else 200
    )


def _kept(request: HttpRequest, run: ClassificationRun) -> dict[str, str]:
    """What the page carries: the figures, the fingerprint of the file, the rules applied."""
    figures = classify_page.figures_csv(run)
    return {
        **_rule_options(request),
        "figures": figures,
        "fingerprint": kept_page.signed_fingerprint(
            figures, input_sha256=run.provenance.input_sha256 or ""
        ),
    }


def _rule_options(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in forms.RULE_OPTIONS}


def _title(form: forms.ClassifyForm) -> str:
    """The name of the file as a title, no longer than one may be."""
    name: str = form.cleaned_data["file"].name
    return name[: SavedClassification.title.field.max_length]


def _run_of_kept(form: forms.KeptForm) -> ClassificationRun:
    """Classify again what a page carried; it was valid when it left us, so a fault is a 400."""
    if not form.is_valid():
        raise BadRequest("the page's own table came back changed")
    return _run_again(form.cleaned_data["figures"], form, form.cleaned_data["input_sha256"])


def _run_of_saved(kept: SavedClassification) -> ClassificationRun:
    form = forms.KeptRulesForm(kept.options)
    if not form.is_valid():
        raise BadRequest("the rules of a saved classification are no longer known")
    return _run_again(kept.figures_csv, form, kept.input_sha256)


def _run_again(figures: str, form: forms.RulesForm, input_sha256: str) -> ClassificationRun:
    try:
        return classify_page.run_again(
            figures, options=form.options(), input_sha256=input_sha256, now=timezone.now()
        )
    except (BadInput, classify_page.TooManyRows):
        # The refusal quotes values of the table, which must not reach the log.
        raise BadRequest("the page's own table came back changed") from None


def _run_bytes(run: ClassificationRun, file_format: str) -> bytes:
    return pipeline.run_bytes(run, exports.ending(file_format), language=words.language())
