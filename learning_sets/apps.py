from importlib import import_module

from django.apps import AppConfig


class LearningSetsConfig(AppConfig):
    name = "learning_sets"

    def ready(self) -> None:
        # Receivers connect themselves; they reach the models, so they wait until every app is loaded.
        import_module("learning_sets.receivers")
