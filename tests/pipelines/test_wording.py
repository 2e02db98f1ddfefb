from __future__ import annotations

import ast
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bybalance
from bybalance.lists.published import Basis
from bybalance.model import area_figures
from bybalance.model.area_figures import AreaFigures
from bybalance.model.errors import BadInput, Problem
from bybalance.model.formatting import Language
from bybalance.pipelines.wording import Wording, catalogue, decimals_for, gaps
from bybalance.rules.evaluate import evaluate, evaluate_criterion
from bybalance.rules.load import rule_book
from bybalance.rules.rule_version import Confidence, Test
from bybalance.rules.truth import Truth

PACKAGE = Path(bybalance.__file__).parent
BOOK = rule_book()
RULES_2023 = BOOK.rules_for(date(2023, 12, 1))
LANGUAGES: tuple[Language, ...] = ("da", "en")


def test_both_languages_have_the_same_keys() -> None:
    assert catalogue("da").keys() == catalogue("en").keys()


def test_both_languages_have_the_same_gaps() -> None:
    for key, template in catalogue("da").items():
        assert gaps(template) == gaps(catalogue("en")[key]), key


def test_every_term_of_the_rule_book_has_a_name() -> None:
    wording = Wording("da")
    terms = {item.id for version in BOOK.versions for item in version.criteria}
    terms |= {item.id for version in BOOK.versions for item in version.categories}
    terms |= {item.lineage for version in BOOK.versions for item in version.categories}
    terms |= {f"version.{version.id}" for version in BOOK.versions}
    terms |= {f"doubt.{doubt}" for doubt in BOOK.doubts}
    terms |= set(area_figures.FIGURES)
    terms |= {item.value for kind in (Truth, Confidence, Test, Basis) for item in kind}

    for term in terms:
        assert wording.term(term)


def test_every_problem_that_a_reader_can_note_has_a_sentence() -> None:
    for rule in problem_rules():
        assert f"problem.{rule}" in catalogue("da"), rule


def problem_rules() -> set[str]:
    """Return each rule named in the readers and writers: arguments of the log, and returns."""
    rules = set()
    for path in [*(PACKAGE / "sources").glob("*.py"), PACKAGE / "pipelines" / "tables.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("add", "refuse"):
                rules.update(arg.value for arg in node.args if isinstance(arg, ast.Constant))
            if isinstance(node, ast.Lambda) and isinstance(node.body, ast.Constant):
                rules.add(node.body.value)
    return rules | {"share_over_100", "income_too_large", "negative", "not_whole", "not_a_number",
                    "too_many_decimals", "output_exists", "output_unwritable"}  # fmt: skip


class TestCriterion:
    def test_it_says_value_threshold_margin_and_verdict(self) -> None:
        figures = AreaFigures.from_percentages(
            outside_labour_market_pct="42.3", aged_18_64_count=1000
        )
        result = evaluate_criterion(figures, RULES_2023.criterion("outside_labour_market"))

        assert plain(Wording("da").explain_criterion(result)) == (
            "Uden for arbejdsmarkedet: 42,3 %. Kriteriet er mere end 40 %. Det er 2,3 procentpoint "
            "over grænsen, svarende til 23 personer. Kriteriet er opfyldt. Afgørelsen skifter ved "
            "23 personer færre."
        )

    def test_it_says_that_a_figure_is_not_known(self) -> None:
        result = evaluate_criterion(AreaFigures(), RULES_2023.criterion("income"))

        assert Wording("en").explain_criterion(result) == (
            "Income: the figure is not known, so the criterion cannot be decided."
        )

    def test_it_says_that_the_threshold_of_the_year_is_not_sourced(self) -> None:
        rules = BOOK.rules_for(date(2021, 12, 1))
        figures = AreaFigures.from_percentages(convicted_pct="2.30")
        result = evaluate_criterion(figures, rules.criterion("convicted"))

        assert "not found in any source" in Wording("en").explain_criterion(result)

    def test_it_says_that_sources_disagree(self) -> None:
        rules = BOOK.rules_for(date(2019, 12, 1))
        figures = AreaFigures.from_percentages(convicted_pct="2.00")
        result = evaluate_criterion(figures, rules.criterion("convicted"))

        assert "several readings" in Wording("en").explain_criterion(result)

    def test_a_value_at_the_threshold_is_said_to_be_there(self) -> None:
        figures = AreaFigures.from_percentages(outside_labour_market_pct="40")
        result = evaluate_criterion(figures, RULES_2023.criterion("outside_labour_market"))

        assert "præcis på grænsen. Kriteriet er ikke opfyldt." in Wording("da").explain_criterion(
            result
        )


PERCENTAGES = st.none() | st.integers(0, 10_000).map(lambda number: Fraction(number, 10_000))
COUNTS = st.none() | st.integers(0, 20_000)


@given(
    st.builds(
        AreaFigures,
        **dict.fromkeys((*area_figures.SHARE_FIGURES, *area_figures.RATIO_FIGURES), PERCENTAGES),
        **dict.fromkeys(area_figures.COUNT_FIGURES, COUNTS),
    ),
    st.sampled_from([version.id for version in BOOK.versions]),
    st.sampled_from(LANGUAGES),
)
def test_every_verdict_can_be_said(
    figures: AreaFigures, version_id: str, language: Language
) -> None:
    wording = Wording(language)
    rules = BOOK.rules_for(date(2019, 12, 1), version_id=version_id)

    verdict = evaluate(figures, rule_set=rules)

    sentences = [wording.explain_criterion(item) for item in verdict.criteria]
    sentences += [wording.explain_category(item) for item in verdict.categories]
    assert all(sentence.endswith(".") for sentence in sentences)
    assert not any("{" in sentence or "None" in sentence for sentence in sentences)


def test_a_problem_names_its_place_in_danish() -> None:
    problem = Problem(
        rule="negative", file="tal.csv", sheet="Ark1", row=412, column="Beboere", value="-3"
    )

    assert (
        Wording("da")
        .problem(problem)
        .startswith("tal.csv, arket »Ark1«, række 412, kolonnen »Beboere«: »-3« er negativt")
    )


def test_problems_end_with_how_many_more_there_were() -> None:
    refused = BadInput([Problem(rule="file_empty", file="a.csv")], total_count=71)

    assert list(Wording("en").problems(refused))[-1] == "And 70 more problems."


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(Fraction(40), 0), (Fraction(401, 10), 1), (Fraction(1, 3), 2), (Fraction(1, 10**9), 9)],
)
def test_as_many_decimals_as_tell_the_truth(value: Fraction, decimals: int) -> None:
    assert decimals_for(value) == decimals


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)
