"""The report as a tagged PDF (PDF/UA-1), set by Typst with our own fonts."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Final

from bybalance.model.errors import InvalidSetting
from bybalance.pipelines.atlas_report.blocks import Report

FOLDER: Final = Path(__file__).resolve().parent
FONTS: Final = "web/shared/static/vendor/dkfds-11.2.0/fonts"
"""Beside the package: the site and printed sheets use the same files."""


def pdf_bytes(report: Report, *, now: datetime) -> bytes:
    """Set a report as a PDF that screen readers can read: tagged, titled, with described pictures.

    Raises
    ------
    InvalidSetting
        If the program that sets it is not installed.
    """
    try:
        import typst
    except ImportError:
        raise InvalidSetting(
            'A PDF needs Typst. Install it with pip install "bybalance[web]", or write .html.'
        ) from None
    data = {
        **asdict(report),
        "blocks": [
            {"block": type(block).__name__.lower(), **asdict(block)} for block in report.blocks
        ],
    }
    fonts = resources.files("bybalance") / FONTS
    content: bytes = typst.compile(
        str(FOLDER / "report.typ"),
        root=str(FOLDER),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
        sys_inputs={"report": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=int(now.timestamp()),
    )
    return content
