"""Collect everything that is wrong with a file, and refuse it once."""

from __future__ import annotations

from typing import Final, NoReturn

from bybalance.model.errors import MAX_PROBLEMS_SHOWN, BadInput, Problem

MAX_QUOTED_CHARS: Final = 100
"""How much of a value or heading a problem quotes; a hostile file's may be megabytes long."""


class ProblemLog:
    """The problems of one file, counted in full and kept as far as they are shown.

    ``sheet`` is set by the reader of workbooks once it has chosen one.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheet: str | None = None
        self._kept: list[Problem] = []
        self._kept_by_column: dict[str | None, int] = {}
        self._total_count = 0

    def add(
        self,
        rule: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        **params: object,
    ) -> None:
        """Note one problem; beyond the number shown, those of a column are only counted."""
        self._total_count += 1
        kept_count = self._kept_by_column.get(column, 0)
        if kept_count >= MAX_PROBLEMS_SHOWN:
            return
        self._kept_by_column[column] = kept_count + 1
        self._kept.append(
            Problem(
                rule=rule,
                file=self.file,
                sheet=self.sheet,
                row=row,
                column=_quoted(column),
                value=_quoted(value),
                params=params,
            )
        )

    def refuse(
        self,
        rule: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        **params: object,
    ) -> NoReturn:
        """Note a problem after which nothing more can be read, and refuse the file."""
        self.add(rule, row=row, column=column, value=value, **params)
        raise self._bad_input()

    def refuse_if_any(self) -> None:
        """Refuse the file when a problem was noted.

        Raises
        ------
        BadInput
            With the problems by row, those of the whole file first.
        """
        if self._total_count:
            raise self._bad_input()

    def _bad_input(self) -> BadInput:
        in_file_order = sorted(self._kept, key=lambda problem: problem.row or 0)
        return BadInput(in_file_order, total_count=self._total_count)


def _quoted(text: str | None) -> str | None:
    if text is None or len(text) <= MAX_QUOTED_CHARS:
        return text
    return f"{text[:MAX_QUOTED_CHARS]}…"
