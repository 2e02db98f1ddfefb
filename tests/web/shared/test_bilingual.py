from __future__ import annotations

import pytest
from django.utils import translation
from tests.web import factories

from bybalance.web.shared.bilingual import shown_language


@pytest.mark.parametrize(
    ("name_da", "name_en", "language", "shown"),
    [
        ("Byrum", "Urban space", "da", "Byrum"),
        ("Byrum", "Urban space", "en", "Urban space"),
        ("Byrum", "", "en", "Byrum"),
        ("", "Urban space", "da", "Urban space"),
        ("", "", "en", ""),
    ],
)
def test_a_reader_sees_their_language_or_else_the_other(
    name_da: str, name_en: str, language: str, shown: str
) -> None:
    node = factories.NodeFactory.build(name_da=name_da, name_en=name_en)

    with translation.override(language):
        assert node.name == shown


def test_a_text_in_the_other_language_is_known_as_such() -> None:
    node = factories.NodeFactory.build(name_da="Byrum", name_en="")

    with translation.override("en"):
        assert shown_language(node, "name") == "da"
