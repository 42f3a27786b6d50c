"""Newsletters and the press: who opens which page, and what stands in their addresses."""

from typing import Any

from organisations.models import Participation
from sharing.models import NewsletterBlock, NewsletterReader, NewsletterRecipient, PressItem
from sharing.queries.newsletters import confirm_link, stop_link
from tests.access.answers import AMHE, NATIONAL, Answers, button, form, only, open_to_all, safe

COMPOSES = NATIONAL

LETTERS: dict[str, dict[str, Answers]] = {
    **{f"newsletter{page}": safe(COMPOSES) for page in ("s", "", "-preview", "-email", "-print")},
    **{f"newsletter-{page}": form(COMPOSES) for page in ("new", "edit", "add", "block", "send")},
    **{f"newsletter-{page}": button(COMPOSES) for page in ("arrange", "test", "control")},
    **{f"newsletter-{page}": {"GET": only(COMPOSES), "POST": only(())} for page in ("bounces", "recipients")},
    "newsletter-archive": safe(AMHE),
    "newsletter-choice": button(AMHE),
    "newsletter-issue": safe(AMHE),
    "press": safe(COMPOSES),
    **dict.fromkeys(("press-new", "press-item"), form(COMPOSES)),
    "press-move": button(COMPOSES),
    "newsletters-public": {"GET": open_to_all(200)["GET"], "POST": open_to_all(422)["POST"]},
    **{f"newsletter-{page}": open_to_all(200, post=405) for page in ("asked", "public")},
    **dict.fromkeys(("newsletter-confirm", "newsletter-stop"), open_to_all(200)),
}

# As tests.access.stage.KINDS.
LETTER_KINDS = {"/newsletters/<": "newsletters", "/press/<": "press"}


def letter_ids(participation: Participation) -> dict[str, Any]:
    """What stands in the addresses of the collaborative's newsletters; its card shows a text, to be changed by a form
    that every collaborative can fill in. Within a scope."""
    of = {"collaborative_id": participation.collaborative_id}
    NewsletterBlock.objects.filter(**of).update(kind="text", publication=None)
    slug, sent = participation.collaborative.slug, NewsletterRecipient.objects.get(**of)
    reader = NewsletterReader.objects.select_related("collaborative").get(**of)
    links = {"newsletter-confirm": confirm_link(reader), "newsletter-stop": stop_link(slug, sent.pk)}
    return {
        "newsletters": sent.newsletter_id,
        "newsletter_block": NewsletterBlock.objects.get(**of).pk,
        "press": PressItem.objects.get(**of).pk,
        "links": {name: link.rstrip("/").rsplit("/", 1)[1] for name, link in links.items()},
    }
