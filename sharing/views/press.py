"""The board of items for the press and for websites."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from sharing.actions.press import move_press_item, save_press_item
from sharing.forms.press import PressFilter, PressForm
from sharing.models import PressItem, PressState
from sharing.presenters.newsletters import PRESS_COLOURS
from sharing.queries.press import press_items, who_composes
from sharing.queries.publishing import published
from sharing.views.newsletters import OFFERED, page_or_form


def _way(request: ScopedRequest) -> list[dict[str, Any]]:
    here = reverse("press", args=[request.access.collaborative.slug])
    return [*trail(request.access)[:1], {"text": "Press and websites", "href": here}]


@require_safe
def press(request: ScopedRequest, slug: str) -> HttpResponse:
    """The items in their columns."""
    require(request, Action.COMPOSE)
    collaborative, today = request.access.collaborative, timezone.localdate()
    form = PressFilter(request.GET, people=who_composes(collaborative))
    owner_id, late = form.chosen()
    rows = list(press_items(collaborative, owner_id=owner_id, late_on=today if late else None))
    context = {
        "columns": [(state, [row for row in rows if row.state == state]) for state in PressState],
        "filter_form": form,
        "filtered": owner_id is not None or late,
        "any": bool(rows),
        "states": PressState,
        "colours": PRESS_COLOURS,
        "today": today,
        "trail": trail(request.access)[:1],
    }
    return page(request, "sharing/press.jinja", context)


@page_or_form
@confirms_kept
def press_new(request: ScopedRequest, slug: str) -> HttpResponse:
    """A new item, as an idea."""
    require(request, Action.COMPOSE)
    return _form(request, PressItem(collaborative=request.access.collaborative), {}, "New item")


@page_or_form
@confirms_kept
def press_item(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change an item."""
    require(request, Action.COMPOSE)
    row = get_or_404(press_items(request.access.collaborative), pk=pk)
    initial = {name: getattr(row, name) for name in PressForm.base_fields if name not in ("owner", "publication")}
    return _form(request, row, initial | {"owner": row.owner_id, "publication": row.publication_id}, row.title)


def _form(request: ScopedRequest, row: PressItem, initial: dict[str, Any], title: str) -> HttpResponse:
    slug = request.access.collaborative.slug
    offered: dict[str, Any] = {
        "people": who_composes(request.access.collaborative),
        "published": published(request.access)[:OFFERED],
    }
    form = PressForm(posted(request), initial=initial, **offered)
    save = partial(save_press_item, item=row, by=request.user)
    if attempt(form, lambda: save(**form.said)) is not None:
        messages.success(request, "Saved.")
        return go(request, "press", slug=slug)
    context = {"form": form, "title": title, "row": row, "back": reverse("press", args=[slug]), "trail": _way(request)}
    return page(request, "sharing/press_form.jinja", context, status=422 if form.is_bound else 200)


@require_POST
def press_move(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put an item into another column; why it cannot go there stands on the board."""
    require(request, Action.COMPOSE)
    row = get_or_404(press_items(request.access.collaborative), pk=pk)
    try:
        moved = move_press_item(
            item=row, by=request.user, state=request.POST.get("state", ""), today=timezone.localdate()
        )
        messages.success(request, f"“{moved}” is now under {moved.get_state_display()}.")
    except ValidationError as refused:
        messages.error(request, f"“{row}” stays where it is. {refused.messages[0]}")
    return go(request, reverse("press", args=[slug]) + f"#item-{pk}")
