from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from bybalance.model.errors import InvalidRuleFile
from bybalance.rules.load import load_rule_book, rule_book

RULES_2010 = "2010-10-01_ghetto_areas.toml"
RULES_2014 = "2014-01-01_five_criteria.toml"
RULES_2018 = "2018-12-01_vulnerable_areas.toml"
RULES_2021 = "2021-11-30_parallel_societies.toml"
THRESHOLDS = "conviction_thresholds.toml"
DOUBTS = "doubts.toml"
CONSEQUENCES = "consequences.toml"

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the packaged rule files, to be spoilt."""
    for file in (resources.files("bybalance.rules") / "data").iterdir():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Return a function that replaces the first occurrence of a text in a rule file."""

    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidRuleFile) as caught:
        load_rule_book(folder)
    return str(caught.value)


def test_a_copy_of_the_packaged_files_is_the_packaged_rule_book(folder: Path) -> None:
    assert load_rule_book(folder) == rule_book()


def test_the_packaged_rule_book_is_read_once() -> None:
    assert rule_book() is rule_book()


def test_a_comment_or_another_order_of_files_changes_nothing(folder: Path, edit: Edit) -> None:
    edit(RULES_2010, 'id = "2010"', '# The first.\nid = "2010"')
    (folder / "README.md").write_text("not a rule file", encoding="utf-8")

    assert load_rule_book(folder) == rule_book()


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (RULES_2010, 'id = "2010"', 'id = "2010"\nsoruce = "x"', "soruce"),
        (RULES_2010, "averaging_years", "avergaing_years", "criteria[1].avergaing_years"),
        (RULES_2010, "basis =", "bassis =", "sources.tv2ostjylland.basis"),
        (RULES_2010, 'url = "', 'link = "x"\nurl = "', "sources.tv2ostjylland.link"),
        (RULES_2010, "lineage =", "line =", "categories[0].lineage"),
        (RULES_2014, 'figure = "income_ratio"', 'figure = "income_share"', "criteria[5].figure"),
        (RULES_2014, 'denominator = "resident_count"', 'denominator = "x"', "criteria[2].denomina"),
        (RULES_2014, 'test = "ratio_below"', 'test = "below"', "criteria[5].test"),
        (RULES_2014, 'unit = "persons"', 'unit = "people"', "criteria[0].unit"),
        (THRESHOLDS, 'percent = "1.98"', 'pct = "1.98"', "thresholds[0].percent"),
        (THRESHOLDS, 'confidence = "sourced"', 'confidence = "sure"', "thresholds[0].confidence"),
        (DOUBTS, "treatment.en", "treatment.fr", "doubts[0].treatment.en"),
        (CONSEQUENCES, "quantities.before_on = 2030-01-01", 'quantities.before_on = "x"', "before"),
    ],
)
def test_an_unknown_key_or_name_is_refused_with_its_place(
    folder: Path, edit: Edit, file: str, old: str, new: str, place: str
) -> None:
    edit(file, old, new)

    message = refusal(folder)

    assert message.startswith(f"{file}, key ")
    assert place in message


@pytest.mark.parametrize(
    ("file", "line", "place"),
    [
        (RULES_2010, 'source = "tv2ostjylland"\n', "key source: is missing"),
        (RULES_2010, 'section = "mindst 1.000 beboere"\n', "criteria[0].section: is missing"),
        (RULES_2010, 'threshold = "2.70"\n', "criteria[3].threshold: is missing"),
        (RULES_2010, "checked_on = 2026-11-23\n", "sources.tv2ostjylland.checked_on: is missing"),
        (RULES_2010, 'source = "bl-2011"\n', "categories[0].source: is missing"),
        (RULES_2010, 'en = "Ghetto areas 2010: two of three criteria"\n', "title.en: is missing"),
        (THRESHOLDS, 'source = "jv-2714888"\n', "thresholds[0].source: is missing"),
        (THRESHOLDS, "multiple = 3\n", "thresholds[0].multiple: is missing"),
        (CONSEQUENCES, 'section = "§ 168 a, stk. 1"\n', "consequences[0].section: is missing"),
        (DOUBTS, 'section = "§ 61 b"\n', "doubts[0].section: is missing"),
    ],
)
def test_a_missing_key_is_refused_with_its_place(
    folder: Path, edit: Edit, file: str, line: str, place: str
) -> None:
    edit(file, line, "")

    message = refusal(folder)

    assert message.startswith(f"{file}, key ")
    assert place in message


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('threshold = "2.70"', "threshold = 2.70", "criteria[3].threshold: is 2.7"),
        ('threshold = "2.70"', "threshold = 3", "criteria[3].threshold: is 3"),
        ('threshold = "2.70"', 'threshold = "2,70"', "criteria[3].threshold: is '2,70'"),
        ('threshold = "2.70"', 'threshold = "270"', "criteria[3].threshold: is 270 per cent"),
        ('threshold = "2.70"', 'threshold = "-1"', "criteria[3].threshold: is -1 per cent"),
        ('threshold = "2.70"', 'threshold = "nan"', "criteria[3].threshold: is 'nan'"),
        ("averaging_years = 4", "averaging_years = true", "criteria[1].averaging_years: is True"),
        ("averaging_years = 4", 'averaging_years = "4"', "criteria[1].averaging_years: is '4'"),
        ("lists_from = 2010-10-01", 'lists_from = "2010-10-01"', "key lists_from: is '2010"),
        ("lists_from = 2010-10-01", "lists_from = 2010-10-01T00:00:00", "key lists_from: is date"),
        ("lists_until = 2014-01-01", "lists_until = 2010-10-01", "key lists_until: The period"),
        ('doubts = ["act-of-2010", "size-test"]', "doubts = [1]", "key doubts: holds 1"),
        ('id = "2010"', 'id = " "', "key id: is empty"),
        ('id = "2010"', "id = 2010", "key id: is 2010"),
        ('url = "https://tv2', 'url = "tv2', "sources.tv2ostjylland.url: is 'tv2"),
        ('section = "definition i tre kriterier"', "section = []", "key section: is []"),
    ],
)
def test_a_value_of_the_wrong_type_or_size_is_refused_with_its_place(
    folder: Path, edit: Edit, old: str, new: str, place: str
) -> None:
    edit(RULES_2010, old, new)

    message = refusal(folder)

    assert message.startswith(f"{RULES_2010}, key ")
    assert place in message


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('test = "count_at_least"', 'test = "share_above"', "test: is 'share_above', which does"),
        ('test = "share_above"', 'test = "count_at_least"', "criteria[1].test: is 'count_at_least"),
        ('test = "share_above"', 'test = "ratio_below"', "criteria[1].test: is 'ratio_below'"),
        ('unit = "persons"', 'unit = "percent"', "criteria[0].unit: is 'percent'"),
        ('unit = "percent"', 'unit = "persons"', "criteria[1].unit: is 'persons'"),
    ],
)
def test_a_test_or_unit_that_does_not_fit_the_figure_is_refused(
    folder: Path, edit: Edit, old: str, new: str, place: str
) -> None:
    edit(RULES_2010, old, new)

    assert place in refusal(folder)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('criteria = ["size"]', "criteria = []", "requirements[0].criteria: is []"),
        ('criteria = ["size"]', 'criteria = ["sise"]', "requirements: 'sise' is neither"),
        (
            'criteria = ["size"]',
            'criteria = ["size"]\ncategory = "x"',
            "[0].category: is not a key",
        ),
        ('criteria = ["size"]', 'criteria = ["size"]\nis_contested = true', "[0].is_contested: is"),
        ('criteria = ["size"]', 'criteria = ["size"]\ncount = 1', "requirements[0].count: is not"),
        ('kind = "criterion"', 'kind = "category"', "requirements[0].category: is missing"),
        ('kind = "criterion"', 'kind = "either"', "requirements[0].groups: is missing"),
        ('kind = "criterion"', 'kind = "any"', "requirements[0].kind: is 'any'"),
        ("count = 2", "count = 4", "requirements[1].count: is 4; it must be from 1 to 3"),
        ("count = 2", "count = 0", "requirements[1].count: is 0"),
        ("count = 2\n", "", "requirements[1].count: is missing"),
        ('"non_western", "convicted"]', '"convicted", "convicted"]', "[1].criteria: is ["),
    ],
)
def test_a_requirement_that_its_kind_cannot_use_is_refused(
    folder: Path, edit: Edit, old: str, new: str, place: str
) -> None:
    edit(RULES_2010, old, new)

    assert place in refusal(folder)


@pytest.mark.parametrize("groups", ["[[]]", '["size"]', "[1]", '[["size", "sise"]]'])
def test_a_group_that_is_no_list_of_criteria_is_refused(
    folder: Path, edit: Edit, groups: str
) -> None:
    edit(RULES_2010, 'kind = "criterion"\ncriteria = ["size"]', f'kind = "either"\ngroups={groups}')

    assert refusal(folder).startswith(f"{RULES_2010}, key categories[0].requirements")


def test_a_category_may_only_build_on_one_above_it(folder: Path, edit: Edit) -> None:
    edit(RULES_2018, 'category = "vulnerable_area"', 'category = "hard_ghetto_area"')

    assert "'hard_ghetto_area' is neither a criterion of this file nor a" in refusal(folder)


def test_a_source_that_the_file_does_not_have_is_refused(folder: Path, edit: Edit) -> None:
    edit(RULES_2010, 'source = "bl-2011"', 'source = "bl-2012"')

    assert "categories[0].source: is 'bl-2012'; the sources of this file are" in refusal(folder)


def test_versions_that_share_a_day_are_refused(folder: Path, edit: Edit) -> None:
    edit(RULES_2010, "lists_until = 2014-01-01", "lists_until = 2014-01-02")

    assert refusal(folder).startswith(f"{RULES_2014}, key lists_from: 2014-01-01 lies inside")


def test_a_version_without_an_end_before_another_is_refused(folder: Path, edit: Edit) -> None:
    edit(RULES_2010, "lists_until = 2014-01-01\n", "")

    assert refusal(folder).startswith(f"{RULES_2014}, key lists_from: ")


def test_two_versions_of_one_id_are_refused(folder: Path, edit: Edit) -> None:
    edit(RULES_2014, 'id = "2014"', 'id = "2010"')

    assert "key id: '2010' is there 2 times" in refusal(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (RULES_2010, 'id = "convicted"', 'id = "size"', "key criteria: 'size' is there 2"),
        (RULES_2018, 'id = "ghetto_area"', 'id = "vulnerable_area"', "key categories: 'vuln"),
        (DOUBTS, 'id = "size-test"', 'id = "rounding"', "key doubts: 'rounding' is there 2"),
        (THRESHOLDS, "2019-12-01", "2018-12-01", "key thresholds[1]: repeats 2018-12-01, multip"),
    ],
)
def test_an_id_or_row_that_stands_twice_is_refused(
    folder: Path, edit: Edit, file: str, old: str, new: str, place: str
) -> None:
    edit(file, old, new)

    assert f"{file}, {place}" in refusal(folder)


def test_a_doubt_that_nobody_has_described_is_refused(folder: Path, edit: Edit) -> None:
    edit(RULES_2018, 'doubts = ["origin-criterion"]', 'doubts = ["origin"]')

    assert f"{RULES_2018}, key doubts: 'origin' is not in {DOUBTS}" in refusal(folder)


def test_a_consequence_for_a_category_that_does_not_exist_is_refused(
    folder: Path, edit: Edit
) -> None:
    edit(CONSEQUENCES, '"transformation_area"]', '"transformation_aera"]')

    assert "names the category 'transformation_aera'" in refusal(folder)


def test_an_unknown_threshold_may_not_carry_a_number(folder: Path, edit: Edit) -> None:
    edit(THRESHOLDS, 'confidence = "unknown"', 'confidence = "unknown"\npercent = "2.22"')

    assert f"{THRESHOLDS}, key thresholds[3].percent: is not a key" in refusal(folder)


def test_a_criterion_has_a_yearly_threshold_or_its_own_and_not_both(
    folder: Path, edit: Edit
) -> None:
    edit(
        RULES_2018,
        "multiple_of_national_average = 3",
        'multiple_of_national_average = 3\nthreshold = "2.70"',
    )

    assert "criteria[2].threshold: is not a key of this table" in refusal(folder)


@pytest.mark.parametrize("file", [RULES_2010, THRESHOLDS, DOUBTS, CONSEQUENCES])
def test_a_file_that_is_not_toml_is_refused_by_name(folder: Path, file: str) -> None:
    (folder / file).write_text('id = "2010', encoding="utf-8")

    assert refusal(folder).startswith(f"{file}: is not a TOML file in UTF-8 (")


def test_a_file_that_is_not_utf_8_is_refused_by_name(folder: Path) -> None:
    text = (folder / RULES_2010).read_text(encoding="utf-8")
    (folder / RULES_2010).write_bytes(text.encode("cp1252"))

    assert refusal(folder).startswith(f"{RULES_2010}: is not a TOML file in UTF-8 (")


@pytest.mark.parametrize("file", [THRESHOLDS, DOUBTS, CONSEQUENCES])
def test_a_file_that_is_missing_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()

    assert refusal(folder) == f"{file}: is missing from the rule files."
