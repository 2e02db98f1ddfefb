"""Charts drawn on the server as accessible SVG: frozen descriptions in, markup out.

Each kind of chart is one module with a dataclass and a ``draw`` function. A chart that has text
beside its marks comes in two layouts, wide and narrow; the stylesheet shows the one that fits, so
text keeps its size instead of shrinking with the picture. Colours, dashes and hatching come from
classes in ``static/shared/charts.css``.
"""
