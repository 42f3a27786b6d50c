"""Choosing a chart and its rules: for a measure, and for a whole collaborative."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from collaborative.celery import app
from collaborative.tenancy.scope import Scope, tenant_context
from measures.actions import choose_chart, compute_charts, set_chart_defaults
from measures.models import Chart, ChartDefaults, Measure
from measures.plans import CHARTS_OF, rules_of
from measures.presenters.rules import CHARTS, described, false_alarms
from measures.queries import chart_of
from measures.signals import charts_became_stale
from tests.cast import Cast
from tests.measures.stage import measure_in, north_measure, past_months, store
from tests.measures.test_pages_measure import address, words

CALM = (20, 21, 19, 20, 22, 20, 19, 21, 18, 20, 21, 19, 20, 21, 19, 22, 20, 19, 21, 20)


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


@pytest.fixture
def queue() -> Iterator[None]:
    """The in-memory queue of tasks, emptied afterwards: other tests read what they put there themselves."""
    yield
    with app.connection_for_read() as connection:
        messages = connection.SimpleQueue("celery")
        messages.clear()
        messages.close()


def calm(cast: Cast, **changes: Any) -> Measure:
    """Twenty months around 20%, then one far outside the limits."""
    months = past_months(21)
    measure = north_measure(cast, starts_on=months[0], **changes)
    store(cast, measure, {month: (n, 100) for month, n in zip(months, (*CALM, 34), strict=True)})
    return measure


def everything(cast: Cast) -> Any:
    """The scope of the national team."""
    return tenant_context(Scope(cast.admin.pk, (cast.amhe.pk,), (cast.north.pk, cast.south.pk)))


# In words.


def test_every_chart_and_rule_set_says_what_it_is_for_and_how_often_it_errs() -> None:
    for charts in CHARTS_OF.values():
        for chart in charts:
            assert CHARTS[chart]
            for rules in rules_of(chart):
                assert "of 100 charts of 24 points" in described(chart, rules, None)


def test_the_rates_are_said_in_plain_words() -> None:
    assert false_alarms("run", "anhoej", None) == (
        "About 3 of 100 charts of 24 points that have not changed will show a signal by chance (1 of 12 points, 4 of"
        " 36); it finds 64 of 100 large changes and 16 of 100 smaller ones."
    )
    assert false_alarms("run", "ihi", None).startswith("About 37 of 100")
    assert false_alarms("xmr", "mdc7", False).startswith("About 16 of 100")
    assert false_alarms("xmr", "mdc7", True).startswith("About 19 of 100")
    # Making Data Count's rules leave moving ranges in unless told otherwise, the others leave large ones out.
    assert false_alarms("xmr", "mdc7", None) == false_alarms("xmr", "mdc7", False)
    assert false_alarms("i", "anhoej", None) == false_alarms("i", "anhoej", True)


# A measure's own choice.


def test_a_chart_is_chosen_with_its_rules_and_the_numbers_are_read_by_them(cast: Cast, lead: Client) -> None:
    measure = calm(cast)
    with cast.scope():
        compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))
    sent = {"chart_kind": "xmr", "rules": "", "screened": "out", "reason": "Twenty months are there"}
    assert lead.post(address(measure, "measure-chart"), sent).status_code == 302
    with cast.scope():
        measure = Measure.objects.get()
        assert (measure.chart_kind, measure.rules, measure.screened) == ("xmr", "", True)
        assert Chart.objects.filter(stale=True).count() == 1
        state = chart_of(measure)
        assert state is not None
        analysis = state.analysis
        assert (analysis.chart, analysis.rules, analysis.screened) == ("xmr", "mdc7", True)
        assert analysis.variation == "improvement_high"
        event = Measure.pgh_event_model.objects.filter(pgh_label="update").get()
        assert event.pgh_context["verb"] == "chose a chart and its rules"
        assert event.pgh_context["reason"] == "Twenty months are there"
    page = words(lead.get(address(measure)))
    assert "Special cause: improving, high" in page
    assert "XmR chart; Making Data Count, 7 points." in page
    assert "unusually large moving ranges are left out" in page


def test_only_what_fits_is_offered_and_taken(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, kind="count", denominator_label="")
    html = lead.get(address(measure, "measure-chart")).content.decode()
    assert 'value="c"' in html
    assert 'value="p"' not in html
    assert 'value="xbar"' not in html
    with cast.scope():
        for sent, field in (
            ({"chart_kind": "p"}, "chart_kind"),
            ({"chart_kind": "xmr", "rules": "ihi"}, "rules"),
            ({"chart_kind": "xmr", "reason": " "}, "reason"),
        ):
            with pytest.raises(ValidationError) as refused:
                choose_chart(measure=measure, by=cast.lead, **{"reason": "x", **sent})
            assert list(refused.value.message_dict) == [field]
        # A C chart has no moving ranges to leave out.
        assert choose_chart(measure=measure, by=cast.lead, chart_kind="c", screened=True, reason="x").screened is None


def test_rules_of_another_chart_are_refused_and_what_was_typed_stays(cast: Cast, lead: Client) -> None:
    measure = calm(cast)
    answer = lead.post(address(measure, "measure-chart"), {"chart_kind": "xmr", "rules": "ihi", "reason": "We did"})
    assert answer.status_code == 422
    assert "These rules are not for this kind of chart. Choose one of those below." in words(answer)
    assert "We did" in answer.content.decode()
    assert "mdc6" in answer.content.decode()
    with cast.scope():
        assert Measure.objects.get().chart_kind == "run"


def _was(answer: HttpResponse) -> str:
    (value,) = re.findall(r'name="was" value="([^"]*)"', answer.content.decode())
    return value


def test_who_chooses_at_once_is_told_of_the_other_s_choice_and_decides(cast: Cast, lead: Client) -> None:
    measure = calm(cast)
    where = address(measure, "measure-chart")
    was = _was(lead.get(where))
    sent = {"chart_kind": "p", "rules": "", "reason": "Sizes differ", "was": was}
    with cast.scope():
        choose_chart(measure=measure, by=cast.member, chart_kind="xmr", rules="mdc6", screened=True, reason="Usual")
    assert lead.post(where, sent | {"reason": ""}).status_code == 422
    assert _was(lead.post(where, sent | {"reason": "", "see": "1"})) == was
    refused = lead.post(where, sent)
    assert refused.status_code == 422
    told = "It is now: XmR chart, Making Data Count rules, 6 points. Save again to put yours in its place."
    assert told in words(refused)
    assert "Sizes differ" in refused.content.decode()
    with cast.scope():
        assert Measure.objects.get().chart_kind == "xmr"
    assert _was(refused) == "xmr/mdc6/out"
    for _ in range(2):
        # The second press of one button finds what the first one saved, and is no collision.
        assert lead.post(where, sent | {"was": _was(refused)}).status_code == 302
    with cast.scope():
        measure = Measure.objects.get()
        assert (measure.chart_kind, measure.rules, measure.screened) == ("p", "", None)
        assert Measure.pgh_event_model.objects.filter(pgh_label="update").count() == 2
    assert lead.post(where, sent | {"chart_kind": "i", "was": "nonsense"}).status_code == 422


def test_see_it_shows_the_choice_and_saves_nothing(cast: Cast, lead: Client) -> None:
    measure = calm(cast)
    answer = lead.post(
        address(measure, "measure-chart"), {"chart_kind": "xmr", "rules": "ihi", "screened": "", "see": "1"}
    )
    text = words(answer)
    assert answer.status_code == 200
    assert "As it would be: not saved yet" in text
    assert "XmR chart; Making Data Count, 7 points." in text
    assert "Very large moving ranges" in text
    assert "There is a problem" not in text
    assert 'id="choosing"' in answer.content.decode()
    fragment = lead.post(
        address(measure, "measure-chart"), {"chart_kind": "p", "see": "1"}, headers={"HX-Request": "true"}
    )
    assert "<h1" not in fragment.content.decode()
    assert "P chart; Anhøj rules." in words(fragment)
    with cast.scope():
        assert Measure.objects.get().chart_kind == "run"


def test_the_same_choice_again_leaves_no_trace(cast: Cast) -> None:
    measure = calm(cast)
    with cast.scope():
        choose_chart(measure=measure, by=cast.lead, chart_kind="run", reason="Again")
        assert not Measure.pgh_event_model.objects.filter(pgh_label="update").exists()


# The collaborative's.

DEFAULTS = {"run_rules": "ihi8", "xmr_rules": "mdc7", "limits_rules": "anhoej", "screened": "", "reason": "Agreed"}


def kinds(cast: Cast) -> dict[str, Measure]:
    """Measures that follow the defaults or not."""
    with cast.scope():
        made = {
            name: measure_in(cast.north_project, cast.lead, name=name, groups=("A", "B") if name == "run" else ())
            for name in ("run", "own", "xmr", "p", "unfit")
        }
        for name, chosen in {
            "own": {"chart_kind": "run", "rules": "anhoej"},
            "xmr": {"chart_kind": "xmr"},
            "p": {"chart_kind": "p"},
        }.items():
            choose_chart(measure=made[name], by=cast.lead, reason="x", **chosen)
        Measure.objects.filter(name="unfit").update(rules="mdc7")
        compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))
        assert not Chart.objects.filter(stale=True).exists()
    return made


def stale(cast: Cast) -> list[tuple[str, str]]:
    with cast.scope():
        rows = Chart.objects.filter(stale=True).values_list("measure__name", "line", "stratum__name")
        return sorted(f"{name} {line} {group or ''}".strip() for name, line, group in rows)


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    ("change", "follow"),
    [
        ({"run_rules": "ihi8"}, ["run gap B", "run value", "run value A", "run value B", "unfit value"]),
        ({"xmr_rules": "mdc6"}, ["xmr value"]),
        ({"limits_rules": "shewhart"}, ["p value"]),
        ({"screened": True}, ["xmr value"]),
        ({}, []),
    ],
)
def test_charts_that_follow_a_default_become_stale_with_it(
    cast: Cast, change: dict[str, Any], follow: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    kinds(cast)
    told: list[int] = []

    def listen(*, chart_ids: list[int], **_: Any) -> None:
        told.extend(chart_ids)

    charts_became_stale.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True), everything(cast):
            chosen = {"run_rules": "anhoej", "xmr_rules": "mdc7", "limits_rules": "anhoej", "screened": None} | change
            set_chart_defaults(collaborative=cast.amhe, by=cast.admin, **chosen)
    finally:
        charts_became_stale.disconnect(listen)
    assert stale(cast) == follow
    assert len(told) == len(follow)


def test_the_national_team_says_how_charts_are_read(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    where = reverse("chart-defaults", args=("amhe",))
    text = words(client.get(where))
    assert "About 37 of 100 charts of 24 points that have not changed" in text
    assert "How charts are read" in words(client.get(reverse("collaborative-settings", args=("amhe",))))
    assert client.post(where, DEFAULTS | {"run_rules": "mdc7"}).status_code == 422
    assert client.post(where, DEFAULTS).status_code == 302
    row = ChartDefaults.objects.get(collaborative=cast.amhe)
    assert (row.run_rules, row.xmr_rules, row.limits_rules, row.screened) == ("ihi8", "mdc7", "anhoej", None)
    history = words(client.get(reverse("team-history", args=("amhe",))))
    assert "changed how charts are read" in history.lower()
    assert "IHI run chart rules, 8 and 6 points" in history


def test_a_measure_follows_the_default_and_says_so(cast: Cast, lead: Client) -> None:
    measure = calm(cast)
    with everything(cast):
        set_chart_defaults(
            collaborative=cast.amhe,
            by=cast.admin,
            run_rules="ihi",
            xmr_rules="mdc7",
            limits_rules="mdc7",
            screened=True,
        )
    assert "Run chart; IHI run chart rules." in words(lead.get(address(measure)))
    assert "As the collaborative does: IHI run chart rules" in words(lead.get(address(measure, "measure-chart")))
    seen = lead.post(address(measure, "measure-chart"), {"chart_kind": "i", "see": "1"})
    assert "As the collaborative does: left out" in words(seen)


def test_a_team_cannot_set_the_defaults_and_the_national_team_cannot_choose_a_chart(cast: Cast, client: Client) -> None:
    measure = calm(cast)
    for user in (cast.lead, cast.coach):
        client.force_login(user)
        assert client.post(reverse("chart-defaults", args=("amhe",)), DEFAULTS).status_code == 404
    for user in (cast.admin, cast.manager, cast.coach, cast.south_lead, cast.data_entry):
        client.force_login(user)
        assert client.get(address(measure, "measure-chart")).status_code == 404
        assert client.post(address(measure, "measure-chart"), {"chart_kind": "xmr"}).status_code == 404
    assert not ChartDefaults.objects.exists()
