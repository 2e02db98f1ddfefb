from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.atlas.views import public, tiles, work

app_name = "atlas"

urlpatterns = [
    path("", public.index, name="index"),
    path(_("work/"), work.overview, name="work"),
    path(_("work/order/"), work.order, name="order"),
    path(_("work/<int:release_id>/"), work.release, name="release"),
    path(_("work/<int:release_id>/approve/"), work.approve, name="approve"),
    path(_("work/<int:release_id>/publish/"), work.publish, name="publish"),
    path(_("work/<int:release_id>/withdraw/"), work.withdraw, name="withdraw"),
    path(
        "tiles/<slug:run_id>/<slug:group>/<int:k>/<int:year>/<int:z>/<int:x>/<int:y>.mvt",
        tiles.tile,
        name="tile",
    ),
    path(
        "tiles/<slug:run_id>/ground/<int:z>/<int:x>/<int:y>.mvt",
        tiles.ground_tile,
        name="ground_tile",
    ),
    path("<slug:city_key>/", public.city, name="city"),
    path(_("<slug:city_key>/map/"), public.city_map, name="map"),
    path(_("<slug:city_key>/map/picture.<slug:image_format>"), public.map_image, name="map_image"),
    path(_("<slug:city_key>/compare/"), public.compare, name="compare"),
    path(
        _("<slug:city_key>/download/<slug:table_name>/<slug:file_format>/"),
        public.download,
        name="download",
    ),
    path(_("<slug:city_key>/areas/<slug:atlas_area_id>/"), public.area, name="area"),
    path(
        _("<slug:city_key>/areas/<slug:atlas_area_id>/download/<slug:file_format>/"),
        public.download_area,
        name="download_area",
    ),
]
