from __future__ import annotations

import gzip
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from bybalance.atlas.tiles import is_tile
from bybalance.web.atlas import permissions
from bybalance.web.atlas.models import Build
from bybalance.web.atlas.queries import opened
from bybalance.web.atlas.views.common import keep_for_good
from bybalance.web.shared import access

_CONTENT_TYPE = "application/vnd.mapbox-vector-tile"
_GZIP_LEVEL = 3


@access.public
@require_safe
def tile(
    request: HttpRequest, run_id: str, group: str, k: int, year: int, z: int, x: int, y: int
) -> HttpResponse:
    """One tile of class codes; never a value."""
    build = permissions.builds.get(request.user, run_id=run_id)
    atlas = opened.open_build(build)
    manifest = atlas.manifest
    is_layer = (
        k in manifest.k
        and year in manifest.years
        and any(one.key == group for one in manifest.groups)
    )
    if not is_layer or not is_tile(z, x, y):
        raise Http404
    return _answer(
        request,
        build,
        f"{group}-{k}-{year}-{z}-{x}-{y}",
        lambda: atlas.cell_tile(group=group, k=k, year=year, z=z, x=x, y=y),
    )


@access.public
@require_safe
def ground_tile(request: HttpRequest, run_id: str, z: int, x: int, y: int) -> HttpResponse:
    """One tile of water, roads, rail and outlines of areas."""
    build = permissions.builds.get(request.user, run_id=run_id)
    if not is_tile(z, x, y):
        raise Http404
    atlas = opened.open_build(build)
    return _answer(request, build, f"{z}-{x}-{y}", lambda: atlas.ground_tile(z=z, x=x, y=y))


def _answer(
    request: HttpRequest, build: Build, name: str, make: Callable[[], bytes]
) -> HttpResponse:
    """The tile, or that the browser has it; what a run holds never changes."""
    is_public = build.release.is_public
    etag = f'"{build.run_id}-{name}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    content = make()
    response = HttpResponse(content, content_type=_CONTENT_TYPE, status=200 if content else 204)
    if content and "gzip" in request.headers.get("accept-encoding", ""):
        response.content = gzip.compress(content, _GZIP_LEVEL, mtime=0)
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = etag
    keep_for_good(response, is_public=is_public)
    return response
