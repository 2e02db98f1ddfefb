"""Sphinx: MyST pages, the furo theme, no external requests when building."""

from __future__ import annotations

from bybalance import __version__

project = "Bybalance"
author = "The Bybalance developers"
copyright = "The Bybalance developers; MIT licence"
version = release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = "Bybalance"
html_copy_source = False
html_show_sphinx = False
