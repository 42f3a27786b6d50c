"""`manage.py import_ods FILE`: the directory of organisations from the NHS Organisation Data Service."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organisations.actions.ods import import_ods
from organisations.actions.system import system_user
from organisations.presenters.ods import in_words
from organisations.tabular import Unreadable, read_ods


class Command(BaseCommand):
    """Brings the directory up to date from a CSV or JSON file; the same file again changes nothing.

    Unlike the page of one collaborative, it changes, closes and opens again what is known already.
    """

    help = "Bring the directory of organisations up to date from an ODS file (CSV or JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="an ODS report such as etr.csv or succ.csv, a CSV with headings, or JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            told = read_ods(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as failure:
            raise CommandError(f"{path} cannot be read: {failure}") from failure
        except Unreadable as refused:
            raise CommandError(str(refused)) from refused
        plan = import_ods(told=told, by=system_user())
        for error in plan.errors:
            self.stderr.write(f"Row {error.line}{f' ({error.code})' if error.code else ''}: {error.message}")
        self.stdout.write(in_words(plan))
