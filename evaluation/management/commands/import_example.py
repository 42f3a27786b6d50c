"""Load NHS England's published A&E figures as a collaborative of their own, through the import a user has."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.queries import all_collaboratives
from evaluation.example import bare_copy, people, report
from evaluation.example.load import Outcome, load_provider
from evaluation.example.source import NotTheFile, Provider, read_providers
from organisations.actions.places import create_collaborative
from organisations.actions.system import system_user

SLUG = "ae-waits"
NAME = "A&E four-hour waits (real data)"
NOTICE = (
    "Real published data: NHS England A&E attendances, April 2016 to March 2019. "
    "Contains public sector information licensed under the Open Government Licence v3.0."
)
_TELL_EVERY = 50


class Command(BaseCommand):
    help = (
        "Load monthly A&E attendances and four-hour breaches (columns period, org_code, type, attendances, breaches, "
        "admissions). One provider at a time, so that it can be stopped and started again; nothing is doubled."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The CSV file.")
        parser.add_argument("--measure", action="store_true", help="Compare with a bare COPY of the same file.")

    def handle(self, *args: Any, **options: Any) -> None:
        providers = _read(options["file"])
        began = time.monotonic()
        system = system_user()
        collaborative = _collaborative(system)
        outcomes = self._load(providers, collaborative, system)
        seconds = time.monotonic() - began
        if settings.DEMO:
            people.settle(collaborative, providers, system)
        for line in report.lines(outcomes, report.charts(collaborative, system), seconds):
            self.stdout.write(line)
        if options["measure"]:
            self.stdout.write(_compared(outcomes, seconds, bare_copy.seconds(options["file"])))
        _check(outcomes)

    def _load(self, providers: list[Provider], collaborative: Collaborative, by: User) -> list[Outcome]:
        outcomes = []
        for number, provider in enumerate(providers, 1):
            outcomes.append(load_provider(provider, collaborative, by))
            if number % _TELL_EVERY == 0:
                self.stdout.write(f"{number} of {len(providers)} organisations ...")
        return outcomes


def _read(file: Path) -> list[Provider]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return read_providers(lines)
    except (OSError, UnicodeDecodeError, NotTheFile) as error:
        raise CommandError(f"{file}: {error}") from error


def _compared(outcomes: list[Outcome], seconds: float, bare: float) -> str:
    if not all(one.fresh for one in outcomes):
        return f"Bare COPY: {bare:.3f} seconds. Nothing to compare with: some or all was there already."
    return f"Bare COPY: {bare:.3f} seconds; the import takes {seconds / bare:,.0f} times as long."


@transaction.atomic
def _collaborative(by: User) -> Collaborative:
    found = all_collaboratives().filter(slug=SLUG).first()
    if found is not None:
        return found
    made = create_collaborative(by=by, slug=SLUG, name=NAME)
    with recording(by=by, verb="described the collaborative"):
        made.data_notice = NOTICE
        made.description = "How long people waited in A&E, as published for each provider and department type."
        made.save()
    return made


def _check(outcomes: list[Outcome]) -> None:
    """Every row is stored or refused; anything else is a fault of ours, and loud."""
    rows = sum(one.rows for one in outcomes)
    accounted = sum(one.stored + one.refused.total() for one in outcomes)
    if accounted != rows:
        raise CommandError(f"{rows} rows were read, but {accounted} are accounted for.")
