"""A person's own account."""

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import phone_validator


@transaction.atomic
def open_account(*, by: User) -> User:
    """Save the account of a person who signs up. It is their own act, under their name: they have no id before it."""
    with recording(by=by, verb="made their account"):
        by.save()
    return by


@transaction.atomic
def edit_details(*, user: User, by: User, name: str, phone: str) -> User:
    """Change what colleagues see of a person. Raises ValidationError by field (`name`, `phone`)."""
    name, phone = " ".join(name.split()), " ".join(phone.split())
    errors: dict[str, str] = {}
    if not name:
        errors["name"] = "Enter your name."
    try:
        if phone:
            phone_validator(phone)
    except ValidationError as refused:
        errors["phone"] = str(refused.message)
    if errors:
        raise ValidationError(errors)
    current = User.objects.select_for_update().get(pk=user.pk)
    with recording(by=by, verb="changed their details" if by.pk == user.pk else "changed a person's details"):
        current.name, current.phone = name, phone
        current.save(update_fields=["name", "phone"])
    return current
