"""The operations of the API: each makes one call to the queries."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page
from ninja import File, Form, Path, Query, Router, UploadedFile
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError

from bybalance.lists.published import published_lists
from bybalance.model.errors import MAX_PROBLEMS_SHOWN, BadInput, BybalanceError
from bybalance.model.formatting import Language
from bybalance.pipelines.wording import Wording
from bybalance.web.api import schemas
from bybalance.web.api.queries import areas, classify, common, lists, rules

CACHED_S: Final = 3600
REFUSALS: Final = dict.fromkeys((400, 404, 422, 429), schemas.Refusal)

reading = Router(tags=["read"])
classifying = Router(tags=["classify"])

InLanguage = Annotated[Language, Query(description="Of names, reasons and notes: da or en")]
Explained = Annotated[bool, Query(description="With reasons, for at most 500 rows")]
Run = Callable[..., HttpResponse]


def _cacheable(run: Run) -> Run:
    """Let a good answer be kept for an hour: the packaged data changes with the code only."""

    @functools.wraps(run)
    def kept(request: HttpRequest, **parameters: Any) -> HttpResponse:
        answer = run(request, **parameters)
        if answer.status_code == 200:
            patch_cache_control(answer, public=True, max_age=CACHED_S)
        return answer

    return conditional_page(kept)


@reading.get("/", response={200: schemas.Index, **REFUSALS}, url_name="index")
@decorate_view(_cacheable)
def index(request: HttpRequest) -> schemas.Index:
    """Where everything is."""
    return schemas.Index(
        openapi=reverse("api:openapi-json"),
        lists=reverse("api:lists"),
        areas=reverse("api:areas"),
        rules=reverse("api:rules"),
        thresholds=reverse("api:thresholds"),
        classify=reverse("api:classify"),
        classify_file=reverse("api:classify_file"),
        provenance=common.provenance(
            Wording("en"),
            sources=(),
            rule_versions=(version.id for version in published_lists().book.versions),
        ),
    )


@reading.get("/lists", response={200: schemas.Lists, **REFUSALS}, url_name="lists")
@decorate_view(_cacheable)
def all_lists(request: HttpRequest, language: InLanguage = "da") -> schemas.Lists:
    """Every list that came out, and how many names of each are known."""
    return lists.all_lists(language=language)


@reading.get("/lists/{list_date}", response={200: schemas.OneList, **REFUSALS}, url_name="list")
@decorate_view(_cacheable)
def one_list(
    request: HttpRequest, list_date: Path[date], language: InLanguage = "da"
) -> schemas.OneList:
    """One list with its areas, near misses included."""
    return lists.one_list(list_date, language=language)


@reading.get("/areas", response={200: schemas.Areas, **REFUSALS}, url_name="areas")
@decorate_view(_cacheable)
def all_areas(request: HttpRequest, language: InLanguage = "da") -> schemas.Areas:
    """Every area that has been on a list."""
    return areas.all_areas(language=language)


@reading.get("/areas/{area_id}", response={200: schemas.OneArea, **REFUSALS}, url_name="area")
@decorate_view(_cacheable)
def one_area(request: HttpRequest, area_id: str, language: InLanguage = "da") -> schemas.OneArea:
    """One area by id or name: its history, and the verdict on each row with figures."""
    return areas.one_area(area_id, language=language)


@reading.get("/rules", response={200: schemas.Rules, **REFUSALS}, url_name="rules")
@decorate_view(_cacheable)
def all_rules(request: HttpRequest, language: InLanguage = "da") -> schemas.Rules:
    """Every rule version and the lists it held for."""
    return rules.all_versions(language=language)


@reading.get(
    "/rules/{version_id}",
    response={200: schemas.OneRuleVersion, **REFUSALS},
    url_name="rule_version",
)
@decorate_view(_cacheable)
def one_rule_version(
    request: HttpRequest, version_id: str, language: InLanguage = "da"
) -> schemas.OneRuleVersion:
    """One rule version: every number with its source and confidence, consequences and doubts."""
    return rules.one_version(version_id, language=language)


@reading.get("/thresholds", response={200: schemas.Thresholds, **REFUSALS}, url_name="thresholds")
@decorate_view(_cacheable)
def yearly_thresholds(request: HttpRequest, language: InLanguage = "da") -> schemas.Thresholds:
    """The threshold for convictions, list by list."""
    return rules.yearly_thresholds(language=language)


@classifying.post(
    "/classify", response={200: schemas.ClassifiedTable, **REFUSALS}, url_name="classify"
)
def classify_rows(
    request: HttpRequest,
    table: schemas.FiguresTable,
    explain: Explained = True,
    language: InLanguage = "da",
) -> schemas.ClassifiedTable:
    """Classify at most 5,000 rows of figures, with margins and reasons. Nothing is stored."""
    return classify.of_rows(table, explain=explain, language=language, now=timezone.now())


@classifying.post(
    "/classify/file", response={200: schemas.ClassifiedTable, **REFUSALS}, url_name="classify_file"
)
def classify_file(
    request: HttpRequest,
    file: File[UploadedFile],
    options: Form[schemas.RuleOptions],
    explain: Explained = True,
    language: InLanguage = "da",
) -> schemas.ClassifiedTable:
    """Classify a CSV, XLSX or Parquet file of at most 5 MB and 5,000 rows. Nothing is stored."""
    return classify.of_file(
        file, options=options, explain=explain, language=language, now=timezone.now()
    )


def unknown(request: HttpRequest, refusal: BybalanceError) -> HttpResponse:
    """There is no such list, area or rule version; the message names those there are."""
    return _refusal([schemas.Problem(text=_wording(request).refusal(refusal))], status=404)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The body is no JSON or no form, or larger than any table may be."""
    text = "The body cannot be read: send JSON or a form of at most 5 MB, as the schema says."
    return _refusal([schemas.Problem(text=text)], status=400)


def misshapen(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    """The request is not of the shape that the schema asks for."""
    problems = [_problem_of_shape(error) for error in refusal.errors[:MAX_PROBLEMS_SHOWN]]
    return _refusal(problems, status=422)


def bad_input(request: HttpRequest, refusal: BadInput) -> HttpResponse:
    """The figures cannot be what they claim to be."""
    wording = _wording(request)
    problems = [
        schemas.Problem(
            text=wording.problem(item),
            file=item.file,
            sheet=item.sheet,
            row=item.row,
            column=item.column,
            value=item.value,
        )
        for item in refusal.problems
    ]
    return _refusal(problems, status=422)


def too_much(request: HttpRequest, exception: Exception) -> HttpResponse:
    """More was asked for than is answered at once; the message says what to ask for instead."""
    return _refusal([schemas.Problem(text=str(exception))], status=422)


def refused(request: HttpRequest, refusal: HttpError) -> HttpResponse:
    """What django-ninja itself refuses: too many requests, or a body that is no JSON."""
    if refusal.status_code == 400:
        return unreadable(request, refusal)
    return _refusal([schemas.Problem(text=str(refusal))], status=refusal.status_code)


def _wording(request: HttpRequest) -> Wording:
    """The language asked for, read here by hand since a refused request has no parameters."""
    return Wording("en" if request.GET.get("language") == "en" else "da")


def _problem_of_shape(error: dict[str, Any]) -> schemas.Problem:
    """Name row and column of one fault; where it lies is a path such as body, rows, 3, area."""
    path = error["loc"]
    names = [str(part) for part in path if isinstance(part, str)]
    rows = [part for part in path if isinstance(part, int)]
    return schemas.Problem(
        text=f"{names[-1]}: {error['msg']}", row=rows[0] + 1 if rows else None, column=names[-1]
    )


def _refusal(problems: list[schemas.Problem], *, status: int) -> HttpResponse:
    return JsonResponse(schemas.Refusal(problems=problems).model_dump(), status=status)
