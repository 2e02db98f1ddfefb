"""Work of this app that is done in the background."""

from __future__ import annotations

from django_tasks import task

from bybalance.web.atlas import services


@task()
def build_city(order_id: int) -> None:
    """Build what was ordered."""
    services.carry_out(order_id)
