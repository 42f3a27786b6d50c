"""Mail of this app, in plain text."""

from django.conf import settings
from django.urls import reverse

from collaborative.models import User
from phases.models import Design
from phases.queries.design import Asked

Mail = tuple[str, str, str]


def signature_mail(design: Design, signer: Asked, user: User) -> Mail:
    """The mail to somebody who has still to answer, as address, subject and body."""
    project = design.project
    place = project.participation.organisation
    link = settings.BASE_URL + reverse("design-sign", args=[project.collaborative.slug, project.pk, design.number])
    note = f"{design.asked_by} writes:\n\n{design.note}\n\n" if design.note else ""
    subject = " ".join(f"Please read and sign: the design of {project.name}".split())
    body = f"""Hello {user},

{design.asked_by} asks for your signature as {signer.role_words.lower()} at {place}.

It is version {design.number} of the design of “{project.name}”: for whom you want to make care more equal, what you
think will help, how you will see whether it gets better, and the plan.

{note}Read it, then sign it or say why not. Both are kept:

{link}

You sign in with your own account. Nobody can sign for you.
"""
    return user.email, subject, body
