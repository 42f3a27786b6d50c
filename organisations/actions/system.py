"""The product's own actor, in whose name scheduled jobs and commands write."""

from collaborative.models import User

SYSTEM_EMAIL = "system@collaborative.invalid"


def system_user() -> User:
    """The one system actor, made on first use. It has no password, is not active and so cannot sign in."""
    user = User.objects.filter(email=SYSTEM_EMAIL).first()
    if user is not None:
        return user
    made, _ = User.objects.get_or_create(
        email=SYSTEM_EMAIL,
        defaults={"name": "Collaborative (automatic)", "is_system": True, "is_active": False, "password": "!"},
    )
    return made
