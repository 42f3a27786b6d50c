from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from collaborative.tenancy.grants import grant_directory


class CollaborativeConfig(AppConfig):
    name = "collaborative"

    def ready(self) -> None:
        # The checks register themselves; they read the models, so they wait until every app is loaded.
        import_module("collaborative.mail")
        import_module("collaborative.tenancy.guard")
        import_module("collaborative.tenancy.checks")
        post_migrate.connect(grant_directory)
