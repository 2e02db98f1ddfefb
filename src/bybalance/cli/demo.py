"""``bybalance demo``: everything ready to look at, on one machine, in a few seconds."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def demo(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8000,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Prepare and show, but do not serve.")
    ] = False,
) -> None:
    """Prepare the demo, run the lists job on published figures, serve the site."""
    if os.environ.get("BYBALANCE_MODE") == "production":
        raise typer.BadParameter("the demo makes accounts that anyone can use; not in production.")
    os.environ["BYBALANCE_DEMO"] = "true"
    from bybalance.cli import demo_jobs, site

    if not no_serve:
        site.check_address("127.0.0.1", port)
    demo_jobs.prepare()
    demo_jobs.run_lists_job()
    if not no_serve:
        site.serve(port=port)
