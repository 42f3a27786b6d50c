"""Nothing crosses organisations except through a published version: pages of others, with data that could leak."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from collaborative.models import User
from collaborative.roles import Role
from measures.actions import Entry, MeasureFields, annotate, define_measure, record_points
from organisations.models import Membership
from pdsa.actions import plan_cycle
from sharing.actions.stories import StoryFields, keep_story, publish_story
from sharing.models import Publication
from tests.cast import Cast
from tests.sharing.builders import consent_of

HERE = "/c/amhe/"
# Waiting of referred. Beneath each the words of what others see: hidden, hidden, 20% (10 of 50), 60% (30 of 50).
NUMBERS = [(3, 41), (6, 43), (11, 52), (29, 48)]
# What would tell of a true number: the counts, their shares, and the median of all four (17.6%) or of two (41.8%).
TRUE = re.compile(
    r"(?<![\d.])(?:7\.3|14\.0|21\.2|60\.4|17\.6|41\.8)%|of 41\b|of 43\b|of 52\b|of 48\b|>(?:41|43|52|48|29)<"
)


@pytest.fixture
def published(cast: Cast) -> Publication:
    """A story of North with a chart, a test and a quote; beside it a draft, a private note and an unpublished test."""
    fields = MeasureFields(
        name="Seen in time", measure_type="outcome", kind="percentage", numerator_label="People seen",
        denominator_label="People referred", frequency="month", starts_on=date(2026, 1, 1), direction="up",
    )  # fmt: skip
    with cast.scope():
        measure = define_measure(project=cast.north_project, by=cast.lead, fields=fields)
        entries = [
            Entry(date(2026, month, 1), numerator=Decimal(n), denominator=Decimal(of))
            for month, (n, of) in enumerate(NUMBERS, 1)
        ]
        reason = Entry(date(2026, 5, 1), no_data_reason="Reasoncanary")
        record_points(measure=measure, by=cast.lead, entries=[*entries, reason])
        annotate(measure=measure, by=cast.lead, label="Notecanary", starts_on=date(2026, 2, 2))
        test = plan_cycle(
            project=cast.north_project, by=cast.lead, title="Ring the day before", idea_title="Calls",
            setting="Placecanary ward", led_by="Ledcanary Nurse",
        )  # fmt: skip
        plan_cycle(project=cast.north_project, by=cast.lead, title="Testcanary", idea_title="Ideacanary")
        consent = consent_of(cast)
        said = StoryFields(
            title="Shorter waits", intro="It was long.", measure=measure, cycle=test, quote="It is better.",
            quote_consent=consent,
        )  # fmt: skip
        story = keep_story(project=cast.north_project, by=cast.lead, said=said)
        keep_story(project=cast.north_project, by=cast.lead, said=StoryFields(title="Draftcanary"))
        row = publish_story(story=story, by=cast.lead, channel="collaborative")
        # Put otherwise since, and not published anew.
        record_points(
            measure=measure,
            by=cast.lead,
            entries=[Entry(date(2026, 6, 1), numerator=Decimal(777), denominator=Decimal(999))],
        )
    return row


@pytest.mark.parametrize("who", ["south_lead", "admin", "finance", "other_coach", "editor"])
def test_others_read_what_was_published_and_nothing_else(
    client: Client, cast: Cast, published: Publication, who: str
) -> None:
    user = getattr(cast, who, None) or _editor(cast)
    client.force_login(user)
    html = client.get(f"{HERE}published/{published.pk}/").content.decode()
    assert "It is better." in html
    assert "Ring the day before" in html
    assert ">20%<" in html
    assert "2 points" in html
    for address in (f"published/{published.pk}/", "published/"):
        html = client.get(f"{HERE}{address}").content.decode()
        assert not re.search(r"(?:Reason|Note|Place|Led|Test|Idea|Draft)canary", html), address
        assert not TRUE.search(html), (address, TRUE.findall(html))
        assert "777" not in html
    source = published.source_key
    for address in (f"stories/{source}/", f"stories/{source}/publish/", "o/RNN/stories/", "o/RNN/consents/"):
        assert client.get(f"{HERE}{address}").status_code == 404, address


def test_the_team_reads_its_true_numbers(client: Client, cast: Cast, published: Publication) -> None:
    """Else the search above would find nothing because there is nothing."""
    client.force_login(cast.lead)
    html = client.get(f"{HERE}stories/{published.source_key}/").content.decode()
    assert TRUE.search(html)
    assert "777" not in html or "77.8%" in html
    assert "Reasoncanary" in html


def test_another_collaborative_reads_none_of_it(client: Client, cast: Cast, published: Publication) -> None:
    client.force_login(cast.east_lead)
    assert client.get(f"{HERE}published/{published.pk}/").status_code == 404
    assert client.get(f"/c/safety/published/{published.pk}/").status_code == 404
    assert "Shorter waits" not in client.get("/c/safety/published/").content.decode()


def _editor(cast: Cast) -> User:
    user = User.objects.create_user("edna.editor@example.nhs.uk", "Edna Editor")
    Membership.objects.create(user=user, role=Role.EDITOR, collaborative=cast.amhe)
    return user
