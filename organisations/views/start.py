"""After signing in: the one place a person has, or a choice of them."""

from django.http import HttpResponse

from collaborative.http import go, page
from organisations.context import PLACES_KEY
from organisations.http import SignedInRequest
from organisations.presenters.places import invited_to, place_cards
from organisations.queries import places_of
from organisations.queries.people import invitations_of


def start(request: SignedInRequest) -> HttpResponse:
    """Straight to the only place, otherwise the chooser; what the person was invited to stands on it first."""
    cards = place_cards(places_of(request.user))
    request.session[PLACES_KEY] = len(cards)
    invited = invited_to(invitations_of(request.user))
    if len(cards) == 1 and not invited:
        return go(request, cards[0].url)
    return page(request, "collaborative/chooser.jinja", {"places": cards, "invited": invited})
