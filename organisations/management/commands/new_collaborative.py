"""`manage.py new_collaborative`: how an installation starts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from collaborative.roles import Role
from organisations.actions.invitations import invite
from organisations.actions.places import create_collaborative
from organisations.actions.system import system_user
from organisations.presenters.places import invitation_link


class Command(BaseCommand):
    """Makes a collaborative and invites its first national administrator."""

    help = "Make a collaborative and print the invitation link of its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its short name in addresses, such as amhe")
        parser.add_argument("name", help="its name, such as 'Advancing Mental Health Equality'")
        parser.add_argument("admin_email", help="the first administrator's e-mail address")
        parser.add_argument("admin_name", help="the first administrator's name")

    def handle(self, *args: Any, **options: Any) -> None:
        system = system_user()
        try:
            with transaction.atomic():
                collaborative = create_collaborative(by=system, slug=options["slug"], name=options["name"])
                _, token = invite(
                    by=system,
                    email=options["admin_email"],
                    name=options["admin_name"],
                    role=Role.NATIONAL_ADMIN,
                    collaborative=collaborative,
                )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(f"{collaborative} is made. Its first administrator opens this link within 14 days:")
        self.stdout.write(invitation_link(token))
