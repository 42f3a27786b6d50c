"""Makes the cast of tests/cast.py in the running product's own database, able to sign in by e-mail and password."""

from collaborative.models import User
from tests.cast import make_cast


def make_people() -> None:
    """Everyone, with a verified address as after following an invitation."""
    make_cast()
    for user in User.objects.filter(is_system=False):
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
