"""The published code lists, from this release into the database."""

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.db.models import Model

from collaborative.audit import recording
from collaborative.models import User
from phases.codelists import LISTINGS, MAPPINGS, Listing
from phases.models import Code, CodeMap, CodeSet


@transaction.atomic
def load_codes(*, by: User) -> int:
    """Load what is not there and put right what differs. Returns how many rows changed: none the second time.

    A code that is no longer listed stays, because populations may have been described with it.
    """
    sets = {row.key: row for row in CodeSet.objects.all()}
    codes = {(row.code_set_id, row.code): row for row in Code.objects.all()}
    with recording(by=by, verb="brought the published lists up to date"):
        changed = sum(_load(listing, position, sets, codes) for position, listing in enumerate(LISTINGS))
        return changed + _load_maps({key: row.pk for key, row in sets.items()}, codes)


def _load(listing: Listing, position: int, sets: dict[str, CodeSet], codes: dict[tuple[int, str], Code]) -> int:
    said = {name: value for name, value in asdict(listing).items() if name not in ("key", "lines")}
    row = sets.setdefault(listing.key, CodeSet(key=listing.key))
    changed = _put(row, {**said, "position": position})
    new = []
    for place, line in enumerate(listing.lines):
        found = codes.get((row.pk, line.code))
        if found is None:
            made = Code(code_set=row, position=place, **asdict(line))
            new.append(made)
            codes[row.pk, line.code] = made
        else:
            changed += _put(found, {**asdict(line), "position": place})
    Code.objects.bulk_create(new)
    return changed + len(new)


def _put(row: Model, values: Mapping[str, object]) -> int:
    """Save the row with these values, where it is new or differs: 1 if it was saved."""
    if row.pk is not None and all(getattr(row, name) == value for name, value in values.items()):
        return 0
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return 1


def _load_maps(sets: Mapping[str, int], codes: Mapping[tuple[int, str], Code]) -> int:
    there = {(row.source_id, row.target_id): row for row in CodeMap.objects.all()}
    new, changed = [], 0
    for one in MAPPINGS:
        for source, target in one.pairs.items():
            ends = codes[sets[one.source], source], codes[sets[one.target], target]
            exact = source not in one.loose
            row = there.get((ends[0].pk, ends[1].pk))
            if row is None:
                new.append(CodeMap(source=ends[0], target=ends[1], exact=exact))
            else:
                changed += _put(row, {"exact": exact})
    CodeMap.objects.bulk_create(new)
    return changed + len(new)
