"""The steps of the demo; each can be repeated and then changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from typing import Final

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bybalance.cli import console, list_jobs
from bybalance.lists.published import published_lists
from bybalance.pipelines import lists
from bybalance.pipelines.wording import Wording

EXAMPLE: Final = "published_figures.csv"
"""The published rows for which official figures were found, each with its source."""


def prepare() -> None:
    """Bring the databases up to date and load the published lists and the demo accounts."""
    from bybalance.web.site import start

    start.start_django()
    from bybalance.web.accounts import services as account_services
    from bybalance.web.atlas import services as atlas_services
    from bybalance.web.committees.services import campaign as committee_services
    from bybalance.web.committees.services import demo as committee_demo
    from bybalance.web.events import services as event_services
    from bybalance.web.lists import services as list_services
    from bybalance.web.newsletter import services as newsletter_services
    from bybalance.web.pages import services as page_services
    from bybalance.web.plans import services as plan_services
    from bybalance.web.programme import services as programme_services
    from bybalance.web.selection import services as selection_services

    now = datetime.now(UTC)
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("Databases", start.migrate),
        ("Published lists", list_services.load_published_lists),
        ("The campaign", lambda: programme_services.load_campaign(now=now)),
        ("The campaign's publications", page_services.load_campaign_pages),
        ("Demo news", page_services.load_demo_pages),
        ("Demo events", lambda: event_services.load_demo_events(now=now)),
        ("An invented newsletter", lambda: newsletter_services.load_demo_newsletter(now=now)),
        ("Committees", lambda: committee_services.load_campaign_committees(now=now)),
        ("Demo accounts", lambda: account_services.load_demo_accounts(now=now)),
        ("Invented committee", lambda: committee_demo.load_demo_committee(now=now)),
        ("Plans of the campaign", lambda: plan_services.load_campaign_plans(now=now)),
        ("A plan for Balby", lambda: plan_services.load_demo_plan(now=now)),
        ("The atlas of Balby", lambda: atlas_services.load_demo_atlas(now=now)),
        ("An invented selection", lambda: selection_services.load_demo_selection(now=now)),
    )
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=console.console()) as progress:
        for name, step in steps:
            task = progress.add_task(name, total=1)
            step()
            progress.update(task, completed=1)


def run_lists_job() -> None:
    """Classify the published figures and show what was found."""
    content = (resources.files("bybalance.pipelines") / "example" / EXAMPLE).read_bytes()
    run = lists.classify_content(
        content, name=EXAMPLE, published=published_lists(), now=datetime.now(UTC)
    )
    list_jobs.show_run(run, language="en")
    wording = Wording("en")
    console.say(wording.text("cli.example_sources", count=len(published_lists().listings)))
