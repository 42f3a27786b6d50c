"""Bringing the directory up to date from a file of the Organisation Data Service."""

from django.db import connection, transaction

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Organisation, Succession
from organisations.queries.ods import FIELDS, OdsPlan, plan_ods
from organisations.tabular import OdsFile

# Two who bring a file at the same moment wait for each other; the number is any that nothing else uses.
_QUEUE = 5_270_001


@transaction.atomic
def import_ods(*, told: OdsFile, by: User) -> OdsPlan:
    """Write what a file says that the directory does not say yet, and return what that was.

    Adds and changes organisations and adds successions; deletes nothing, and what the file leaves empty stays. The same
    file again finds nothing to write.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_QUEUE])
    plan = plan_ods(told)
    if plan.is_empty:
        return plan
    with recording(by=by, verb="brought the directory up to date"):
        Organisation.objects.bulk_create(
            Organisation(ods_code=record.code, **{name: getattr(record, name) for name in FIELDS})
            for record in plan.new
        )
        changed = []
        for change in (*plan.changed, *plan.closed):
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
