"""Newsletters while they are composed: who may compose sees the drafts and arranges what stands in them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from sharing.actions.newsletters import (
    begin_newsletter,
    change_newsletter,
    move_block,
    put_block,
    remove_block,
    restore_block,
)
from sharing.forms.newsletters import FORMS, NewsletterForm
from sharing.models import BlockKind, Newsletter, NewsletterBlock
from sharing.presenters.letters import pieces_of
from sharing.presenters.newsletters import COLOURS
from sharing.queries import newsletters as query
from sharing.queries.publishing import published

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20
# So many publications can be chosen from, the latest first.
OFFERED = 200


def way(request: ScopedRequest, newsletter: Newsletter | None = None) -> list[dict[str, Any]]:
    """Breadcrumbs of a page below the newsletters, or below one of them."""
    slug = request.access.collaborative.slug
    steps = [*trail(request.access)[:1], {"text": "Newsletters", "href": reverse("newsletters", args=[slug])}]
    if newsletter is None:
        return steps
    return [*steps, {"text": newsletter.subject, "href": reverse("newsletter", args=[slug, newsletter.pk])}]


def composed(request: ScopedRequest, pk: int) -> Newsletter:
    """The newsletter, for who may compose."""
    require(request, Action.COMPOSE)
    return get_or_404(query.newsletters_of(request.access.collaborative), pk=pk)


@require_safe
def newsletters(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every newsletter, latest first."""
    require(request, Action.COMPOSE)
    shown = paginate(request, query.newsletters_of(request.access.collaborative), PER_PAGE)
    progress = query.progress_in(list(shown))
    context = {
        "page_obj": shown,
        "rows": [(row, progress[row.pk]) for row in shown],
        "colours": COLOURS,
        "bounced": query.bounced_readers(request.access.collaborative).count(),
        "trail": trail(request.access)[:1],
    }
    return page(request, "sharing/newsletters.jinja", context)


@page_or_form
@confirms_kept
def newsletter_new(request: ScopedRequest, slug: str) -> HttpResponse:
    """Begin a newsletter."""
    require(request, Action.COMPOSE)
    form = NewsletterForm(posted(request))
    begin = partial(begin_newsletter, collaborative=request.access.collaborative, by=request.user)
    made = attempt(form, lambda: begin(**form.cleaned_data))
    if made is not None:
        return go(request, "newsletter", slug=slug, pk=made.pk)
    context = {"form": form, "title": "New newsletter", "submit": "Begin", "trail": way(request)}
    context |= {"back": reverse("newsletters", args=[slug])}
    return page(request, "sharing/newsletter_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def newsletter_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change a draft's subject and who gets it."""
    row = composed(request, pk)
    form = NewsletterForm(posted(request), initial={name: getattr(row, name) for name in NewsletterForm.base_fields})
    change = partial(change_newsletter, newsletter=row, by=request.user)
    if attempt(form, lambda: change(**form.cleaned_data)) is not None:
        messages.success(request, "Saved.")
        return go(request, "newsletter", slug=slug, pk=pk)
    context = {"form": form, "title": "Subject and readers", "submit": "Save", "trail": way(request, row)}
    context |= {"back": reverse("newsletter", args=[slug, pk])}
    return page(request, "sharing/newsletter_form.jinja", context, status=422 if form.is_bound else 200)


@require_safe
def newsletter(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What stands in a newsletter, to be arranged while it is a draft; afterwards how far its sending is."""
    row = composed(request, pk)
    context = {
        "row": row,
        "pieces": pieces_of(row, outside=False),
        "removed": query.removed_from(row) if row.is_draft else [],
        "audience": len(query.audience(row)) if row.is_draft else 0,
        "progress": query.progress_of(row),
        "colours": COLOURS,
        "trail": way(request),
    }
    return page(request, "sharing/newsletter.jinja", context)


@page_or_form
@confirms_kept
def newsletter_add(request: ScopedRequest, slug: str, pk: int, kind: str) -> HttpResponse:
    """Add a block at the end."""
    return _block_form(request, composed(request, pk), kind, None)


@page_or_form
@confirms_kept
def newsletter_block(request: ScopedRequest, slug: str, pk: int, block: int) -> HttpResponse:
    """Change a block."""
    row = composed(request, pk)
    return _block_form(request, row, "", _block(row, block))


def _block(row: Newsletter, pk: int) -> NewsletterBlock:
    return get_or_404(query.every_block_of(row), pk=pk)


def _block_form(request: ScopedRequest, row: Newsletter, kind: str, block: NewsletterBlock | None) -> HttpResponse:
    kind = block.kind if block else kind
    if kind not in FORMS:
        raise Http404("No such block")
    initial = {name: getattr(block, name) for name in FORMS[kind].base_fields} if block else {}
    offered: dict[str, Any] = {}
    if kind == BlockKind.CARD:
        offered["published"] = published(request.access)[:OFFERED]
        initial |= {"publication": block.publication_id} if block else {}
    form = FORMS[kind](posted(request), initial=initial, **offered)
    put = partial(put_block, newsletter=row, by=request.user, kind=kind, block=block)
    if attempt(form, lambda: put(**form.cleaned_data)) is not None:
        return go(request, "newsletter", slug=request.access.collaborative.slug, pk=row.pk)
    context = {"form": form, "kind": BlockKind(kind), "block": block, "row": row, "trail": way(request, row)}
    context |= {"back": reverse("newsletter", args=[request.access.collaborative.slug, row.pk])}
    return page(request, "sharing/newsletter_block.jinja", context, status=422 if form.is_bound else 200)


@require_POST
def newsletter_arrange(request: ScopedRequest, slug: str, pk: int, block: int) -> HttpResponse:
    """Move a block up or down, take it out, or put it back (`do`)."""
    row = composed(request, pk)
    found, do = _block(row, block), request.POST.get("do", "")
    try:
        if do in ("up", "down"):
            move_block(block=found, by=request.user, up=do == "up")
        elif do == "remove":
            remove_block(block=found, by=request.user)
            messages.success(request, f"“{found}” is taken out. You can put it back at the end of this page.")
        elif do == "restore":
            restore_block(block=found, by=request.user)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return go(request, reverse("newsletter", args=[slug, pk]) + f"#part-{block}")
