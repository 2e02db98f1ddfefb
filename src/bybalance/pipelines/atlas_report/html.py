"""The report as one HTML page to read or print, with its own style and no other file."""

from __future__ import annotations

from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup

from bybalance.pipelines.atlas_report.blocks import Report


def html_bytes(report: Report) -> bytes:
    """Set a report as a page; every text is escaped, drawings are our own."""
    blocks = [(type(block).__name__.lower(), block) for block in report.blocks]
    style = resources.files(__package__) / "report.css"
    page = (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            blocks=blocks,
            style=Markup(style.read_text(encoding="utf-8")),  # noqa: S704 - our own packaged style
            drawn=Markup,
        )
    )
    return page.encode()


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("bybalance.pipelines.atlas_report", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
