from __future__ import annotations

from bybalance.web.shared.templatetags import wording


def test_a_double_name_may_break_after_its_slash_and_is_escaped() -> None:
    assert wording.breakable("<Nord>/Syd") == "&lt;Nord&gt;/<wbr>Syd"
