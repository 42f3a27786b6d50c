"""The directory of organisations, brought up to date from a file of the NHS Organisation Data Service."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import go, page, paginate
from collaborative.roles import Action
from organisations.actions.ods import import_ods
from organisations.forms.ods import OdsForm
from organisations.forms.places import SearchForm
from organisations.http import ScopedRequest, attempt, require
from organisations.presenters.ods import in_words, parts_of
from organisations.presenters.places import trail
from organisations.queries.ods import directory_of
from organisations.queries.ods_plan import plan_ods
from organisations.tabular import OdsFile, Unreadable, read_ods

# The file waits in the session between being looked at and being taken: nothing of it is kept afterwards.
_KEY = "ods_file"


def directory(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every organisation known, and a way to bring a file; POST reads it and shows what it would change."""
    require(request, Action.RUN_COLLABORATIVE)
    form = OdsForm(request.POST, request.FILES) if request.method == "POST" else OdsForm()
    if attempt(form, lambda: _readable(form)) is not None:
        filename, text = form.cleaned_data["file"]
        request.session[_KEY] = {"filename": filename, "text": text}
        return go(request, "directory-preview", slug=slug)
    search_form = SearchForm(request.GET)
    search = search_form.cleaned_data["q"] if search_form.is_valid() else ""
    context = {
        "form": form,
        "search_form": search_form,
        "search": search,
        "rows": paginate(request, directory_of(search)),
        "trail": trail(request.access),
    }
    return page(request, "organisations/directory.jinja", context, status=422 if form.is_bound else 200)


def _readable(form: OdsForm) -> OdsFile | None:
    try:
        return read_ods(form.cleaned_data["file"][1])
    except Unreadable as refused:
        form.add_error("file", str(refused))
        return None


def preview(request: ScopedRequest, slug: str) -> HttpResponse:
    """What the file would change; POST takes it."""
    require(request, Action.RUN_COLLABORATIVE)
    waiting: dict[str, Any] | None = request.session.get(_KEY)
    if waiting is None:
        return go(request, "directory", slug=slug)
    told = read_ods(waiting["text"])
    if request.method == "POST":
        done = import_ods(told=told, by=request.user, collaborative=request.access.collaborative)
        del request.session[_KEY]
        messages.success(request, in_words(done))
        return go(request, "directory", slug=slug)
    plan = plan_ods(told, request.access.collaborative)
    context = {
        "filename": waiting["filename"],
        "plan": plan,
        "said": in_words(plan),
        "parts": parts_of(plan),
        "trail": [*trail(request.access), {"text": "Directory", "href": reverse("directory", args=[slug])}],
    }
    return page(request, "organisations/directory_preview.jinja", context)
