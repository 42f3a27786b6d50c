"""The design of a project: what phase one made on one page, its frozen versions, and who signed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from evaluation.forms import AnswerCommentForm, AskForm, CommentForm, SignForm, TakeBackForm, sealed
from evaluation.presenters import design as presenter
from evaluation.presenters.board import board
from evaluation.presenters.contents import contents
from evaluation.queries.design import DesignRows, design_rows
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from organisations.queries import Access
from phases.actions import design as act
from phases.design import PARTS, Contents, contents_json, contents_of, differences
from phases.queries import design as query
from phases.queries import projects_to

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Desk:
    """One project's design: as it is today, and the versions that were frozen."""

    request: ScopedRequest
    project: Any

    @property
    def access(self) -> Access:
        return self.request.access

    @cached_property
    def rows(self) -> DesignRows:
        return design_rows(self.access, self.project)

    @cached_property
    def today(self) -> Contents:
        return contents(self.rows)

    @cached_property
    def versions(self) -> list[Any]:
        return list(query.designs_of(self.project).defer("content"))

    @cached_property
    def latest(self) -> Any | None:
        return query.designs_of(self.project).first()

    @cached_property
    def signers(self) -> list[query.Signer]:
        return query.signers_of(self.project)

    def may(self, action: Action) -> bool:
        return self.access.may(action, self.project.participation_id)

    def url(self, name: str = "design", *args: object) -> str:
        return reverse(name, args=[self.access.collaborative.slug, self.project.pk, *args])

    def standing(self, version: Any) -> query.Standing:
        """Where a version stands, from who was asked when it was frozen."""
        return query.standing(version, query.signatures_of([version])[version.pk], self.signers)

    def earlier(self, version: Any, state: query.Standing) -> list[presenter.Earlier]:
        """Who did not sign an earlier version, as it stood when this one was frozen, and what became of it."""
        rows = query.carried_to(self.project, version.number, version.asked_at)
        return presenter.earlier(rows, state, version.number, latest=self.is_latest(version))

    @property
    def standings(self) -> dict[int, query.Standing]:
        """Where every version stands, by its number."""
        answers = query.signatures_of(self.versions)
        return {row.number: query.standing(row, answers[row.pk], self.signers) for row in self.versions}

    def is_latest(self, version: Any) -> bool:
        return self.latest is not None and version.pk == self.latest.pk

    def wanted(self, version: Any, state: query.Standing) -> bool:
        """Whether this person is asked about this version and can still answer: only the latest is signed."""
        return self.is_latest(version) and any(one.user_id == self.request.user.pk for one in state.waiting)

    def mine(self, state: query.Standing) -> Any | None:
        """This person's own answer to a version."""
        return next((row for row in state.given if row.user_id == self.request.user.pk), None)

    def context(self, *pages: dict[str, Any]) -> dict[str, Any]:
        """What every page of a design shows."""
        home = {
            "text": self.project.name,
            "href": reverse("project", args=[self.access.collaborative.slug, self.project.pk]),
        }
        return {
            "desk": self,
            "project": self.project,
            "presenter": presenter,
            "trail": trail(self.access, self.project.participation, home, *pages),
        }

    @property
    def step(self) -> dict[str, Any]:
        """The way back to today's design."""
        return {"text": "Design", "href": self.url()}


def _desk(request: ScopedRequest, pk: int, action: Action = Action.SEE_WORK) -> Desk:
    project = get_or_404(projects_to(request.access, action), pk=pk)
    return Desk(request, project)


def _version(desk: Desk, number: int) -> Any:
    return get_or_404(query.designs_of(desk.project), number=number)


@require_safe
def design(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """All of phase one on one page, as it is today, with where its signatures stand."""
    desk = _desk(request, pk)
    latest, remarks = desk.latest, list(query.comments_of(desk.project))
    changed = differences(latest.contents, desk.today) if latest else ()
    state = desk.standing(latest) if latest else None
    mine = desk.mine(state) if state else None
    context = {
        "contents": desk.today,
        "drawn": presenter.drawn(desk.today),
        "parts": presenter.parts(remarks, changed),
        "changed": changed,
        "latest": latest,
        "state": state,
        "earlier": desk.earlier(latest, state) if latest and state else [],
        "steps": presenter.steps(
            desk.rows, desk.signers, remarks, request.user, defines=desk.may(Action.DEFINE_MEASURE)
        ),
        "mine": mine,
        "wanted": state is not None and desk.wanted(latest, state),
        "may_comment": desk.may(Action.COMMENT_ON_DESIGN),
        "may_answer": desk.may(Action.ANSWER_COMMENT),
        "may_ask": desk.may(Action.ASK_FOR_SIGNATURES),
    }
    return page(request, "evaluation/design.jinja", desk.context() | context)


@require_safe
def version(request: ScopedRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One version as it was frozen, with its signatures and what has changed since."""
    desk = _desk(request, pk)
    row = _version(desk, number)
    return page(request, "evaluation/design_version.jinja", desk.context(desk.step) | _shown(desk, row))


def _shown(desk: Desk, row: Any) -> dict[str, Any]:
    found, state = row.contents, desk.standing(row)
    return {
        "version": row,
        "contents": found,
        "drawn": presenter.drawn(found),
        "parts": presenter.parts(),
        "changed": differences(found, desk.today),
        "state": state,
        "earlier": desk.earlier(row, state),
        "mine": desk.mine(state),
        "wanted": desk.wanted(row, state),
    }


@require_safe
def paper(request: ScopedRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One version for a board: on A4, with the theory's picture, signatures and dissent."""
    desk = _desk(request, pk)
    row = _version(desk, number)
    sheets = range(1, len(presenter.sheets(row)) + 1)
    context = _shown(desk, row) | {"sheets": sheets, "board": board(row.contents)}
    return page(request, "evaluation/design_print.jinja", desk.context(desk.step) | context)


@require_safe
def sheet(request: ScopedRequest, slug: str, pk: int, number: int, sheet: int) -> HttpResponse:
    """One printed page of a version's theory as a picture."""
    found = presenter.sheets(_version(_desk(request, pk), number))
    if not 1 <= sheet <= len(found):
        raise Http404("No such sheet")
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(found[sheet - 1], content_type="image/svg+xml; charset=utf-8", headers=headers)


@page_or_form
@confirms_kept
def ask(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Freeze the design and ask for signatures, after a look at what is missing and who will be asked."""
    desk = _desk(request, pk, Action.ASK_FOR_SIGNATURES)
    steps = presenter.steps(desk.rows, desk.signers, query.comments_of(desk.project))
    missing = [one for one in steps if one.must]
    latest, now = desk.latest, contents_json(desk.today)
    form = AskForm(posted(request), initial={"seen": latest.number if latest else 0, "read": sealed(now)})
    since = _changed_while_reading(desk, form, now)
    if not missing and not since:
        made = attempt(form, lambda: _freeze(desk, form))
        if made is not None:
            messages.success(request, f"Version {made.number} is frozen, and everybody who signs is written to.")
            return go(request, desk.url())
    context = {
        "form": form,
        "latest": latest,
        "missing": missing,
        "advice": [one for one in steps if not one.must],
        "asked": presenter.roles_asked(desk.signers),
        "changed": differences(latest.contents, desk.today) if latest else (),
        "earlier": presenter.earlier(query.carried_to(desk.project, latest.number + 1), None, 0) if latest else [],
        "since": since,
    }
    status = 422 if form.is_bound else 200
    return page(request, "evaluation/design_ask.jinja", desk.context(desk.step) | context, status=status)


def _changed_while_reading(desk: Desk, form: AskForm, now: dict[str, Any]) -> list[str]:
    """What is no longer as it was when the page was opened, line by line; the form then holds what is there now."""
    if not form.is_bound or not form.is_valid() or (read := form.read_then()) == now:
        return []
    found = differences(contents_of(read), desk.today) if read else ()
    lines = [f"{one.title}: {'. '.join(one.lines)}." for one in found] or [
        "Something in it, such as the tests planned."
    ]
    form.add_error(None, "The design has changed since you opened this page. Look at it, then ask again.")
    form.read_now(now)
    return lines


def _freeze(desk: Desk, form: AskForm) -> Any:
    said = form.cleaned_data
    return act.ask_for_signatures(
        project=desk.project,
        by=desk.request.user,
        content=contents_json(desk.today),
        seen=said["seen"],
        note=said["note"],
    )


@page_or_form
@confirms_kept
def sign(request: ScopedRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Sign one version, or say why not."""
    desk = _desk(request, pk, Action.SIGN_DESIGN)
    row = _version(desk, number)
    form = SignForm(posted(request), version=f"version {row.number}, as it was frozen")
    said = attempt(form, lambda: _answer(desk, row, form))
    if said is not None:
        done = "You have signed" if said.is_signed else "It is kept that you do not sign, and why:"
        messages.success(request, f"{done} version {row.number}. You can take this back until {presenter.until(said)}.")
        return go(request, desk.url("design-version", number))
    state = desk.standing(row)
    asked = any(one.user_id == request.user.pk for one in query.asked_of(row))
    context = {
        "version": row,
        "form": form,
        "earlier": desk.earlier(row, state),
        "mine": desk.mine(state),
        "asked": asked,
    }
    status = 422 if form.is_bound else 200
    return page(request, "evaluation/design_sign.jinja", desk.context(desk.step) | context, status=status)


def _answer(desk: Desk, row: Any, form: SignForm) -> Any:
    said = form.cleaned_data
    return act.answer_design(design=row, by=desk.request.user, answer=said["answer"], words=said["words"])


@page_or_form
def take_back(request: ScopedRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Take back one's own answer, within a day and with a reason."""
    desk = _desk(request, pk, Action.SIGN_DESIGN)
    row = _version(desk, number)
    mine = desk.mine(desk.standing(row))
    if mine is None:
        raise Http404("Nothing to take back")
    form = TakeBackForm(posted(request))
    done = attempt(form, lambda: act.take_back(signature=mine, by=request.user, **form.cleaned_data))
    if done is not None:
        messages.success(request, "Your answer is taken back. The history keeps it.")
        return go(request, desk.url("design-version", number))
    context = {"version": row, "form": form, "mine": mine, "can": act.can_take_back(mine)}
    status = 422 if form.is_bound else 200
    return page(request, "evaluation/design_take_back.jinja", desk.context(desk.step) | context, status=status)


@require_POST
def remind(request: ScopedRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Write again to those who have still to sign."""
    desk = _desk(request, pk, Action.ASK_FOR_SIGNATURES)
    row = _version(desk, number)
    try:
        many = act.remind(design=row, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, f"We have written to {many} {'person' if many == 1 else 'people'}.")
    return go(request, desk.url())


@page_or_form
@confirms_kept
def comment(request: ScopedRequest, slug: str, pk: int, part: str) -> HttpResponse:
    """The coach remarks on one part."""
    desk = _desk(request, pk, Action.COMMENT_ON_DESIGN)
    if part not in PARTS:
        raise Http404("No such part")
    form = CommentForm(posted(request))
    made = attempt(
        form,
        lambda: act.comment_on_design(project=desk.project, by=request.user, part=part, **form.cleaned_data),
    )
    if made is not None:
        messages.success(request, "Your comment stands beside this part.")
        return go(request, f"{desk.url()}#{part}")
    context = {"form": form, "part": part, "title": PARTS[part]}
    status = 422 if form.is_bound else 200
    return page(request, "evaluation/design_comment.jinja", desk.context(desk.step) | context, status=status)


@page_or_form
@confirms_kept
def answer(request: ScopedRequest, slug: str, pk: int, comment_pk: int) -> HttpResponse:
    """One of the team answers a remark, or puts their own answer in other words; nobody touches another's."""
    desk = _desk(request, pk, Action.ANSWER_COMMENT)
    row = get_or_404(query.comments_of(desk.project), pk=comment_pk)
    mine = next((one for one in row.answered if one.author_id == request.user.pk), None)  # type: ignore[attr-defined]
    held = mine.text if mine else ""
    form = AnswerCommentForm(posted(request), initial={"seen": held, "text": held})
    saved = attempt(form, lambda: act.answer_comment(comment=row, by=request.user, **form.cleaned_data))
    if saved is not None:
        messages.success(request, "Your answer stands beside the comment.")
        return go(request, f"{desk.url()}#{row.part}")
    clash = form.is_bound and form.data.get("seen", "") != held
    context = {"form": form, "comment": row, "mine": mine, "clash": clash}
    status = 422 if form.is_bound else 200
    return page(request, "evaluation/design_answer.jinja", desk.context(desk.step) | context, status=status)


@require_safe
def designs(request: ScopedRequest, slug: str) -> HttpResponse:
    """For the national team: whose design is signed, in which version and when. Never what it says."""
    require(request, Action.RUN_COLLABORATIVE)
    context = {"lines": presenter.lines(query.overview(request.access)), "trail": trail(request.access)}
    return page(request, "evaluation/designs.jinja", context)
