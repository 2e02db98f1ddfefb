from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from bybalance.web.atlas import exports
from bybalance.web.atlas.forms import CityForm, CompareForm, LayerForm, MapForm, ProfileForm
from bybalance.web.atlas.queries import (
    area_page,
    city_page,
    compare_page,
    index_page,
    map_page,
    provenance,
)
from bybalance.web.atlas.queries.shown import ShownBuild
from bybalance.web.atlas.views.common import asked_build
from bybalance.web.shared import access


@access.public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The cities of the atlas."""
    return render(request, "atlas/index.html", {"page": index_page.index_page(request.user)})


@access.public
@require_safe
def city(request: HttpRequest, city_key: str) -> HttpResponse:
    """A city as a whole."""
    shown = asked_build(request, city_key)
    form = CityForm(
        request.GET, manifest=shown.atlas.manifest, measures=city_page.measures_of(shown)
    )
    form.is_valid()
    choice = city_page.CityChoice(
        group=form.asked("group"), year=int(form.asked("year")), measure=form.asked("measure")
    )
    page = city_page.city_page(shown, choice)
    return _page(request, "atlas/city.html", shown, form=form, page=page)


@access.public
@require_safe
def city_map(request: HttpRequest, city_key: str) -> HttpResponse:
    """The map of a city, with one layer or two."""
    shown = asked_build(request, city_key)
    form = MapForm(request.GET, manifest=shown.atlas.manifest)
    form.is_valid()
    page = map_page.map_page(
        shown, form.choices(), sort=form.asked("sort"), order=form.asked("order")
    )
    return _page(request, "atlas/map.html", shown, form=form, page=page)


@access.public
@require_safe
def area(request: HttpRequest, city_key: str, atlas_area_id: str) -> HttpResponse:
    """The profile of an area."""
    shown = asked_build(request, city_key)
    form = ProfileForm(request.GET, manifest=shown.atlas.manifest)
    form.is_valid()
    choice = area_page.ProfileChoice(group=form.asked("group"), year=int(form.asked("year")))
    page = area_page.area_page(shown, atlas_area_id, choice)
    return _page(request, "atlas/area.html", shown, form=form, page=page)


@access.public
@require_safe
def compare(request: HttpRequest, city_key: str) -> HttpResponse:
    """Two or more areas beside each other."""
    shown = asked_build(request, city_key)
    form = CompareForm(request.GET, manifest=shown.atlas.manifest)
    form.is_valid()
    page = compare_page.compare_page(
        shown, form.asked("area") or [], group=form.asked("group"), year=int(form.asked("year"))
    )
    return _page(request, "atlas/compare.html", shown, form=form, page=page)


@access.public
@require_safe
def download(
    request: HttpRequest, city_key: str, table_name: str, file_format: str
) -> HttpResponse:
    """A table of the city as a file."""
    shown = asked_build(request, city_key)
    form = LayerForm(request.GET, manifest=shown.atlas.manifest)
    form.is_valid()
    response = exports.city_file(
        shown, table_name, choice=form.choice(), area_ids=request.GET.getlist("area"),
        file_format=file_format, now=timezone.now(),
    )  # fmt: skip
    add_never_cache_headers(response)
    return response


@access.public
@require_safe
def download_area(
    request: HttpRequest, city_key: str, atlas_area_id: str, file_format: str
) -> HttpResponse:
    """The profile of an area as a file."""
    shown = asked_build(request, city_key)
    form = ProfileForm(request.GET, manifest=shown.atlas.manifest)
    form.is_valid()
    choice = area_page.ProfileChoice(group=form.asked("group"), year=int(form.asked("year")))
    response = exports.area_file(
        shown, atlas_area_id, choice=choice, file_format=file_format, now=timezone.now()
    )
    add_never_cache_headers(response)
    return response


@access.public
@require_safe
def map_image(request: HttpRequest, city_key: str, image_format: str) -> HttpResponse:
    """One layer of the map as a picture to take away."""
    shown = asked_build(request, city_key)
    form = LayerForm(request.GET, manifest=shown.atlas.manifest)
    form.is_valid()
    response = exports.image_file(shown, form.choice(), image_format=image_format)
    add_never_cache_headers(response)  # what is withdrawn must not come back from a cache
    return response


def _page(
    request: HttpRequest, template: str, shown: ShownBuild, *, form: Any, page: Any
) -> HttpResponse:
    """A page of a city, with where its figures come from; 400 where a choice is not possible."""
    context = {
        "shown": shown,
        "form": form,
        "page": page,
        "provenance": provenance.facts(shown),
    }
    response = render(request, template, context, status=400 if form.errors else 200)
    if not shown.is_public:
        add_never_cache_headers(response)
    return response
