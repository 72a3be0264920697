"""Who gets which answer: a liaison nothing of another unit, a team only its groups.

Generated from the addresses: one without a row fails.
"""

from collections.abc import Iterator

import pytest

from campaigns.approval.urls import urlpatterns
from campaigns.models import Campaign, Role
from tests.campaigns.approval.make import PEOPLE, Stage, approved

pytestmark = pytest.mark.django_db
A, B, C = "liaison-a", "liaison-b", "liaison-c"
T1, T2, TA = "team-1", "team-2", "team-a"
# who gets in, by what an address is about
UNIT = {"A": {A}, "B": {B}, "C": {C}}
READ = {
    ("list", "A"): {A, T1, TA}, ("list", "B"): {B, T1}, ("list", "C"): {C, T2},
    ("cross", "G1"): {A, T1, TA}, ("cross", "G2"): {C, T2},
    ("report", "A"): {A, T1, TA}, ("report", "B"): {B, T1},
    ("speech", "A"): {A, T1, TA}, ("speech", "C"): {C, T2},
}  # fmt: skip
DRAW = {("list", "A"): {A}, ("list", "B"): {B}, ("list", "C"): {C},
        ("cross", "G1"): {A}, ("cross", "G2"): {C},
        ("report", "A"): {A}, ("report", "B"): {B},
        ("speech", "A"): {A}, ("speech", "C"): {C}}  # fmt: skip
DECIDE = {("list", "A"): {TA}, ("list", "B"): {T1}, ("list", "C"): {T2},
          ("cross", "G1"): {T1}, ("cross", "G2"): {T2},
          ("report", "A"): {TA}, ("report", "B"): {T1},
          ("speech", "A"): {TA}, ("speech", "C"): {T2}}  # fmt: skip
OF_LISTS = ("person/", "person/<int:number>/", "paste/", "upload/", "take-over/",
            "template.xlsx", "list.xlsx")  # fmt: skip
TEAMS = {T1, T2, TA}
# a lead unit says its word by handing in
OF_LEADS = ("unit/A/agree/", "unit/C/agree/")


def expected() -> Iterator[tuple[str, set[str]]]:
    """Every address with those who get in; the office is named where it does."""
    yield "board/", {"office", *TEAMS}
    yield "remind/", {"office"}
    yield "waive/<slug:what>/", {"office"}
    yield "review/", TEAMS
    for code, who in UNIT.items():
        yield f"unit/{code}/", {"office", *who}
        yield f"unit/{code}/agree/", {"office", *who}
        yield f"unit/{code}/leaders/", {"office"}
    for place in READ:
        yield from of_item("/".join(place), place)


def of_item(base: str, place: tuple[str, str]) -> Iterator[tuple[str, set[str]]]:
    drawn = {"office", *DRAW[place]}
    yield f"{base}/", {"office", *READ[place]}
    yield f"{base}/hand-in/", drawn
    yield f"{base}/take-back/", drawn
    yield f"{base}/decide/", DECIDE[place]
    if place[0] in ("list", "cross"):
        for end in OF_LISTS:
            yield f"{base}/{end}", drawn
        for end in ("exchange/<int:number>/", "exchanges/<int:number>/"):
            yield f"{base}/{end}", drawn | DECIDE[place]


@pytest.fixture
def numbered(filled: Stage) -> Stage:
    """An exchange waits on each list; one is proposed for each."""
    for kind, code, by in (
        ("list", "A", A), ("list", "B", B), ("list", "C", C),
        ("cross", "G1", A), ("cross", "G2", C),
    ):  # fmt: skip
        row = approved(filled, kind, code, "somebody")
        rater = row.raters.first()
        row.exchanges.create(rater=rater, name="新人", reason="调离", asked_by=by)
    return filled


def fill(stage: Stage, route: str) -> str:
    """An address, its numbers filled with those of its own list."""
    path = route.replace("<slug:what>", "lists")
    if "<int:number>" in route:
        kind, code = route.split("/")[:2]
        row = stage.item(kind, code).row
        of_exchange = "/exchanges/" in route
        number = row.exchanges.get().pk if of_exchange else row.raters.first().pk
        path = path.replace("<int:number>", str(number))
    return f"/lists/{stage.campaign.pk}/{path}"


def test_every_address_is_asked() -> None:
    kinds = {"list", "cross", "report", "speech", "unit", "A", "B", "C", "G1", "G2"}
    asked = set()
    for route, _who in expected():
        parts = route.split("/")
        if parts[0] in kinds:
            names = ["unit", "<slug:unit>"] if parts[0] == "unit" else [
                "<slug:kind>", "<slug:code>"
            ]  # fmt: skip
            parts[:2] = names
        asked.add("<int:pk>/" + "/".join(parts))
    assert asked == {str(each.pattern) for each in urlpatterns}


@pytest.mark.parametrize("who", PEOPLE)
def test_matrix(who: str, numbered: Stage) -> None:
    found, wanted = {}, {}
    for route, people in expected():
        path = fill(numbered, route)
        for method in ("get", "post"):
            status = getattr(numbered.clients[who], method)(path).status_code
            if status == 405:  # a page that takes nothing, from whomever
                continue
            found[route, method] = status not in (403, 404)
            alone = method == "post" and route in OF_LEADS
            wanted[route, method] = who in people and not alone
    assert found == wanted


def test_others_find_nothing_and_nothing_is_told(numbered: Stage) -> None:
    """A refusal reads the same whether there is something behind it or not."""
    there = numbered.get(B, "", "list", "A")
    nowhere = numbered.get(B, "", "list", "X9")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert numbered.get(A, "", "nothing", "A").status_code == 404


def test_a_number_of_another_list_is_not_found(numbered: Stage) -> None:
    rater = numbered.campaign.raters.get(name="甲Bown")
    row = numbered.item(code="B").row.exchanges.get()
    for end in (f"person/{rater.pk}/", f"exchange/{rater.pk}/", f"exchanges/{row.pk}/"):
        assert numbered.get(A, end).status_code == 404
        assert numbered.clients[A].post(numbered.path(end)).status_code == 404


@pytest.mark.parametrize("columns", [{"drill": True}, {"pk": 0}])
def test_nothing_of_a_drill_nor_of_what_there_is_not(
    stage: Stage, columns: dict[str, object]
) -> None:
    if "drill" in columns:
        Campaign.objects.filter(pk=stage.campaign.pk).update(drill=True)
    else:
        stage.campaign.pk = 999_999
    for who in ("office", A, TA):
        assert stage.get(who).status_code == 404


def test_a_liaison_who_is_one_no_more(stage: Stage) -> None:
    Role.objects.filter(user__username=A).delete()
    assert stage.get(A).status_code == 404
