"""The directory from files of the Organisation Data Service: what they say is taken once, and nothing is lost."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisations.actions.ods import import_ods
from organisations.actions.system import system_user
from organisations.models import Organisation, Succession
from organisations.presenters.ods import in_words, parts_of
from organisations.queries.ods import organisation_typed, search_organisations, successors_of
from organisations.queries.ods_plan import plan_ods
from organisations.tabular import Unreadable, read_ods
from tests.cast import Cast
from tests.organisations import ods_files
from tests.organisations.helpers import told

HEADINGS = "ODS code,Name,Region,Open date,Close date,Successor,Succession date\n"


def events() -> dict[str, int]:
    """How many lines each table of history has."""
    models = [model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None) is not None]
    names = {"organisations_organisationevent", "organisations_successionevent"}
    return {m._meta.db_table: m._default_manager.count() for m in models if m._meta.db_table in names}


def check_directory() -> None:
    """What all layouts of the invented file must lead to."""
    assert Organisation.objects.filter(ods_code__startswith="Z").count() == 250
    assert Organisation.objects.filter(closed_on=date(2024, 3, 31)).count() == 10
    kinds = Counter(Succession.objects.values_list("kind", flat=True))
    assert kinds == {"merged": 4, "split": 2, "renamed": 1}
    assert set(Succession.objects.values_list("happened_on", flat=True)) == {date(2024, 4, 1)}
    merged = Organisation.objects.get(ods_code="Z000")
    assert {row.predecessor.ods_code for row in merged.came_from.all()} == {"Z240", "Z241"}
    assert merged.predecessor == Organisation.objects.get(ods_code="Z240")
    assert merged.name == "Invented Trust 0 of St John's NHS Foundation Trust"
    assert merged.opened_on == date(2001, 4, 1)
    split = Organisation.objects.get(ods_code="Z244")
    assert [row.ods_code for row in successors_of(split)] == ["Z002", "Z003"]
    assert Organisation.objects.get(ods_code="Z249").became.count() == 0


FILES: dict[str, list[Callable[[], str]]] = {
    "reports without headings": [ods_files.etr, ods_files.succ],
    "a table with headings": [ods_files.headed],
    "the API's records": [ods_files.api],
}


@pytest.mark.parametrize("from_the_page", [False, True], ids=["command", "page"])
@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_250_trusts_are_taken_once_and_the_same_file_again_writes_nothing(
    cast: Cast, files: list[Callable[[], str]], from_the_page: bool
) -> None:
    brought: dict[str, Any] = {"by": system_user(), "collaborative": cast.amhe if from_the_page else None}
    for make in files:
        with CaptureQueriesContext(connection) as queries:
            plan = import_ods(told=read_ods(make()), **brought)
        assert plan.errors == []
        assert len(queries) < 25
    check_directory()
    before = events()
    assert before["organisations_organisationevent"] >= 250
    for make in files:
        again = import_ods(told=read_ods(make()), **brought)
        assert again.is_empty
        assert in_words(again).startswith("Nothing to change")
    assert events() == before


@pytest.mark.django_db
def test_regions_and_types_are_in_words() -> None:
    import_ods(told=read_ods(ods_files.headed()), by=system_user())
    assert Organisation.objects.get(ods_code="Z000").region == "London"
    assert Organisation.objects.get(ods_code="Z006").region == "North East and Yorkshire"
    assert Organisation.objects.get(ods_code="Z006").get_kind_display() == "NHS trust"
    assert told(Organisation.objects.get(ods_code="Z007"))[1:3] == (
        system_user().pk,
        "brought the directory up to date",
    )


@pytest.mark.django_db
def test_a_later_file_changes_closes_and_links_what_is_there(cast: Cast, client: Client) -> None:
    text = HEADINGS + (
        "RNN,Northern Trust,Example,2001-04-01,,,\n"
        "RSS,South Trust,Example,2001-04-01,2025-03-31,RNN,2025-04-01\n"
        "REE,EAST TRUST,Example,,,,\n"
    )
    plan = plan_ods(read_ods(text))
    assert [change.record.code for change in plan.changed] == ["RNN"]
    assert plan.changed[0].fields["name"] == ("North Trust", "Northern Trust")
    assert [change.record.code for change in plan.closed] == ["RSS"]
    assert plan.unchanged == 1
    done = import_ods(told=read_ods(text), by=cast.admin)
    assert in_words(done) == ("1 changed, 1 closed, 1 linked to what they became, 1 already as the file says.")
    south = Organisation.objects.get(ods_code="RSS")
    assert (south.name, south.closed_on) == ("South Trust", date(2025, 3, 31))
    assert [row.name for row in successors_of(south)] == ["Northern Trust"]
    assert str(Succession.objects.get()) == "South Trust merged into Northern Trust"
    client.force_login(cast.admin)
    assert "Merged into Northern Trust (RNN) on 1 April 2025" in client.get("/c/amhe/directory/").content.decode()
    # What a file leaves empty is left as it is.
    import_ods(told=read_ods("ODS code,Name\nRSS,South Trust\n"), by=cast.admin)
    south.refresh_from_db()
    assert south.closed_on == date(2025, 3, 31)


def test_one_collaborative_adds_and_fills_in_but_changes_nothing_that_all_share(cast: Cast) -> None:
    """East takes part in the other collaborative, South in this one."""
    Organisation.objects.filter(ods_code="RSS").update(region="")
    text = HEADINGS + (
        "RSS,Other name,London,2001-04-01,2025-03-31,,\nREE,Other name,,,2025-03-31,RNN,2025-04-01\n"
        "Z300,New,,,2025-03-31,RNN,2025-04-01\n"
    )
    plan = import_ods(told=read_ods(text), by=cast.manager, collaborative=cast.amhe)
    assert [set(change.fields) for change in plan.changed] == [{"region", "opened_on"}]
    assert [(one.record.code, set(one.fields)) for one in plan.differing] == [
        ("RSS", {"name", "closed_on"}),
        ("REE", {"name", "closed_on"}),
    ]
    assert plan.takes_part == {"RSS"}
    south, east = Organisation.objects.get(ods_code="RSS"), Organisation.objects.get(ods_code="REE")
    assert (south.name, south.region, south.opened_on, south.closed_on) == (
        "South Trust",
        "London",
        date(2001, 4, 1),
        None,
    )
    assert (east.name, east.closed_on) == ("East Trust", None)
    assert [row.predecessor.ods_code for row in Succession.objects.all()] == ["Z300"]
    assert import_ods(told=read_ods(text), by=cast.manager, collaborative=cast.amhe).is_empty


@pytest.mark.parametrize(
    "text",
    [
        "ODS code,Name,Close date\nRSS,South Trust,\n",
        "ODS code,Name,Status\nRSS,South Trust,Active\n",
        '{"Organisation": {"Name": "South Trust", "OrgId": {"extension": "RSS"}, "Status": "Active"}}',
    ],
)
def test_a_closing_that_was_wrong_is_taken_back_by_who_runs_the_site(cast: Cast, text: str) -> None:
    Organisation.objects.filter(ods_code="RSS").update(closed_on=date(2025, 3, 31))
    left = import_ods(told=read_ods(text), by=cast.manager, collaborative=cast.amhe)
    assert (left.is_empty, len(left.differing)) == (True, 1)
    done = import_ods(told=read_ods(text), by=system_user())
    assert in_words(done) == "1 opened again."
    assert Organisation.objects.get(ods_code="RSS").closed_on is None
    assert import_ods(told=read_ods(text), by=system_user()).is_empty


FOLLOWED = "ODS code,Name,Open date,Close date,Successor,Succession date\n"


@pytest.mark.django_db
def test_what_became_of_two_is_a_merger_though_they_come_in_two_files() -> None:
    by = system_user()
    first = FOLLOWED + "Z400,C,2024-04-01,,,\nZ401,A,,2024-03-31,Z400,2024-04-01\n"
    second = FOLLOWED + "Z402,B,,2024-03-31,Z400,2024-04-01\n"
    import_ods(told=read_ods(first), by=by)
    assert Succession.objects.get().kind == "renamed"
    assert in_words(import_ods(told=read_ods(second), by=by)) == (
        "1 added, 1 linked to what they became, 1 told better what they became."
    )
    assert {(row.predecessor.ods_code, row.kind) for row in Succession.objects.all()} == {
        ("Z401", "merged"),
        ("Z402", "merged"),
    }
    for text in (first, second):
        assert import_ods(told=read_ods(text), by=by).is_empty


@pytest.mark.django_db
def test_a_succession_without_a_day_gets_it_from_a_later_file() -> None:
    by = system_user()
    import_ods(told=read_ods("ODS code,Name,Open date,Successor\nZ400,C,2024-04-01,\nZ401,A,,Z400\n"), by=by)
    assert (Succession.objects.get().kind, Succession.objects.get().happened_on) == ("merged", None)
    later = "ODS code,Successor,Succession date\nZ401,Z400,2024-04-01\n"
    assert not import_ods(told=read_ods(later), by=by).is_empty
    assert (Succession.objects.get().kind, Succession.objects.get().happened_on) == ("renamed", date(2024, 4, 1))
    assert import_ods(told=read_ods(later), by=by).is_empty


@pytest.mark.parametrize(
    "broken",
    [
        '{"OrgId": "Z002", "Name": "X", "Succs": {"Succ": {"Type": "Successor"}}}',
        '{"OrgId": "Z002", "Name": "X", "Succs": {"Succ": {"Type": "Successor", "Target": {"OrgId": "!"}}}}',
        '{"OrgId": "Z002", "Name": "X", "Succs": ["Z001"]}',
        '{"OrgId": "Z002", "Name": "nul \\u0000 and half a pair \\ud800"}',
        '{"OrgId": "Z002", "Name": "X", "Date": [{"Start": 2024}]}',
        '{"OrgId": "Z002", "Name": "X", "Roles": {"Role": "RO197"}}',
    ],
)
def test_a_broken_record_is_left_out_and_the_others_are_taken(broken: str) -> None:
    good = '{"OrgId": "Z001", "Name": "Good", "Roles": {"Role": [{"primaryRole": true}]}}'
    found = read_ods(f"[{broken}, {good}]")
    assert [row.code for row in found.records] == ["Z001"]
    assert [error.code for error in found.errors] == ["Z002"]
    assert found.links == []


@pytest.mark.django_db
def test_what_is_wrong_is_told_by_row_and_the_rest_is_taken() -> None:
    text = HEADINGS + (
        "Z1,Too short,,,,,\n"
        "Z100,,,,,,\n"
        "Z101,Bad day,,31/31/2020,,,\n"
        "Z102,Backwards,,2020-01-01,2019-01-01,,\n"
        "Z103,Itself,,,,Z103,\n"
        "Z104,Twice,,,,,\n"
        "Z104,Twice but other,,,,,\n"
        "Z105,To nowhere,,,,Z999,2020-01-01\n"
        "Z106,Good,,2020-01-01,,,\n"
    )
    plan = import_ods(told=read_ods(text), by=system_user())
    said = {error.line: error.message for error in plan.errors}
    assert said == {
        2: "‘Z1’ is not an ODS code.",
        3: "There is no name.",
        4: "‘31/31/2020’ is not a date.",
        5: "It closed before it opened.",
        6: "Z103 is said to follow itself.",
        8: "Z104 is told twice, on row 7 and here, and differently.",
        9: "Z999 is neither in this file nor in the directory, so what became of it is left out.",
    }
    codes = Organisation.objects.filter(ods_code__startswith="Z").values_list("ods_code", flat=True)
    assert set(codes) == {"Z104", "Z105", "Z106"}
    assert [part.key for part in parts_of(plan)] == ["errors", "new"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing in this file"),
        ("name,town\nA,B\n", "column of ODS codes"),
        ("{broken", "cannot be read as JSON"),
        ('{"Patients": []}', "no ODS organisations"),
        ("[" * 200_000, "cannot be read as JSON"),
        ("ODS code,Name\n" + "x" * (2 * 1024 * 1024), "larger than 2 MB"),
    ],
)
def test_a_hopeless_file_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_ods(text)


def test_a_list_of_the_api_tells_names_but_not_when_something_closed() -> None:
    found = read_ods(
        '{"Organisations": ['
        '{"Name": "INVENTED NHS TRUST", "OrgId": "Z001", "Status": "Active", "PrimaryRoleId": "RO197"},'
        '{"Name": "CLOSED NHS TRUST", "OrgId": "Z002", "Status": "Inactive", "PrimaryRoleId": "RO197"}]}'
    )
    assert [(row.code, row.name, row.kind) for row in found.records] == [("Z001", "Invented NHS Trust", "trust")]
    assert [error.code for error in found.errors] == ["Z002"]


def test_the_command_says_what_it_did(db: None, tmp_path: Path) -> None:
    path, out = tmp_path / "etr.csv", StringIO()
    path.write_text(ods_files.etr())
    call_command("import_ods", str(path), stdout=out)
    call_command("import_ods", str(path), stdout=out)
    assert out.getvalue().splitlines() == ["250 added.", "Nothing to change, 250 already as the file says."]
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_ods", str(tmp_path / "none.csv"))


def test_the_national_team_looks_at_a_file_before_it_is_taken(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    address = "/c/amhe/directory/"
    bad = client.post(address, {"file": SimpleUploadedFile("x.csv", b"name\nA\n")})
    assert bad.status_code == 422
    assert "column of ODS codes" in bad.content.decode()
    text = HEADINGS + "RSS,South Trust,Example,,2025-03-31,RNN,2025-04-01\nZ1,Short,,,,,\nZ200,<b>New</b>,,,,,\n"
    sent = client.post(address, {"file": SimpleUploadedFile("ods.csv", text.encode())})
    assert (sent.status_code, sent.url) == (302, f"{address}preview/")
    html = client.get(sent.url).content.decode()
    assert "1 added, 1 known otherwise and left as they are, 2 rows left out." in html
    assert "Closed: nothing on record, 31 March 2025 in the file; takes part in this collaborative" in html
    assert "ask whoever runs this site" in html
    assert "What became of South Trust stays as it is, because it is open." in html
    assert "&lt;b&gt;New&lt;/b&gt;" in html
    assert Organisation.objects.count() == 3
    done = client.post(sent.url)
    assert (done.status_code, done.url) == (302, address)
    assert Organisation.objects.count() == 4
    assert "1 added" in client.get(address).content.decode()
    again = client.post(address, {"file": SimpleUploadedFile("ods.csv", text.encode())})
    assert "The directory has all that this file could add." in client.get(again.url).content.decode()
    assert Organisation.objects.get(ods_code="RSS").closed_on is None
    assert not Succession.objects.exists()
    assert client.get("/c/amhe/directory/?q=zzz").content.decode().count("No organisation matches") == 1


def test_the_directory_takes_a_fixed_number_of_queries(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    numbers = []
    for _ in range(2):
        client.get("/c/amhe/directory/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/c/amhe/directory/").status_code == 200
        numbers.append(len(queries))
        import_ods(told=read_ods(ods_files.headed()), by=cast.admin)
    assert numbers[1] <= numbers[0] + 1 <= 16


@pytest.mark.django_db
def test_an_organisation_is_found_by_code_or_name_and_a_closed_one_is_not_offered() -> None:
    import_ods(told=read_ods(ods_files.headed()), by=system_user())
    assert organisation_typed("z003").ods_code == "Z003"  # type: ignore[union-attr]
    assert organisation_typed("Z003 Invented Trust 3 of St John's").ods_code == "Z003"  # type: ignore[union-attr]
    exact = organisation_typed("invented trust 7 of st john's nhs foundation trust")
    assert exact is not None
    assert exact.ods_code == "Z007"
    assert organisation_typed("Invented Trust") is None
    assert organisation_typed("") is None
    found = search_organisations("invented 24").values_list("ods_code", flat=True)
    assert set(found) == {"Z024", *(f"Z{number}" for number in (124, 224))}
