"""The few pieces of Markdown that the generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; bars and line breaks inside cells are made harmless."""
    lines = [_row(headings), _row(["---"] * len(headings))]
    lines += [_row([_cell(text) for text in row]) for row in rows]
    return "\n".join(lines)


def code(text: str) -> str:
    """Return text set as code, or nothing for nothing."""
    return f"`{text}`" if text else ""


def codes(texts: Iterable[str]) -> str:
    """Return several pieces of code with commas between."""
    return ", ".join(code(text) for text in texts)


def page(title: str, *parts: str) -> str:
    """Return a whole page: title, parts with a blank line between, one line break at the end."""
    return "\n\n".join([f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
