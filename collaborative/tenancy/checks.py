"""A system check: every owned model declares its tenancy, and names all its owned parents in it."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db.models import Model

from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy


def problems_of(model: type[Model]) -> list[str]:
    """What is missing from an owned model's declaration, in words."""
    found = [constraint for constraint in model._meta.constraints if isinstance(constraint, Tenancy)]
    if len(found) != 1:
        return [f"{model._meta.label} must declare exactly one Tenancy constraint"]
    owned_keys = {
        field.name
        for field in model._meta.fields
        if field.is_relation and isinstance(field.related_model, type) and issubclass(field.related_model, Owned)
    }
    problems = []
    if owned_keys != set(found[0].parents):
        problems.append(f"{model._meta.label}: Tenancy(parents=...) must name {sorted(owned_keys)}")
    plain = [name for name in owned_keys if not isinstance(model._meta.get_field(name), OwnedForeignKey)]
    problems += [f"{model._meta.label}.{name} must be an OwnedForeignKey" for name in plain]
    return problems


@register(Tags.models)
def check_tenancy(**_: Any) -> list[CheckMessage]:
    """E002 for an owned model whose declaration is missing or incomplete."""
    return [
        Error(problem, id="tenancy.E002")
        for model in apps.get_models()
        if issubclass(model, Owned)
        for problem in problems_of(model)
    ]
