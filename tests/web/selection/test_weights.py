from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.selection.panels import Panel, panel

from bybalance.web.selection import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Panel:
    return panel()


def ranges(case: Panel, *pairs: tuple[int, int]) -> dict[str, str]:
    limits = pairs or ((0, 100), (0, 100))
    return {
        f"{end}_{item.pk}": str(value)
        for item, pair in zip(case.selection.criteria.all(), limits, strict=True)
        for end, value in zip(("low", "high"), pair, strict=True)
    }


def send(client: Client, case: Panel, method: str, answers: dict[str, str]) -> object:
    client.force_login(case.officer)
    return client.post(
        f"{reverse('selection:weights', args=[case.selection.pk])}?method={method}", answers
    )


def weights_of(case: Panel) -> list[float]:
    return [round(weight, 4) for weight in queries.weighting_of(case.fresh()).weights()]


def test_swing_points_become_weights(client: Client, case: Panel) -> None:
    first, second = case.selection.criteria.all()

    send(
        client,
        case,
        "swing",
        {f"points_{first.pk}": "100", f"points_{second.pk}": "25", **ranges(case)},
    )

    assert weights_of(case) == [0.8, 0.2]


def test_a_rank_order_becomes_weights(client: Client, case: Panel) -> None:
    first, second = case.selection.criteria.all()

    send(
        client,
        case,
        "rank_order",
        {f"rank_{first.pk}": "2", f"rank_{second.pk}": "1", **ranges(case)},
    )

    assert weights_of(case) == [0.25, 0.75]


def test_comparisons_become_weights(client: Client, case: Panel) -> None:
    first, second = case.selection.criteria.all()

    send(client, case, "pairwise", {f"step_{first.pk}_{second.pk}": "-2", **ranges(case)})

    assert weights_of(case) == [0.25, 0.75]


def test_an_order_that_stands_firm_is_kept_in_the_draws(client: Client, case: Panel) -> None:
    first, second = case.selection.criteria.all()

    send(
        client,
        case,
        "swing",
        {
            f"points_{first.pk}": "10",
            f"points_{second.pk}": "90",
            "keeps_order": "on",
            **ranges(case),
        },
    )

    assert queries.weighting_of(case.fresh()).chains == ((1, 0),)


@pytest.mark.parametrize(
    ("method", "values", "limits", "said"),
    [
        ("swing", ("0", "0"), (), "Alle løftpoint er 0."),
        ("rank_order", ("2", "2"), (), "Rækkefølgen hænger ikke sammen."),
        ("swing", ("50", "50"), ((0, 30), (0, 40)), "Ingen vægte, der giver 100 procent"),
        ("swing", ("50", "50"), ((60, 30), (0, 100)), "Det højeste er mindre end det mindste."),
    ],
)
def test_what_contradicts_itself_is_refused_and_nothing_is_kept(
    client: Client,
    case: Panel,
    method: str,
    values: tuple[str, str],
    limits: tuple[tuple[int, int], ...],
    said: str,
) -> None:
    before = weights_of(case)
    kind = "points" if method == "swing" else "rank"
    criteria = case.selection.criteria.all()
    answers = {f"{kind}_{item.pk}": value for item, value in zip(criteria, values, strict=True)}

    answer = send(client, case, method, {**answers, **ranges(case, *limits)})

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert weights_of(case) == before
    assert case.fresh().weights_changed_at is None


@pytest.mark.parametrize("method", ["swing", "rank_order", "pairwise", "nonsense"])
def test_every_way_has_a_page(client: Client, case: Panel, method: str) -> None:
    client.force_login(case.officer)

    answer = client.get(f"{reverse('selection:weights', args=[case.selection.pk])}?method={method}")

    assert answer.status_code == 200


def test_weights_that_change_after_the_scores_are_told_on_the_run(
    client: Client, case: Panel
) -> None:
    case.close()
    first, second = case.selection.criteria.all()
    send(
        client,
        case,
        "swing",
        {f"points_{first.pk}": "100", f"points_{second.pk}": "25", **ranges(case)},
    )
    client.force_login(case.officer)

    client.post(reverse("selection:new_run", args=[case.selection.pk]), {"seed": "1"})

    page = client.get(reverse("selection:run", args=[case.selection.pk, 1])).content.decode()
    assert "Vægtene blev ændret, efter at bedømmelserne var inde." in page


def test_weights_stand_firm_when_the_outcome_is_public(client: Client, case: Panel) -> None:
    case.publish()
    client.force_login(case.officer)

    answer = client.get(reverse("selection:weights", args=[case.selection.pk]))

    assert answer.status_code == 403
