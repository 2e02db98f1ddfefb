"""``bybalance manage register_atlas FOLDER --by MAIL``: take in a build made elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bybalance.web.accounts.models import User
from bybalance.web.atlas import services


class Command(BaseCommand):
    """Check a built atlas and register it as a draft, in the name of a person."""

    help = "Check a built atlas and register it as a draft. Another person approves it on the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="the folder that `bybalance atlas build` made"
        )
        parser.add_argument("--by", required=True, help="mail address of an officer's account")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["by"]).first()
        if person is None:
            raise CommandError(f"There is no account {options['by']!r}.")
        try:
            build = services.register_build(options["folder"], by=person, now=timezone.now())
        except PermissionDenied as why:
            raise CommandError(str(why)) from why
        except services.Refused as why:
            raise CommandError(str(why)) from why
        self.stdout.write(f"{build.city.name}: run {build.run_id}, {build.release.state}.")
