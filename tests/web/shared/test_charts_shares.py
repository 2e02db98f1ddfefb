from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from bybalance.web.shared.charts import shares, svg


def chart(**changes: object) -> shares.Shares:
    settings: dict[str, object] = {
        "caption": svg.Caption(key="k", title="Titel", description="Beskrivelse"),
        "rows": (
            shares.Row(label="Balby Nord", parts=(Decimal(60), Decimal(25)), is_marked=True),
            shares.Row(label="Balby <Syd>", parts=(Decimal(0), Decimal(10))),
        ),
        "part_words": ("nr. 1", "nr. 2"),
        "language": "da",
        **changes,
    }
    return shares.Shares(**settings)  # type: ignore[arg-type]


def test_it_is_drawn_in_both_layouts_with_title_and_description() -> None:
    drawing = shares.draw(chart())

    for markup in (drawing.wide, drawing.narrow):
        root = ElementTree.fromstring(markup)  # noqa: S314 - our own markup
        texts = [node.text for node in root.iter() if node.text]
        assert "Titel" in texts
        assert "Beskrivelse" in texts
        assert "Balby <Syd>" in texts
        assert "85\u202f%" in texts


def test_a_part_is_as_wide_as_its_share() -> None:
    widths = [
        float(width)
        for width in re.findall(
            r'width="([\d.]+)" height="22" class="chart-cell', shares.draw(chart()).wide
        )
    ]

    assert widths == pytest.approx([0.6 * 719, 0.25 * 719, 0.1 * 719], abs=0.1)


def test_a_word_that_does_not_fit_its_part_is_left_out() -> None:
    narrow = shares.draw(
        chart(rows=(shares.Row(label="A", parts=(Decimal(2), Decimal(98))),))
    ).narrow

    assert "nr. 1" not in narrow
    assert "nr. 2" in narrow


@pytest.mark.parametrize(
    "changes",
    [
        {"part_words": ()},
        {"part_words": ("a",) * 6},
        {"rows": (shares.Row(label="A", parts=(Decimal(1),)),)},
        {"rows": (shares.Row(label="A", parts=(Decimal(60), Decimal(60))),)},
    ],
)
def test_it_refuses_what_is_no_share_of_a_whole(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="part"):
        chart(**changes)
