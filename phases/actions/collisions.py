"""Two people who change the same thing: the second is refused, and told."""

from django.core.exceptions import ValidationError

CHANGED = "changed"
GONE = "gone"


def refuse_unseen(seen: str, mark: str) -> None:
    """Raises ValidationError where what is to be taken back is no longer what somebody saw. seen, mark: as below."""
    if seen and seen != mark:
        told = "Somebody else has changed this since you opened the page. Nothing is removed: look again."
        raise ValidationError(told)


def refuse_older(seen: str, mark: str) -> None:
    """Raises ValidationError where the row is no longer what somebody saw. seen: its mark then, "" to overwrite;
    mark: its mark now, under a lock."""
    if seen and seen != mark:
        told = "Somebody else has changed this since you opened the page. Nothing is lost: compare both and save again."
        raise ValidationError(told, code=CHANGED)
