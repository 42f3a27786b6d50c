"""Stories: told by a team from its record, looked at with the eyes of others, published and taken back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action
from organisations.forms.people import ReasonForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from organisations.queries import participations_at
from organisations.views.confirming import Question, ask
from phases.presenters.collisions import collision
from phases.queries.populations import projects_at
from sharing.actions.publishing import findings_in
from sharing.actions.stories import change_story, draft_of, keep_story, publish_story, take_story_back
from sharing.forms.stories import PublishForm, StoryForm
from sharing.models import PublicationKind, Story
from sharing.presenters.stories import drawn_story, state_of
from sharing.queries import stories as query
from sharing.queries.consent import standing_at
from sharing.queries.publishing import latest_by_source, rules_of, versions_of
from sharing.views.common import PER_PAGE, bytes_of, page_or_form, way


@require_safe
def stories(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """The stories of one organisation, drafts too."""
    participation = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    shown = paginate(request, query.stories_at(request.access, participation), PER_PAGE)
    published = latest_by_source(participation, PublicationKind.STORY)
    may_publish = request.access.may(Action.PUBLISH, participation.pk)
    context = {
        "participation": participation,
        "page_obj": shown,
        "rows": [(row, state_of(published.get(row.pk))) for row in shown],
        "projects": projects_at(request.access, participation) if may_publish else [],
        "may_publish": may_publish,
        "trail": trail(request.access, participation),
    }
    return page(request, "sharing/stories.jinja", context)


def _form(request: ScopedRequest, project: Any, **kwargs: Any) -> StoryForm:
    return StoryForm(
        posted(request),
        request.FILES or None,
        measures=query.measures_of(project),
        cycles=query.tests_of(project),
        consents=standing_at(project.participation),
        **kwargs,
    )


@page_or_form
@confirms_kept
def story_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Begin a story of a project (?project=)."""
    participation = get_or_404(participations_at(request.access, Action.PUBLISH), organisation__ods_code=ods)
    asked, offered = request.GET.get("project", ""), projects_at(request.access, participation)
    project = next((row for row in offered if str(row.pk) == asked), offered[0] if offered else None)
    if project is None:
        messages.info(request, "A story is of a project, and your organisation has none yet.")
        return go(request, "stories", slug=slug, ods=ods)
    form = _form(request, project)
    keep = partial(keep_story, project=project, by=request.user)
    made = attempt(form, lambda: keep(said=form.said, form_key=form.cleaned_data["form_key"]))
    if made is not None:
        messages.success(request, "The story is kept as a draft. Only who can open your organisation’s work reads it.")
        return go(request, "story", slug=slug, pk=made.pk)
    context = {"form": form, "own": project, "participation": participation, "title": "Tell a story"}
    context |= {"trail": way(request, participation, "stories", "Stories"), "offered": offered}
    context |= {"back": reverse("stories", args=[slug, ods])}
    return page(request, "sharing/story_form.jinja", context, status=422 if form.is_bound else 200)


def _row(request: ScopedRequest, pk: int, action: Action = Action.PUBLISH) -> Story:
    return get_or_404(query.stories_to(request.access, action), pk=pk)


@require_safe
def story(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One story as its team sees it, with the true chart."""
    row = _row(request, pk, Action.SEE_WORK)
    versions = versions_of(row.participation, PublicationKind.STORY, row.pk)
    context = {
        "row": row,
        "participation": row.participation,
        "pieces": drawn_story(query.pieces_of(row, None), f"s{row.pk}", reverse("story-picture", args=[slug, row.pk])),
        "versions": versions,
        "state": state_of(versions[0] if versions else None),
        "may_publish": request.access.may(Action.PUBLISH, row.participation_id),
        "trail": way(request, row.participation, "stories", "Stories"),
    }
    return page(request, "sharing/story.jinja", context)


@require_safe
def story_picture(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The picture of a story, for who can open it."""
    row = get_or_404(query.stories_to(request.access, Action.SEE_WORK).filter(picture_key__isnull=False), pk=pk)
    return bytes_of(query.picture_path(row), row.picture_kind, "picture")


@page_or_form
@confirms_kept
def story_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put a story otherwise."""
    row = _row(request, pk)
    form = _form(request, row.project, initial=StoryForm.initial_of(row), has_picture=row.picture_key is not None)
    change = partial(change_story, story=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: change(said=form.said)) is not None:
        messages.success(request, "Saved. What is published stays as it is until you publish it again.")
        return go(request, "story", slug=slug, pk=pk)
    context = {"form": form, "own": row.project, "row": row, "participation": row.participation, "title": row.title}
    context |= {
        "trail": way(request, row.participation, "stories", "Stories"),
        "back": reverse("story", args=[slug, pk]),
    }
    context |= collision(form, query.story_mark(row), request.POST)
    return page(request, "sharing/story_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def story_publish(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A story exactly as others would read it, and how far it may go."""
    row = _row(request, pk)
    rules = rules_of(row.collaborative_id)
    draft = draft_of(row, rules)
    found = [one for several in findings_in(draft, rules).values() for one in several]
    reach = query.reach_of_story(row)
    form = PublishForm(
        posted(request), reach=reach, asks=any(not one.blocks for one in found), initial={"seen": query.story_mark(row)}
    )
    made = attempt(form, lambda: publish_story(story=row, by=request.user, **form.cleaned_data))
    if made is not None:
        messages.success(request, "It is published. This is how others read it.")
        return go(request, "publication", slug=slug, pk=made.pk)
    context = {
        "form": form,
        "row": row,
        "draft": draft,
        "pieces": drawn_story(draft.pieces, f"s{row.pk}", reverse("story-picture", args=[slug, row.pk])),
        "found": found,
        "rules": rules,
        "reach": reach,
        "participation": row.participation,
        "trail": way(request, row.participation, "stories", "Stories"),
    }
    return page(request, "sharing/story_publish.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def story_withdraw(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks before a story is taken back."""
    row, form = _row(request, pk), ReasonForm(posted(request))
    question = Question(
        title=f"Take “{row.title}” back?",
        text="Every published version goes from every page at once. It stays with your team as a draft.",
        submit="Take it back",
        done="It is taken back.",
        back=reverse("story", args=[slug, pk]),
        trail=way(request, row.participation, "stories", "Stories"),
    )

    def done() -> bool:
        take_story_back(story=row, by=request.user, reason=form.cleaned_data["reason"])
        return True

    return ask(request, form, done, question)
