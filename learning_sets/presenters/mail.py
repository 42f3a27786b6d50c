"""Mail about learning sets, in plain text, each with the set as it stands for a calendar."""

from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from learning_sets.ical import Party
from learning_sets.models import Booking, LearningSet
from learning_sets.presenters.calendar import mail_file
from learning_sets.presenters.sets import times
from learning_sets.queries.calendar import SetSeen, changes_of


def booking_mail(learning_set: LearningSet, booking: Booking) -> EmailMessage:
    """To somebody who is booked, or waits."""
    if booking.is_waiting:
        said = "All places are taken, so you are on the waiting list. We write to you as soon as one is free."
        return _mail(learning_set, booking, f"Waiting list: {learning_set.title}", said)
    return _mail(learning_set, booking, f"You are booked: {learning_set.title}", "You are booked on this learning set.")


def place_mail(learning_set: LearningSet, booking: Booking) -> EmailMessage:
    """To somebody who waited and has a place now."""
    said = "A place has come free, and it is yours. If you cannot come any more, please give it back."
    return _mail(learning_set, booking, f"You have a place: {learning_set.title}", said)


def reminder_mail(learning_set: LearningSet, booking: Booking) -> EmailMessage:
    """Before a set."""
    said = (
        "This learning set is soon. If you cannot come any more, please give your place back: others may wait for it."
    )
    return _mail(learning_set, booking, f"Reminder: {learning_set.title}", said)


def changed_mail(learning_set: LearningSet, booking: Booking) -> EmailMessage:
    """Of a set that is at another time or place."""
    said = "When or where this learning set is has changed. This is how it is now. Your booking stands."
    return _mail(learning_set, booking, f"Changed: {learning_set.title}", said)


def cancelled_mail(learning_set: LearningSet, booking: Booking) -> EmailMessage:
    """Of a set that was called off."""
    said = f"This learning set will not take place. The reason: {learning_set.cancelled_reason}"
    return _mail(learning_set, booking, f"Called off: {learning_set.title}", said)


def _mail(learning_set: LearningSet, booking: Booking, subject: str, said: str) -> EmailMessage:
    where = [learning_set.venue, *learning_set.address.splitlines()] if booking.mode != "online" else ["Online"]
    page = settings.BASE_URL + reverse("set", args=[learning_set.collaborative.slug, learning_set.pk])
    body = "\n".join(
        [
            f"Hello {booking.name},",
            "",
            said,
            "",
            learning_set.title,
            *([learning_set.theme] if learning_set.theme else []),
            times(learning_set),
            *[line.strip() for line in where if line.strip()],
            "",
            f"The agenda, and all else: {page}",
            "",
            learning_set.collaborative.name,
        ]
    )
    message = EmailMessage(" ".join(subject.split()), body + "\n", to=[booking.email])
    state = "" if booking.is_cancelled else booking.state
    seen = SetSeen(learning_set, state, *changes_of([learning_set])[learning_set.pk])
    invitation, method = mail_file(seen, to=Party(booking.name, booking.email), stamp=timezone.now())
    part = MIMEText(invitation.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="learning-set.ics")
    message.attach(part)
    return message
