"""The mails that gather what waits for a person. They name kinds and counts, and no organisation, person or work."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from collaborative.models import User
from collaborative.nhsuk.filters import plural
from evaluation.presenters.sponsor import counts
from evaluation.queries.digest import Letter, Section
from evaluation.queries.sponsor import SponsorWork
from organisations.models import Letter as Which
from organisations.models import NoticeKind
from organisations.queries.digests import off_link


def digest_mail(user: User, letter: Letter) -> EmailMessage:
    """The mail of what waits."""
    off = off_link(user)
    sections = "\n\n".join(_section(one) for one in letter.sections)
    body = f"""Hello {user},

This waits for you:

{sections}

What it is about stands only there, after you sign in.

Choose how often this email comes: {settings.BASE_URL}{reverse("notice-settings")}
No more of these emails (you need not sign in): {off}
"""
    return _mail(user, f"{plural(letter.count, 'thing')} for you in Collaborative", body, off)


def monthly_mail(user: User, works: Sequence[SponsorWork]) -> EmailMessage:
    """A sponsor's mail of the month: for each of their organisations how much there is, and the way to its page."""
    off, pages = off_link(user, Which.MONTHLY), "\n\n".join(_page(work) for work in works)
    body = f"""Hello {user},

Your page as sponsor, this month:

{pages}

What it is about stands only there, after you sign in. It prints on one sheet.

Choose which emails come: {settings.BASE_URL}{reverse("notice-settings")}
No more of these emails (you need not sign in): {off}
"""
    return _mail(user, "Your month as sponsor in Collaborative", body, off)


def _page(work: SponsorWork) -> str:
    found, place = counts(work), work.participation
    link = settings.BASE_URL + reverse("sponsor-home", args=[place.collaborative.slug, place.organisation.ods_code])
    lines = [
        f"{plural(found.needs, 'thing needs', 'things need')} you",
        f"{plural(found.moved, 'thing', 'things')} moved",
        f"{plural(found.stuck, 'thing is', 'things are')} stuck",
    ]
    return "\n".join([place.collaborative.name, *[f"- {line}" for line in lines], link])


def _mail(user: User, subject: str, body: str, off: str) -> EmailMessage:
    """A mail with the headers by which a mail program offers to end it (RFC 2369, RFC 8058)."""
    return EmailMessage(
        subject=subject,
        body=body,
        to=[user.email],
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def _section(section: Section) -> str:
    lines = [plural(section.due, "thing that is due", "things that are due")] if section.due else []
    lines += [plural(section.reviews, "thing to review", "things to review")] if section.reviews else []
    lines += [plural(section.kinds[kind], kind.label, kind.several) for kind in NoticeKind if kind in section.kinds]
    link = settings.BASE_URL + reverse("notices", args=[section.collaborative.slug])
    return "\n".join([section.collaborative.name, *[f"- {line}" for line in lines], link])
