"""A consent, and a draft that rests on it, with words that must not be found again."""

from datetime import date
from typing import Any

from collaborative.models import User
from sharing.actions.consent import Given, give_consent
from sharing.actions.publishing import Draft
from sharing.models import Channel, Consent
from tests.cast import Cast

CANARY = "Quotecanary changed everything for me"
WHO = "Namecanary Sister"
GIVEN = Given(given_on=date(2026, 3, 3), evidence="Said so at the ward meeting")


def consent_of(cast: Cast, upto: Channel = Channel.WEB, user: User | None = None) -> Consent:
    """Somebody of North agreed to everything up to this channel."""
    channels = {channel.value: GIVEN for channel in Channel if channel.reach <= upto.reach}
    return give_consent(participation=cast.north, by=cast.lead, who=WHO, about="My words", channels=channels, user=user)


def draft_of(consent: Consent, **changed: Any) -> Draft:
    """A storyboard with a quote of this consent, whose words stand in its summary too."""
    said: dict[str, Any] = {
        "kind": "storyboard",
        "source_key": 7,
        "title": "Shorter waits",
        "summary": f"A sister said: {CANARY}. We went on.",
        "pieces": [
            {"kind": "text", "heading": "Aim", "text": "Halve the wait"},
            {"kind": "quote", "text": f"{CANARY}.", "who": WHO, "consents": [consent.pk]},
            {"kind": "list", "heading": "Next", "items": ["Test it on nights", f"Ask {WHO} again"]},
        ],
    }
    return Draft(**{**said, **changed})
