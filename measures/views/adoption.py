"""Which of a team's measures counts for which programme measure, from when and how."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative.http import go, page
from collaborative.roles import Action
from measures.actions.programme import adopt, take_adoption_back
from measures.forms.programme import CountForm
from measures.models import Measure, ProgrammeMeasure
from measures.presenters import adoption as presenter
from measures.presenters.page import trail
from measures.queries import counted_anew, measures_to
from measures.queries.programme import adoptions_of, adoptions_to, programmes_of
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require


@require_safe
def programmes(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The programme measures of the collaborative, and how this measure stands to each."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    found = list(programmes_of(request.access.collaborative))
    context = {
        "measure": row,
        "standings": presenter.standings(row, found, adoptions_of(row)),
        "may_define": request.access.may(Action.DEFINE_MEASURE, row.participation_id),
        "trail": trail(request, row.project, row),
    }
    return page(request, "measures/programme_counts.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: ScopedRequest, slug: str, pk: int, programme_id: int) -> HttpResponse:
    """Say from when and by which version this measure counts, with the two definitions beside each other."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    programme = get_or_404(programmes_of(request.access.collaborative), pk=programme_id)
    if request.method == "POST":
        require(request, Action.DEFINE_MEASURE, row.participation_id)
    said = adoptions_of(row).get(programme.pk, [])
    initial = {"since": presenter.first_choice(row, programme, said)}
    begun = counted_anew(row)
    form = CountForm(posted(request), measure=row, programme=programme, said=said, initial=initial)
    made = attempt(form, lambda: adopt(measure=row, by=request.user, programme=programme, **form.said()))
    if made is None:
        return _say_page(request, row, programme, form)
    told = f"It is noted how this measure counts for ‘{programme.name}’."
    messages.success(request, f"{told} {presenter.parts_settled(row, begun, counted_anew(row), made.since)}".strip())
    return go(request, "measure-programme", slug=slug, pk=pk, programme_id=programme_id)


def _say_page(request: ScopedRequest, row: Measure, programme: ProgrammeMeasure, form: CountForm) -> HttpResponse:
    said = adoptions_of(row).get(programme.pk, [])
    slug = request.access.collaborative.slug
    back = {"text": "Programme measures", "href": reverse("measure-programmes", args=[slug, row.pk])}
    context = {
        "measure": row,
        "programme": programme,
        "standing": presenter.standing(row, programme, said),
        "said": presenter.said_rows(row, said),
        "compared": presenter.compared(row, programme),
        "form": form,
        "may_define": request.access.may(Action.DEFINE_MEASURE, row.participation_id),
        "trail": [*trail(request, row.project, row), back],
    }
    return page(request, "measures/programme_say.jinja", context, status=422 if form.errors else 200)


@require_POST
def remove(request: ScopedRequest, slug: str, pk: int, adoption_id: int) -> HttpResponse:
    """Take back what was said."""
    said = get_or_404(adoptions_to(request.access, Action.DEFINE_MEASURE), pk=adoption_id, measure_id=pk)
    take_adoption_back(adoption=said, by=request.user)
    still = presenter.new_part(said.measure, counted_anew(said.measure), said.since, still=True)
    messages.success(request, f"It is taken back. The history keeps what was said. {still}".strip())
    return go(request, "measure-programme", slug=slug, pk=pk, programme_id=said.programme_measure_id)
