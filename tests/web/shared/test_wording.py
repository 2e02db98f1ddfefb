from __future__ import annotations

from bybalance.web.shared.templatetags import wording


def test_a_double_name_may_break_after_its_slash_and_is_escaped() -> None:
    assert wording.breakable("<Nord>/Syd") == "&lt;Nord&gt;/<wbr>Syd"


def test_hours_from_when_until_when_stay_on_one_line() -> None:
    assert (
        wording.breakable("Nord/Syd kl. 15.00–17.00")
        == 'Nord/<wbr>Syd kl. <span class="unbroken">15.00–17.00</span>'
    )


def test_an_address_reads_as_people_write_it() -> None:
    url = "https://www.politiken.dk/art/Tre-boligomr%C3%A5der/?a=%3Cb%3E"

    assert (
        wording.readable_address(url)
        == "politiken.dk/<wbr>art/<wbr>Tre-boligområder/<wbr>?a=&lt;b&gt;"
    )
