"""The mail that gathers what waits for a person. It names kinds and counts, and no organisation, person or work."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from collaborative.models import User
from collaborative.nhsuk.filters import plural
from evaluation.queries.digest import Letter, Section
from organisations.models import NoticeKind
from organisations.queries.digests import off_link


def digest_mail(user: User, letter: Letter) -> EmailMessage:
    """The mail, with the headers by which a mail program offers to end it (RFC 2369, RFC 8058)."""
    off = off_link(user)
    sections = "\n\n".join(_section(one) for one in letter.sections)
    body = f"""Hello {user},

This waits for you:

{sections}

What it is about stands only there, after you sign in.

Choose how often this email comes: {settings.BASE_URL}{reverse("notice-settings")}
No more of these emails (you need not sign in): {off}
"""
    return EmailMessage(
        subject=f"{plural(letter.count, 'thing')} for you in Collaborative",
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
