"""Numbers, names, sources and provenance, the same in every answer."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from bybalance import __version__
from bybalance.pipelines.wording import Wording
from bybalance.rules.rule_version import Criterion, Source, Test
from bybalance.web.api import schemas


def provenance(
    wording: Wording,
    *,
    sources: Iterable[str],
    rule_versions: Iterable[str],
    input_sha256: str | None = None,
) -> schemas.Provenance:
    """What an answer was made of; each source and version once, in the order given."""
    return schemas.Provenance(
        licence=wording.text("table.licence_text"),
        sources=list(dict.fromkeys(sources)),
        rule_versions=list(dict.fromkeys(rule_versions)),
        code_version=__version__,
        input_sha256=input_sha256,
    )


def named(term_id: str, wording: Wording) -> schemas.Named:
    """A category or criterion with its name."""
    return schemas.Named(id=term_id, name=wording.term(term_id))


def all_named(term_ids: Iterable[str], wording: Wording) -> list[schemas.Named]:
    """Several categories or criteria with their names."""
    return [named(term_id, wording) for term_id in term_ids]


def percentage(share: Fraction | None) -> float | None:
    """A share as a percentage; JSON has no exact fractions."""
    return None if share is None else float(share * 100)


def in_unit(value: Fraction | None, criterion: Criterion) -> float | None:
    """A figure, threshold or margin of a criterion in the criterion's unit, where it is known."""
    return None if value is None else known_in_unit(value, criterion)


def known_in_unit(value: Fraction, criterion: Criterion) -> float:
    """A number of a criterion in the criterion's unit."""
    return float(value * 100) if unit(criterion) == "percent" else float(value)


def unit(criterion: Criterion) -> schemas.Unit:
    """What a criterion's figure is counted in."""
    return "persons" if criterion.test is Test.COUNT_AT_LEAST else "percent"


def cited(source: Source) -> schemas.Cited:
    """A source as the API shows it."""
    return schemas.Cited(
        title=source.title,
        url=source.url,
        section=source.section,
        basis=source.basis,
        checked_on=source.checked_on,
    )
