"""A new team's checklist, what is known of the organisation, and the national team's list of what to see to."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.actions.clashes import Clash
from organisations.actions.onboarding import add_defaults, edit_facts, save_item, tick, untick
from organisations.forms.onboarding import FactsForm, ItemForm, TickForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.models import ChecklistItem, Participation
from organisations.presenters.clashes import differences
from organisations.presenters.onboarding import progress_of
from organisations.presenters.places import trail
from organisations.queries.fees import last_change
from organisations.queries.onboarding import checklist_items, checklist_of, facts_mark
from organisations.queries.places import participations_at


def checklist(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What the team has seen to and what is left; POST ticks or takes a tick back."""
    action = Action.SEE_TO_JOINING if request.method == "POST" else Action.SEE_PEOPLE
    participation = get_or_404(participations_at(request.access, action), organisation__ods_code=ods)
    lines = checklist_of(participation)
    form = TickForm(posted(request), items=[line.item for line in lines])
    if attempt(form, lambda: _tick(request, participation, form)) is not None:
        return go(request, reverse("checklist", args=[slug, ods]) + f"#item-{form.cleaned_data['item'].pk}")
    context = {
        "participation": participation,
        "lines": lines,
        "progress": progress_of(lines),
        "may_tick": request.access.may(Action.SEE_TO_JOINING, participation.pk),
        "form": form,
        "trail": trail(request.access, participation),
    }
    return page(request, "organisations/checklist.jinja", context, status=422 if form.is_bound else 200)


def _tick(request: ScopedRequest, participation: Participation, form: TickForm) -> bool:
    item, note = form.cleaned_data["item"], form.cleaned_data["note"]
    if form.cleaned_data["done"]:
        tick(participation=participation, item=item, by=request.user, note=note)
    else:
        untick(participation=participation, item=item, by=request.user)
    return True


def facts(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Change the key contact, the lead's time and the improvement support."""
    participation = get_or_404(participations_at(request.access, Action.INVITE), organisation__ods_code=ods)
    initial = {name: getattr(participation, name) for name in FactsForm.base_fields if name != "seen"}
    form, back = FactsForm(posted(request), initial=initial), reverse("people", args=[slug, ods])
    steps = trail(request.access, participation, {"text": "People", "href": back})
    mark = form.data.get("seen", "") if form.is_bound else facts_mark(participation)
    context = {"form": form, "participation": participation, "back": back, "trail": steps, "mark": mark}
    try:
        saved = attempt(form, lambda: edit_facts(participation=participation, by=request.user, **form.cleaned_data))
    except Clash as clash:
        who, when = last_change(clash.row)
        context |= {"clash": differences(clash.row, form), "who": who, "when": when, "mark": facts_mark(clash.row)}
        return page(request, "organisations/facts.jinja", context, status=409)
    if saved is None:
        return page(request, "organisations/facts.jinja", context, status=422 if form.is_bound else 200)
    messages.success(request, "What is known of the organisation is saved.")
    return go(request, back)


def items(request: ScopedRequest, slug: str) -> HttpResponse:
    """What every new team sees to; POST adds one thing."""
    require(request, Action.RUN_COLLABORATIVE)
    rows = list(checklist_items(request.access.collaborative))
    following = max((row.position for row in rows), default=0) + 1
    form = ItemForm(posted(request), initial={"position": following})
    new = ChecklistItem(collaborative=request.access.collaborative)
    if attempt(form, lambda: save_item(item=new, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "The checklist is saved.")
        return go(request, "checklist-items", slug=slug)
    context = {"rows": rows, "form": form, "trail": trail(request.access)}
    return page(request, "organisations/checklist_items.jinja", context, status=422 if form.is_bound else 200)


def item(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change one thing that every new team sees to."""
    require(request, Action.RUN_COLLABORATIVE)
    row = get_or_404(checklist_items(request.access.collaborative), pk=pk)
    form = ItemForm(posted(request), initial={name: getattr(row, name) for name in ItemForm.base_fields})
    if attempt(form, lambda: save_item(item=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "The checklist is saved.")
        return go(request, "checklist-items", slug=slug)
    back = reverse("checklist-items", args=[slug])
    context = {"form": form, "back": back, "trail": [*trail(request.access), {"text": "Getting started", "href": back}]}
    return page(request, "organisations/checklist_item.jinja", context, status=422 if form.is_bound else 200)


@require_POST
def defaults(request: ScopedRequest, slug: str) -> HttpResponse:
    """Take over the checklist and the questions we suggest."""
    require(request, Action.RUN_COLLABORATIVE)
    add_defaults(collaborative=request.access.collaborative, by=request.user)
    messages.success(request, "The suggested list and questions are yours now. Change them as you like.")
    return go(request, "checklist-items", slug=slug)
