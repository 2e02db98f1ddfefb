"""One figure against its threshold: a short bar with a mark."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bybalance.model.formatting import Exact
from bybalance.web.shared.charts import layout, svg

SMALL = svg.Layout(name="small", width=240, font_size=15)

_BAR_TOP = 6.0
_BAR_HEIGHT = 14.0
_HEIGHT = 46.0


@dataclass(frozen=True)
class ThresholdBar:
    """A value and a threshold on an axis from zero to ``axis_end``; either may be unknown."""

    caption: svg.Caption
    value: Exact | None
    threshold: Exact | None
    threshold_label: str
    axis_end: Exact
    is_met: bool | None

    def __post_init__(self) -> None:
        if self.axis_end <= 0:
            message = f"The axis must end above zero, not at {self.axis_end}"
            raise ValueError(message)

    def x(self, position: Exact) -> float:
        """Where a position lies; one beyond either end lies at that end."""
        share = float(Fraction(position) / Fraction(self.axis_end))
        return SMALL.width * min(max(share, 0.0), 1.0)


def draw(bar: ThresholdBar) -> str:
    """The bar; it has little text, so that one layout serves every page."""
    parts = [_track(bar), _filled(bar), *_mark(bar)]
    return svg.figure(bar.caption, SMALL, height=_HEIGHT, body="".join(parts))


def _track(bar: ThresholdBar) -> str:
    if bar.value is None:
        return svg.hatched(
            bar.caption, SMALL, x=0, y=_BAR_TOP, width=SMALL.width, height=_BAR_HEIGHT
        )
    return svg.rectangle(0, _BAR_TOP, SMALL.width, _BAR_HEIGHT, class_="chart-track")


def _filled(bar: ThresholdBar) -> str:
    if bar.value is None:
        return ""
    kind = {True: "chart-bar--met", False: "chart-bar--not-met", None: "chart-bar--unknown"}
    return svg.rectangle(
        0, _BAR_TOP, bar.x(bar.value), _BAR_HEIGHT, class_=f"chart-bar {kind[bar.is_met]}"
    )


def _mark(bar: ThresholdBar) -> tuple[str, ...]:
    if bar.threshold is None:
        return ()
    x = min(max(bar.x(bar.threshold), 1.5), SMALL.width - 1.5)
    label = layout.shortened(bar.threshold_label, max_width=SMALL.width, font_size=SMALL.font_size)
    half = layout.text_width(label, font_size=SMALL.font_size) / 2
    centre = min(max(x, half), SMALL.width - half)
    return (
        svg.line(x, 0, x, _BAR_TOP * 2 + _BAR_HEIGHT, class_="chart-mark"),
        svg.text(label, x=centre, y=_HEIGHT - 4, text_anchor="middle", class_="chart-note"),
    )
