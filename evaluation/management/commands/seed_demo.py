"""Load the demonstration: invented people and numbers in real organisations. Running it again changes nothing."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evaluation.seed.build import build


class Command(BaseCommand):
    help = "Load the demonstration's collaboratives (only where DEMO=1). What is there already is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: set DEMO=1 to load invented people and numbers.")
        began = time.monotonic()
        build(timezone.localdate(), self.stdout.write)
        self.stdout.write(f"The demonstration is loaded ({time.monotonic() - began:.0f} seconds).")
