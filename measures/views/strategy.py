"""A measure's full operational definition: read, written, shared, and its earlier versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from measures import periods
from measures.actions.measures import DIFFERENTLY
from measures.actions.strategy import describe_measure, share_definition
from measures.forms.strategy import DescriptionForm
from measures.models import Definition, Measure, ProgrammeVersion
from measures.presenters import strategy as presenter
from measures.presenters.adoption import left_totals
from measures.presenters.page import trail
from measures.queries import measures_to
from measures.queries.definitions import base_of, definitions_of, programme_said, said_of, sharing_of
from measures.queries.programme import is_like, otherwise_from, programmes_of
from measures.queries.strategy import Stood, standings_of
from measures.strategy.catalogue import ALIKE
from measures.strategy.compare import Standing, merge, written_since
from organisations.http import ScopedRequest, get_or_404, posted


def _steps(request: ScopedRequest, row: Measure, *, inside: bool = True) -> list[dict[str, str]]:
    here = {"text": "Definition", "href": reverse("definition", args=[request.access.collaborative.slug, row.pk])}
    return [*trail(request, row.project, row), *([here] if inside else [])]


@require_safe
def definition(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The definition in force on one page, what is missing in it, and its versions."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    versions = definitions_of(row)
    latest = versions[-1] if versions else None
    said = said_of(row, latest)
    stood = standings_of([row], {row.pk: latest} if latest else {})[row.pk]
    sharing = sharing_of(row)
    context = {
        "measure": row,
        "latest": latest,
        "sections": presenter.sections(said),
        "completeness": presenter.completeness(said),
        "standing": presenter.standing_words(stood, row.frequency),
        "follow": _to_follow(row, stood, versions),
        "versions": presenter.version_rows(versions),
        "shared": sharing is not None and sharing.entry.withdrawn_at is None,
        "may_define": request.access.may(Action.DEFINE_MEASURE, row.participation_id),
        "trail": _steps(request, row, inside=False),
    }
    return page(request, "measures/definition.jinja", context)


def _to_follow(row: Measure, stood: Stood, versions: list[Definition]) -> ProgrammeVersion | None:
    """The version of the programme's whose words could be taken over; None where they are the measure's own already."""
    if stood.programme is None or not is_like(row, stood.programme):
        return None
    latest: ProgrammeVersion = stood.programme.versions.order_by("-number")[0]
    taken: Mapping[str, str] = next((one.taken for one in reversed(versions) if one.taken), {})
    newer = stood.is_older or bool(written_since(taken, programme_said(stood.programme, latest)))
    return latest if newer or stood.standing != Standing.CORE else None


@require_safe
def version(request: ScopedRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One version whole, beside another."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    versions = {one.number: one for one in definitions_of(row)}
    this = get_or_404(row.definitions.select_related("made_by"), number=number)
    other = versions.get(_number(request.GET.get("with"))) or _neighbour(versions, this)
    context = {
        "measure": row,
        "this": this,
        "other": other,
        "others": [one for one in versions.values() if one.number != this.number],
        "rows": presenter.beside(this.said, other.said) if other else [],
        "sections": presenter.sections(this.said),
        "trail": _steps(request, row),
    }
    return page(request, "measures/definition_version.jinja", context)


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 9 else 0


def _neighbour(versions: Mapping[int, Definition], this: Definition) -> Definition | None:
    """The latest version, or, for that one, the version before."""
    others = [number for number in versions if number != this.number]
    return versions[max(others)] if others else None


# Writing it.


@dataclass(frozen=True)
class Clash:
    """What somebody else saved while this person was writing."""

    theirs: Definition
    rows: list[presenter.Beside]
    taken: str


@require_http_methods(["GET", "HEAD", "POST"])
@confirms_kept
def edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Write the full definition. Where somebody else did meanwhile, both texts are shown and nothing is lost."""
    row = get_or_404(measures_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    follows = _follows(request, row)
    form, clash = _form(request, row, follows), None
    if request.method == "POST" and form.is_valid():
        try:
            describe_measure(measure=row, by=request.user, follows=follows, **form.said())
        except ValidationError as refused:
            clash = _clash(request, form, pk)
            _refuse(form, refused)
        else:
            messages.success(request, "The definition is saved. Earlier versions stay readable.")
            _tell_of_totals(request, form, row)
            return go(request, "definition", slug=slug, pk=pk)
    context = {
        "measure": row,
        "form": form,
        "clash": clash,
        "follows": follows,
        "away": reverse("definition", args=[slug, pk]),
        "trail": _steps(request, row),
    }
    return page(request, "measures/definition_edit.jinja", context, status=422 if form.errors else 200)


def _follows(request: ScopedRequest, row: Measure) -> ProgrammeVersion | None:
    """The version of the programme's whose words are to be taken over, as the address or the form says."""
    wanted = _number(request.POST.get("follows") or request.GET.get("follow"))
    found = [
        one
        for programme in programmes_of(request.access.collaborative)
        if wanted and is_like(row, programme)
        for one in programme.versions.select_related("programme_measure")
    ]
    return next((one for one in found if one.pk == wanted), None)


def _form(request: ScopedRequest, row: Measure, follows: ProgrammeVersion | None) -> DescriptionForm:
    latest = row.definitions.order_by("-number").first()
    initial: dict[str, Any] = {**said_of(row, latest), "version": row.version}
    if follows is not None:
        theirs = programme_said(follows.programme_measure, follows)
        initial |= {key: value for key, value in theirs.items() if key in ALIKE and value}
        initial["reason"] = f"Took over the programme’s words, version {follows.number}"
    return DescriptionForm(posted(request), initial=initial, kind=row.kind, has_numbers=row.points.exists())


def _clash(request: ScopedRequest, form: DescriptionForm, pk: int) -> Clash | None:
    """Both texts, where somebody else saved since this person began; the form then holds what can be saved."""
    row = measures_to(request.access, Action.DEFINE_MEASURE).get(pk=pk)
    began = form.cleaned_data["version"]
    versions = definitions_of(row)
    if began == row.version or not versions:
        return None
    base, theirs = base_of(row, began), said_of(row, versions[-1])
    merged = merge(base, theirs, form.words())
    form.put({**merged.words, "version": str(row.version)})
    return Clash(versions[-1], presenter.clash_rows(merged, base, theirs), presenter.names(merged.taken))


def _refuse(form: DescriptionForm, refused: ValidationError) -> None:
    """Put what the action says beside the form's fields; what is about another form's field, above them."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, errors in refused.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _tell_of_totals(request: ScopedRequest, form: DescriptionForm, row: Measure) -> None:
    since = form.cleaned_data.get("counted_from")
    if form.cleaned_data.get("counted") != DIFFERENTLY or since is None:
        return
    otherwise = otherwise_from(row, periods.first_day(row.frequency, since))
    for words in left_totals(row, request.access.collaborative.slug, otherwise):
        messages.warning(request, words)


@require_POST
def share(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Let other organisations use the definition, or no longer."""
    row = get_or_404(measures_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    shared = request.POST.get("shared") == "yes"
    share_definition(measure=row, by=request.user, shared=shared)
    told = "Other organisations can now read and use this definition." if shared else "It is no longer in the library."
    messages.success(request, told)
    return go(request, "definition", slug=slug, pk=pk)
