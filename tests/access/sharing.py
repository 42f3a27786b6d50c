"""Consent, stories, and what is published: who opens which page, and what stands in their addresses."""

from typing import Any

from sharing.models import Consent, ConsentChannel, Publication, Story
from tests.access.answers import AMHE, DEFINES, SEES, SIGNED_IN, Answers, form, only, safe
from tests.tenancy.rows import Rows

# No bytes of a form or picture lie on this stage; tests/sharing has them.
SHARING: dict[str, dict[str, Answers]] = {
    "my-consents": {"GET": only(SIGNED_IN), "POST": only(())},
    "consents": safe(DEFINES),
    "consent-new": form(DEFINES),
    "consent": safe(DEFINES),
    "consent-widen": form(DEFINES),
    "consent-withdraw": form(DEFINES),
    "consent-file": safe(()),
    "stories": safe(SEES),
    "story-new": form(DEFINES),
    "story": safe(SEES),
    "story-edit": form(DEFINES),
    "story-publish": form(DEFINES),
    "story-withdraw": form(DEFINES),
    "story-picture": safe(()),
    "publications": safe(AMHE),
    "publication": safe(AMHE),
    "publication-picture": safe(()),
}

# As tests.access.stage.KINDS.
SHARING_KINDS = {
    "/consents/<": "consent",
    "/consents/files/<": "consent_file",
    "/stories/<": "story",
    "/published/<": "publication",
}


def sharing_ids(rows: Rows) -> dict[str, Any]:
    """A consent with its form, a story, and what the collaborative published."""
    consent: Any = rows[Consent]
    return {
        "consent": consent.pk,
        "consent_file": rows[ConsentChannel].pk,
        "story": rows[Story].pk,
        "publication": Publication.objects.get(collaborative_id=consent.collaborative_id).pk,
    }
