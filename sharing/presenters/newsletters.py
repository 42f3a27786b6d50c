"""Words and colours of newsletters."""

from sharing.models import Delivery, NewsletterState, PressState

COLOURS = {
    NewsletterState.DRAFT: "grey",
    NewsletterState.SENDING: "blue",
    NewsletterState.PAUSED: "orange",
    NewsletterState.SENT: "green",
    NewsletterState.STOPPED: "red",
    Delivery.WAITING: "grey",
    Delivery.CLAIMED: "grey",
    Delivery.HANDED: "orange",
    Delivery.SENT: "green",
    Delivery.BOUNCED: "red",
    Delivery.FAILED: "red",
}
PRESS_COLOURS = {
    PressState.IDEA: "grey",
    PressState.DRAFTING: "blue",
    PressState.CONSENT: "orange",
    PressState.OUTLET: "purple",
    PressState.PUBLISHED: "green",
    PressState.DROPPED: "white",
}
