"""Bringing the directory up to date from a file of the Organisation Data Service."""

from django.db import connection, transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from organisations.models import Organisation, Succession
from organisations.queries.ods_plan import FIELDS, OdsPlan, plan_ods
from organisations.tabular import OdsFile

# Two who bring a file at the same moment wait for each other; the number is any that nothing else uses.
_QUEUE = 5_270_001


@transaction.atomic
def import_ods(*, told: OdsFile, by: User, collaborative: Collaborative | None = None) -> OdsPlan:
    """Write what a file says that the directory does not say yet, and return what that was.

    The national team of a collaborative adds organisations and fills in what is unknown; who runs the site (without a
    collaborative) changes what is known as well. Nothing is deleted, and what the file does not say stays. The same
    file again finds nothing to write.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_QUEUE])
    plan = plan_ods(told, collaborative)
    if plan.is_empty:
        return plan
    with recording(by=by, verb="brought the directory up to date"):
        Organisation.objects.bulk_create(
            Organisation(ods_code=record.code, **{name: getattr(record, name) for name in FIELDS})
            for record in plan.new
        )
        changed = []
        for change in plan.changes:
            for name, (_, after) in change.fields.items():
                setattr(change.organisation, name, after)
            changed.append(change.organisation)
        Organisation.objects.bulk_update(changed, FIELDS)
        _link(plan)
    return plan


def _link(plan: OdsPlan) -> None:
    codes = {code for link in plan.links for code in (link.predecessor, link.successor)}
    rows = {row.ods_code: row for row in Organisation.objects.filter(ods_code__in=codes)}
    successions = []
    for link in sorted(plan.links, key=lambda link: (link.happened_on is None, link.happened_on or 0, link.line)):
        before, after = rows[link.predecessor], rows[link.successor]
        successions.append(
            Succession(predecessor=before, successor=after, kind=link.what, happened_on=link.happened_on)
        )
        if after.predecessor_id is None:
            after.predecessor = before
    Succession.objects.bulk_create(successions)
    followers = [rows[link.successor] for link in plan.links]
    Organisation.objects.bulk_update(dict.fromkeys(followers), ["predecessor"])
    for better in plan.relinked:
        better.succession.kind, better.succession.happened_on = better.link.what, better.link.happened_on
    Succession.objects.bulk_update([better.succession for better in plan.relinked], ["kind", "happened_on"])
