"""After signing in: the one place a person has, or a choice of them."""

from django.http import HttpResponse

from collaborative.http import go, page
from organisations.context import PLACES_KEY
from organisations.http import SignedInRequest
from organisations.presenters.places import place_cards
from organisations.queries import places_of


def start(request: SignedInRequest) -> HttpResponse:
    """Straight to the only place, otherwise the chooser."""
    cards = place_cards(places_of(request.user))
    request.session[PLACES_KEY] = len(cards)
    if len(cards) == 1:
        return go(request, cards[0].url)
    return page(request, "collaborative/chooser.jinja", {"places": cards})
