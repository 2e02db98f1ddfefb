"""Make the first administrator: ``bybalance manage make_administrator EMAIL NAME``."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bybalance.web.accounts import services


class Command(BaseCommand):
    help = "Make an account with the role of administrator; asks for its password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("Password: ")
        try:
            password_validation.validate_password(password)
            services.make_administrator(
                email=options["email"],
                name=options["name"],
                password=password,
                now=timezone.now(),
            )
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        except services.AlreadyKnown as fault:
            raise CommandError(f"{options['email']} has an account already.") from fault
        self.stdout.write(f"{options['email']} can now sign in as administrator.")
