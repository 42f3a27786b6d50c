"""What happens after: code lists are loaded after a migration, who signs is written to, and needs end with a role."""

import logging
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver

from collaborative.models import User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.system import system_user
from organisations.models import Membership
from organisations.tasks import enqueue
from phases.actions.codes import load_codes
from phases.actions.coproduction import forget_needs
from phases.models import CodeMap, Design, PhaseSettings
from phases.signals import signatures_wanted
from phases.tasks import mail_signers, send_to_signers

logger = logging.getLogger(__name__)


@receiver(post_migrate)
def load_code_lists(app_config: AppConfig, using: str = "default", **_: Any) -> None:
    """Load the lists where their tables are there (a migration may stop before them)."""
    if app_config.label != "phases":
        return
    with connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
    if {CodeMap._meta.db_table, PhaseSettings._meta.db_table} <= there:
        load_codes(by=system_user())


@receiver(signatures_wanted)
def write_to_signers(design: Design, by: User, **_: Any) -> None:
    """Ask a worker to send the mails; where the broker is down they are sent at once, and what happened stands."""
    if enqueue(mail_signers, actor_id=by.pk, collaborative_id=design.collaborative_id, design_id=design.pk):
        return
    try:
        with tenant_context(Scope(by.pk, (design.collaborative_id,), (design.participation_id,))):
            send_to_signers(design.pk)
    except Exception as failure:
        # Whatever the mail server does, the version is frozen and its page says who has still to sign.
        logger.error("mail about design %s was not sent: %s", design.pk, type(failure).__name__)


@receiver(post_save, sender=Membership)
def end_needs(instance: Membership, **_: Any) -> None:
    """Forget what a partner needs with the role, whoever ends it and wherever they stand."""
    if instance.role != Role.PARTNER or instance.ended_at is None or instance.participation_id is None:
        return
    owner = (instance.collaborative_id,), (instance.participation_id,)
    with tenant_context(Scope(instance.user_id, *owner)):
        forget_needs(participation_id=instance.participation_id, person_id=instance.user_id)
