"""Consent, stories, what is published, and the library: who opens which page, and what stands in their addresses."""

from typing import Any

from sharing.models import Consent, ConsentChannel, Publication, Resource, Story
from tests.access.answers import AMHE, DEFINES, NATIONAL, SEES, SIGNED_IN, Answers, button, form, only, safe
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
    "resources": safe(AMHE),
    "resource": {"GET": only(AMHE), "POST": only((*DEFINES, "south_lead"), 422)},
    "resource-new": form(NATIONAL),
    "resource-edit": form(NATIONAL),
    "resource-archive": button(NATIONAL),
    **dict.fromkeys(("project-resources", "squire", "squire-markdown", "squire-pdf"), safe(SEES)),
}

# As tests.access.stage.KINDS.
SHARING_KINDS = {
    "/consents/<": "consent",
    "/consents/files/<": "consent_file",
    "/stories/<": "story",
    "/published/<": "publication",
    "/resources/<": "resource",
}


def sharing_ids(rows: Rows) -> dict[str, Any]:
    """A consent with its form, a story, and what the collaborative published."""
    consent: Any = rows[Consent]
    return {
        "consent": consent.pk,
        "consent_file": rows[ConsentChannel].pk,
        "story": rows[Story].pk,
        "resource": Resource.objects.get(collaborative_id=consent.collaborative_id).pk,
        "publication": Publication.objects.get(collaborative_id=consent.collaborative_id).pk,
    }
