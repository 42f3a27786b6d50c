"""What was done to a theory, its kept versions, and bringing one from a table."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import go, page, paginate
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from phases.actions.keeping import bring_table, fitted, keep_version
from phases.forms.keeping import BringForm, TableForm, VersionForm
from phases.models import Theory
from phases.presenters import pictures
from phases.presenters import theory as presenter
from phases.queries.edits import belief_changes, listed, open_edits, reasons_given, versions_of
from phases.theory import diff
from phases.theory.asjson import theory_of
from phases.theory.graph import LONGEST, LONGEST_AIM
from phases.views.desk import Desk, desk_to_edit, desk_to_read

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def changes(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Every edit and change of belief, latest first, with the reasons."""
    desk = desk_to_read(request, pk)
    there, row = desk.there, desk.theory
    ideas = list({idea.pk: idea for idea in there.ideas.values()}.values())
    beliefs = belief_changes(ideas) if ideas else {}
    given = reasons_given(row) if isinstance(row, Theory) else []
    done = paginate(request, presenter.done_lines(listed(row), ideas, beliefs, given), 50)
    context = {
        **desk.context("changes"),
        **presenter.open_words(open_edits(there), request.user),
        "page_obj": done,
        "done": list(done),
    }
    return page(request, "phases/theory_changes.jinja", context)


@page_or_form
def versions(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The kept versions; who may change the theory may keep another."""
    desk = desk_to_edit(request, pk) if request.method == "POST" else desk_to_read(request, pk)
    form = VersionForm(posted(request))
    kept = attempt(form, lambda: keep_version(theory=desk.theory, by=request.user, name=form.cleaned_data["name"]))
    if kept is not None:
        messages.success(request, f"Kept as version {kept.number}, “{kept.name}”.")
        return go(request, desk.url("versions"))
    context = {**desk.context("versions"), "form": form, "versions": list(versions_of(desk.theory))}
    return page(request, "phases/theory_versions.jinja", context, status=422 if form.is_bound else 200)


@require_safe
def version(request: ScopedRequest, slug: str, number: int, pk: int | None = None) -> HttpResponse:
    """One version as it was, and what has become of it since."""
    desk = desk_to_read(request, pk)
    kept = get_or_404(versions_of(desk.theory), number=number)  # type: ignore[arg-type]
    then = theory_of(kept.graph)
    since = diff.since(then, desk.there.graph)
    otherwise = diff.otherwise_since(then, desk.there.believed)
    drawn, marks = diff.together(desk.there.believed, then, since)
    context = {
        **desk.context("versions"),
        "version": kept,
        "picture": pictures.both(then, f"{desk.title}: {kept.name}"),
        "compared": pictures.both(drawn, f"Since {kept.name}", marks),
        "counts": presenter.counted(since.counts),
        "differences": presenter.differences(since, {}),
        "otherwise": presenter.otherwise_lines(otherwise),
        "unchanged": since.counts.kept == len(since.changes) and not otherwise,
    }
    return page(request, "phases/theory_version.jinja", context)


@page_or_form
def bring(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """A theory from a table: first what would change, then the change itself."""
    desk = desk_to_edit(request, pk)
    there = desk.there
    if "revision" in request.POST:
        return _bring_now(desk)
    form = TableForm(posted(request), request.FILES or None, longest_aim=_longest_aim(desk))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(request, "phases/theory_import.jinja", {**desk.context(), "form": form}, status=status)
    return _preview(
        desk,
        form,
        BringForm(initial={"table": form.text, "revision": there.row.revision}, longest_aim=form.longest_aim),
    )


def _longest_aim(desk: Desk) -> int:
    return LONGEST_AIM if desk.project else LONGEST["aim"]


def _preview(desk: Desk, table: TableForm, form: BringForm) -> HttpResponse:
    there = desk.there
    new = fitted(there.graph, table.read)
    change = diff.since(there.graph, new)
    shared, stays = there.shared, {node.origin for node in new.nodes}
    lost = [node for node in there.graph.nodes if node.id in shared and node.origin not in stays]
    context = {
        **desk.context(),
        "form": form,
        "text": table.text,
        "revision": there.row.revision,
        "counts": presenter.counted(change.counts),
        "differences": presenter.differences(change, {}),
        "unchanged": new == there.graph,
        "asks_why": bool(lost),
    }
    return page(desk.request, "phases/theory_preview.jinja", context, status=422 if form.errors else 200)


def _bring_now(desk: Desk) -> HttpResponse:
    request = desk.request
    form = BringForm(request.POST, longest_aim=_longest_aim(desk))

    def act() -> object:
        said = form.cleaned_data
        return bring_table(
            theory=desk.theory, by=request.user, table=form.read, revision=said["revision"], reason=said["reason"]
        )

    if attempt(form, act) is None:
        if hasattr(form, "read"):
            return _preview(desk, form, form)
        return page(request, "phases/theory_import.jinja", {**desk.context(), "form": form}, status=422)
    messages.success(request, "The theory is as your table says. You can undo this.")
    return go(request, desk.url("edit"))
