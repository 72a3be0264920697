"""The access matrix (trust.md §4D): every address, who, method, own and others' part.

Generated from the resolver: an address without a row fails, and so does a row without
an address. A refusal reads the same whether there is something behind it or not.
"""

from collections.abc import Iterator, Mapping

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from reports import pdf
from reports.papers import case
from reports.papers.catalogue import Item
from tests.access import NOWHERE, WHO, Site, fill, fill_admin, make_site, routes

METHODS = ("GET", "POST", "HEAD", "OPTIONS")
# Answers to GET, POST, HEAD and OPTIONS; one number stands for all four.
Cells = Mapping[str, str]

LOGIN = {"anonymous": "302"}
ALL_READ = {"everybody": "200 405 200 405", **LOGIN}
OFFICE = {"everybody": "403", "office": "200 405 200 405", **LOGIN}
# of a released campaign none of the desk's acts is possible: 409, and nothing is done
ACT = {"everybody": "403", "office": "409 409 409 405", **LOGIN}
TAKE_OVER = {"everybody": "403", "office": "302 302 302 405", **LOGIN}
ASKED_FOR = {"everybody": "403", "office": "302 405 302 405", **LOGIN}
HIDDEN = {"everybody": "404 405 404 405", "office": "200 405 200 405", **LOGIN}
SEEN = "200 405 200 405"
# everything here is released to units and raters
RESULT = {**HIDDEN, **dict.fromkeys(("supervisor", "head", "liaison", "auditor"), SEEN)}
RESULT_OF_OTHERS = {**HIDDEN, "auditor": SEEN}
TURNOUT = {**HIDDEN, **dict.fromkeys(("supervisor", "liaison", "teller"), SEEN)}
TURNOUT |= {"auditor": SEEN}
# the office and the supervision team of the campaign together; here nothing waits
BOTH_SIDES = {"everybody": "404", "office": "404 404 404 405"}
BOTH_SIDES |= {"supervisor": "404 404 404 405", **LOGIN}
SIDE_READ = {**BOTH_SIDES, "office": "404 405 404 405"}
SIDE_READ |= {"supervisor": "404 405 404 405"}
NOWHERE_NOW = {"everybody": "404 405 404 405", **LOGIN}
CARDS = {"everybody": "404", **LOGIN}
OTHER_SIDE = {**CARDS, "office": "404 404 404 405"}
LOG = {**HIDDEN, "supervisor": SEEN, "auditor": SEEN}
LOG_OF_OTHERS = {**HIDDEN, "auditor": SEEN}
UNSIGNED = {**HIDDEN, "office": "404 405 404 405"}  # the entry is of no file
# comments are the supervision team's to read, the office's not
COMMENTS = {"everybody": "404", "office": "403", "supervisor": SEEN, **LOGIN}
COMMENTS_OF_OTHERS = {"everybody": "404", "office": "403", **LOGIN}
VERSION = {"everybody": "404 404 404 405", "office": "409 409 409 405", **LOGIN}
# talks of a unit: the original team and the office, and nobody else
TALKS = {"everybody": "404 405 404 405", "office": SEEN, "supervisor": SEEN, **LOGIN}
TALKS_OF_OTHERS = {**TALKS, "supervisor": "404 405 404 405"}


def talking(cells: str) -> tuple[Cells, Cells]:
    """A page on which something of a unit's talks is done."""
    own = {"everybody": "404 404 404 405", "office": cells, "supervisor": cells}
    return {**own, **LOGIN}, {**own, "supervisor": "404 404 404 405", **LOGIN}


# what keeps accounts: the office and the administrator
PEOPLE = {"everybody": "403", **dict.fromkeys(("office", "administrator"), SEEN)}
PEOPLE |= LOGIN


def keeping(cells: str) -> Cells:
    """A page on people with other answers."""
    return {**PEOPLE, "office": cells, "administrator": cells}


PAPER = {"everybody": "404", "office": "200 409 200 405", **LOGIN}
PAPER |= dict.fromkeys(("supervisor", "head", "liaison", "auditor"), "200 409 200 405")
PAPER_OF_OTHERS = {"everybody": "404", "office": "200 409 200 405", **LOGIN}
PAPER_OF_OTHERS |= {"auditor": "200 409 200 405"}
SOME_PAPERS = {**PAPER, **{who: SEEN for who, cells in PAPER.items() if "409" in cells}}
SOME_PAPERS |= {"everybody": "404 405 404 405"}
FILE = {**PAPER, **{who: SEEN for who, cells in PAPER.items() if "409" in cells}}
FILE |= {"everybody": "404 405 404 405"}
FILE_OF_OTHERS = {**FILE, **dict.fromkeys(("supervisor", "head", "liaison"),
                                          "404 405 404 405")}  # fmt: skip
GONE_FOR_ALL = {"everybody": "404", **LOGIN}
# cases: office, the unit's team and the unit itself; auditors read
CASE = {**HIDDEN, **dict.fromkeys(("supervisor", "head", "liaison", "auditor"), SEEN)}
CASE_OF_OTHERS = {**HIDDEN, "auditor": SEEN}
SIDES = ("office", "supervisor", "head", "liaison", "auditor")
NOT_HIS_ACT = "302 403 302 405"


def sides(cells: str, *who: str) -> Cells:
    """A page of a case on which something can be done."""
    return {"everybody": "404 404 404 405", **LOGIN, **dict.fromkeys(who, cells)}


def asked(cells: Cells) -> Cells:
    """A page on which a form begins long work."""
    begun = {who: "200 302 200 405" for who, each in cells.items() if each == SEEN}
    return cells | begun | {"everybody": "404 404 404 405"}


def led(cells: Cells) -> Cells:
    """A file that is not made yet: back to the page where it is asked for."""
    there = {who: "302 405 302 405" for who, each in cells.items() if each == SEEN}
    return cells | there


LEAD = "302 405 302 405"  # with one group, straight to it
OPEN = {"everybody": "200"}
GONE = {"everybody": "404"}
NOT_PUBLIC = {"everybody": "404 405 404 405"}
LOOK = "200 404 200 405"  # nothing is done without saying what
AUDIENCE = {"everybody": "404 404 404 405", "office": LOOK, "auditor": LOOK, **LOGIN}

# address: own part, others' part where it differs
ROWS: dict[str, tuple[Cells, ...]] = {
    "": (OPEN,),
    "b/": ({"everybody": "200 400 200 200"},),
    "b/submit": ({"everybody": "302 400 302 302"},),
    "b/secret": (OPEN,),
    "b/papers/<sha256:sha256>.pdf": (GONE,),
    "b/open/<slug:token>/": (GONE,),
    "r/": (OPEN,),
    "b/result": ({"everybody": "200 400 200 200"},),
    # neither is for the public
    "p/<int:pk>/": (NOT_PUBLIC, NOT_PUBLIC),
    "desk/": (OFFICE,),
    "desk/<int:pk>/": (OFFICE, OFFICE),
    "desk/<int:pk>/turnout/": (TURNOUT, RESULT_OF_OTHERS),
    # of a released campaign nothing is shown in a hall
    "desk/<int:pk>/hall/": (NOWHERE_NOW, NOWHERE_NOW),
    "desk/<int:pk>/helper.pdf": (NOWHERE_NOW, NOWHERE_NOW),
    "desk/<int:pk>/papers/": (OFFICE, OFFICE),
    "desk/<int:pk>/papers/<slug:group>/<slug:what>.pdf": (OFFICE, OFFICE),
    # made in the background: asked for, and not there yet
    "desk/<int:pk>/papers/zip/": (TAKE_OVER, TAKE_OVER),
    "desk/<int:pk>/papers/papers.zip": (ASKED_FOR, ASKED_FOR),
    "desk/<int:pk>/mail/": (OFFICE, OFFICE),
    "desk/<int:pk>/mail/notice/": (ACT, ACT),
    "desk/<int:pk>/mail/reminder/": (ACT, ACT),
    "desk/<int:pk>/opening/": (OFFICE, OFFICE),
    "desk/<int:pk>/names/": (OFFICE, OFFICE),
    "desk/<int:pk>/slips/<slug:group>/": (ACT, ACT),
    "desk/<int:pk>/slips/<slug:group>/more/": (ACT, ACT),
    "desk/<int:pk>/proposals/<int:number>/": (BOTH_SIDES, OTHER_SIDE),
    "desk/<int:pk>/present/": (SIDE_READ, {**CARDS, "office": "404 405 404 405"}),
    "desk/<int:pk>/present/<slug:group>/<slug:pool>/<slug:key>/": (
        BOTH_SIDES, OTHER_SIDE
    ),
    # of a campaign whose key is a file
    "desk/<int:pk>/cards/": (CARDS, CARDS),
    "desk/<int:pk>/cards/trial/": (CARDS, CARDS),
    "desk/<int:pk>/cards/<slug:role>/": (CARDS, CARDS),
    "desk/<int:pk>/unseal/": (ACT, ACT),
    "desk/<int:pk>/batches/<int:number>/void/": (ACT, ACT),
    "desk/<int:pk>/<slug:act>/": (ACT, ACT),
    "lists/<int:pk>/": (OFFICE, OFFICE),
    # of a released campaign lists are not exchanged any more
    "lists/<int:pk>/upload/": (ACT, ACT),
    "lists/<int:pk>/take-over/": (TAKE_OVER, TAKE_OVER),
    "lists/<int:pk>/template.xlsx": (OFFICE, OFFICE),
    "lists/<int:pk>/lists.xlsx": (OFFICE, OFFICE),
    # of a released campaign papers are read, by those whose they are; 409 to store one
    "lists/<int:pk>/papers/<slug:unit>/<slug:kind>/": (PAPER, PAPER_OF_OTHERS),
    "lists/<int:pk>/papers/": (SOME_PAPERS, SOME_PAPERS),
    "lists/<int:pk>/papers/<int:paper>/<slug:which>": (FILE, FILE_OF_OTHERS),
    "lists/<int:pk>/papers/<slug:unit>/<slug:kind>/<slug:subject>/": (
        GONE_FOR_ALL, GONE_FOR_ALL
    ),
    # of a campaign in which nothing is handed in; tests/campaigns/approval has the rest
    **{
        f"lists/<int:pk>/{end}": (GONE | LOGIN, GONE | LOGIN)
        for end in (
            "board/", "remind/", "waive/<slug:what>/", "review/",
            "unit/<slug:unit>/", "unit/<slug:unit>/agree/",
            "unit/<slug:unit>/leaders/",
            *(f"<slug:kind>/<slug:code>/{act}" for act in (
                "", "hand-in/", "take-back/", "decide/", "person/",
                "person/<int:number>/", "paste/", "upload/", "take-over/",
                "template.xlsx", "list.xlsx", "exchange/<int:number>/",
                "exchanges/<int:number>/",
            )),
        )
    },
    "results/": (ALL_READ,),
    "results/<int:pk>/": (
        {**RESULT, **dict.fromkeys(("supervisor", "head", "liaison"), LEAD)},
        RESULT_OF_OTHERS
    ),
    "results/<int:pk>/preview": (HIDDEN, HIDDEN),
    "results/log": ({**HIDDEN, "administrator": SEEN},),
    "results/series/<int:pk>/": (RESULT, RESULT_OF_OTHERS),
    "results/<int:pk>/log": (LOG, LOG_OF_OTHERS),
    "results/<int:pk>/log/<int:seq>.sig": (UNSIGNED, UNSIGNED),
    "results/<int:pk>/audience": ({**AUDIENCE, "supervisor": LOOK}, AUDIENCE),
    "results/<int:pk>/release": (VERSION, VERSION),
    "results/<int:pk>/comments": (COMMENTS, COMMENTS_OF_OTHERS),
    "results/<int:pk>/comments/<slug:subject>": (
        {**COMMENTS, "supervisor": "404 404 404 405"}, COMMENTS_OF_OTHERS
    ),
    "results/<int:pk>/release-comments": (
        {**COMMENTS, "supervisor": "200 302 200 405"}, COMMENTS_OF_OTHERS
    ),
    "results/<int:pk>/papers/": (asked(RESULT), asked(RESULT_OF_OTHERS)),
    "results/<int:pk>/papers/all.zip": (led(RESULT), led(RESULT_OF_OTHERS)),
    "results/<int:pk>/papers/<slug:item>.<slug:how>": (RESULT, RESULT_OF_OTHERS),
    "results/<int:pk>/<slug:group>/": (RESULT, RESULT_OF_OTHERS),
    "results/<int:pk>/<slug:group>/report.pdf": (RESULT, RESULT_OF_OTHERS),
    "results/<int:pk>/<slug:group>/workbook.xlsx": (RESULT, RESULT_OF_OTHERS),
    "results/<int:pk>/<slug:group>/<slug:subject>/": (RESULT, RESULT_OF_OTHERS),
    "results/<int:pk>/<slug:group>/<slug:subject>/report.pdf": (
        RESULT, RESULT_OF_OTHERS
    ),
    "talks/<int:pk>/": (TALKS, TALKS_OF_OTHERS),
    # a campaign of the office's; of the other one nobody has been drawn
    "talks/<int:pk>/small-rating": (
        {"everybody": "404 404 404 405", "office": "200 422 200 405", **LOGIN},
    ) * 2,
    "talks/<int:pk>/<slug:unit>/": (TALKS, TALKS_OF_OTHERS),
    "talks/<int:pk>/<slug:unit>/draw": talking("200 422 200 405"),
    "talks/<int:pk>/<slug:unit>/feedback": talking("200 302 200 405"),
    "talks/<int:pk>/<slug:unit>/<int:draw>/": talking("200 422 200 405"),
    "talks/<int:pk>/<slug:unit>/<int:draw>/list.pdf": (TALKS, TALKS_OF_OTHERS),
    "talks/<int:pk>/<slug:unit>/<int:draw>/list.txt": (TALKS, TALKS_OF_OTHERS),
    "talks/<int:pk>/<slug:unit>/<int:draw>/<int:number>/": talking("200 422 200 405"),
    # the version that is deleted has to be named
    "talks/<int:pk>/<slug:unit>/<int:draw>/<int:number>/delete": talking(
        "200 409 200 405"
    ),
    "people/": (PEOPLE,),
    "people/new/": (keeping("200 422 200 405"),),
    "people/workbook/": (keeping("200 422 200 405"),),
    "people/template.xlsx": (PEOPLE,),
    "people/invite/": (keeping("302 302 302 405"),),
    "people/sheets/": (keeping("302 200 302 405"),),
    "people/<int:pk>/": (keeping("200 422 200 405"),),
    "people/<int:pk>/duties/": (keeping("302 422 302 405"),),
    "people/<int:pk>/invite/": (keeping("302 302 302 405"),),
    "people/<int:pk>/sheet/": (keeping("302 200 302 405"),),
    "people/<int:pk>/<slug:act>/": (keeping("302 302 302 405"),),
    # work that the liaison has begun
    "jobs/<int:pk>/": (
        {"everybody": "404 404 404 405", **LOGIN,
         **dict.fromkeys(("office", "liaison"), "200 302 200 405")},
    ),
    "cases/": (ALL_READ,),
    # of B, which just passed
    "cases/open/<int:pk>/<slug:subject>/<int:rule>/": (
        sides("200 302 200 405", "office", "supervisor"),
        # of C there is a case already
        sides("302 302 302 405", "office"),
    ),
    "cases/<int:pk>/": (CASE, CASE_OF_OTHERS),
    # it waits for the unit's plan
    "cases/<int:pk>/second-vote/": (
        {**sides("404 404 404 405", *SIDES), "office": "409 409 409 405"},
        {**sides("404 404 404 405", "auditor"), "office": "409 409 409 405"},
    ),
    "cases/<int:pk>/paper.<slug:how>": (CASE, CASE_OF_OTHERS),
    "cases/<int:pk>/<slug:act>/": (
        {**sides(NOT_HIS_ACT, *SIDES), "supervisor": "302 409 302 405"},
        sides(NOT_HIS_ACT, "office", "auditor"),
    ),
    "measures/<int:pk>/": (
        sides("200 404 200 405", *SIDES),
        sides("200 404 200 405", "office", "auditor"),
    ),
    "measures/<int:pk>/files/<int:number>": (CASE, CASE_OF_OTHERS),
    "units/<slug:code>/": (CASE, CASE_OF_OTHERS),
    "ledger/": (ALL_READ,),
    # of a group of which the supervisor has both units; the other campaign is not his
    "ledger/<int:pk>/": (
        {**HIDDEN, "supervisor": SEEN, "auditor": SEEN}, RESULT_OF_OTHERS
    ),
    # assigned to the unit; nobody's form is named
    "ledger/points/<int:pk>/": (
        sides("200 404 200 405", *SIDES),
        sides("200 404 200 405", "office", "auditor"),
    ),
    # whoever speaks for the unit draws a measure there, and forgot to say which
    "ledger/<int:pk>/<slug:unit>/": (
        {**sides("200 403 200 405", *SIDES), **dict.fromkeys(
            ("head", "liaison"), "200 422 200 405")},
        sides("200 403 200 405", "office", "auditor"),
    ),
    "ledger/ask/<int:pk>/": (
        sides("200 422 200 405", "office"), sides("200 422 200 405", "office")
    ),
    # no later campaign has asked yet
    "ledger/<int:pk>/<slug:unit>/reopen/": (
        sides("404 404 404 405"), sides("404 404 404 405")
    ),
    "ledger/<int:pk>/<slug:unit>/comments/": (
        sides("200 422 200 405", "office", "supervisor"),
        sides("200 422 200 405", "office"),
    ),
    "ledger/<int:pk>/<slug:unit>/new/": (
        sides("200 422 200 405", "office", "supervisor"),
        sides("200 422 200 405", "office"),
    ),
    "ledger/<int:pk>/<slug:unit>/<slug:paper>.<slug:how>": (CASE, CASE_OF_OTHERS),
    # by token alone: a session opens nothing here
    "figures/": ({"everybody": "401 405 401 405"},),
    "figures/<int:pk>/<slug:part>.<slug:how>": ({"everybody": "401 405 401 405"},),
    "verify/": ({"everybody": "200 400 200 405"},),
    "demo/rater/": (GONE,),
    "demo/slips.pdf": (GONE,),
    "accounts/login/": (OPEN,),
    # without a device: led to setting one up, or to the code's page
    "accounts/again/": ({"everybody": "200", **LOGIN},),
    "accounts/invitation/": ({"everybody": "200 422 200 405"},),
    "accounts/code/": ({"everybody": "302", **LOGIN},),
    "accounts/app/": ({"everybody": "200", **LOGIN},),
    "accounts/recovery/": ({"everybody": "302", **LOGIN},),
    "accounts/tokens/": (
        {"everybody": "200 422 200 405", "administrator": "200 404 200 405", **LOGIN},
    ),
    "accounts/tokens/<int:pk>/revoke/": ({"everybody": "405 404 405 405", **LOGIN},),
    "accounts/logout/": ({"everybody": "405 200 405 200", **LOGIN},),
    "i18n/": ({"everybody": "302"},),
}  # fmt: skip


def staff(office: str, administrator: str, everybody: str = "302") -> Cells:
    """A page of the admin: others are led to its login, which refuses them."""
    found = {"everybody": everybody, **LOGIN}
    return {**found, "office": office, "administrator": administrator}


READ, WRITE = staff("200", "200"), staff("200", "403")
FORM = staff("200", "200 403 200 200")
ACCOUNT = staff("403", "200")
BOTH = staff("200 405 200 200", "200 405 200 200")
# what every model of the admin has; "" leads on to the page of the row
MODEL: dict[str, Cells] = {
    "": READ,
    "add/": WRITE,
    "<path:object_id>/history/": READ,
    "<path:object_id>/delete/": WRITE,
    "<path:object_id>/change/": FORM,
    "<path:object_id>/": staff("302", "302"),
}
MODELS = ("campaign", "form", "scale", "subject", "document", "unit", "group", "team",
          "indicator", "rule")  # fmt: skip
ADMIN: dict[str, Cells] = {
    "": READ,
    "login/": staff("302", "302", "403"),
    "logout/": staff("405 200 405 200", "405 200 405 200"),
    "password_change/": READ,
    "password_change/done/": BOTH,
    "autocomplete/": staff("403 405 403 200", "403 405 403 200"),
    "jsi18n/": BOTH,
    "r/<path:content_type_id>/<path:object_id>/": staff("404", "404"),
    "^(?P<app_label>auth|campaigns)/$": READ,
    "(?P<url>.*)$": staff("404", "404"),
    "auth/user/<id>/password/": ACCOUNT,
    **{f"auth/user/{end}": ACCOUNT for end in MODEL},
    "auth/user/<path:object_id>/": staff("302", "302"),
    **{f"campaigns/{model}/{end}": MODEL[end] for model in MODELS for end in MODEL},
    # rules are made on the page of their campaign
    "campaigns/rule/add/": staff("403", "403"),
    "campaigns/campaign/preset/": WRITE,
    "campaigns/campaign/import/": WRITE,
    "campaigns/campaign/<path:object_id>/export/": READ,
    "campaigns/campaign/<path:object_id>/copy/": WRITE,
    "campaigns/campaign/<path:object_id>/changes/": READ,
    "campaigns/campaign/<path:object_id>/figures/": staff(
        "200 302 200 200", "200 403 200 200"
    ),
    "campaigns/campaign/<int:object_id>/draws/": FORM,
    "campaigns/campaign/<int:object_id>/draws/<int:pk>/": READ,
    "campaigns/form/<path:object_id>/sheet/": WRITE,
    "campaigns/form/<path:object_id>/look/": READ,
}
ROWS |= {f"admin/{route}": (cells,) for route, cells in ADMIN.items()}


pytestmark = pytest.mark.django_db


def area(route: str) -> str:
    """The part of the site that an address is in: a model, or an app's pages.

    Each page of the results is a part: it counts a campaign for each of its readers.
    """
    if route.startswith("results/"):
        return route
    parts = route.split("/")
    model = parts[0] == "admin" and parts[1] in ("auth", "campaigns") and parts[2]
    return "/".join(parts[: 3 if model else 1]) or "home"


AREAS = sorted(set(map(area, ROWS)))


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """One site for all tests here, each of which leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        # as pytest-django's own: blocks that must be outermost may stand in it
        connection.atomic_blocks[-1]._from_testcase = True
        yield make_site()
        transaction.set_rollback(True)


@pytest.fixture
def site(made: Site, db: None, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Papers are blank: who gets one matters here, and typesetting takes a second."""
    for renderer in ("render_group", "render_subject"):
        monkeypatch.setattr(pdf, renderer, lambda *_what: b"%PDF")
    monkeypatch.setattr(Item, "render", lambda *_what: b"PK")
    monkeypatch.setattr(case, "render", lambda *_what: b"PK")
    return made


def ask(site: Site, who: str, method: str, path: str) -> HttpResponse:
    """The answer, and everything as it was."""
    client = Client(headers={"accept-language": "en"})
    name = settings.SESSION_COOKIE_NAME
    if who != "anonymous":
        client.cookies[name] = site.clients[who].cookies[name].value
    point = transaction.savepoint()
    response = client.generic(method, path)
    transaction.savepoint_rollback(point)
    return response


def addresses(site: Site, route: str) -> list[tuple[str, Cells]]:
    """The address with one's own rows and with others', each with what is expected."""
    if route.startswith("admin/"):
        return [(fill_admin(route, site.drafted), ROWS[route][0])]
    filled = [fill(route, part) for part in site.rows(route)]
    return list(zip(filled, ROWS[route], strict=False))


def test_every_address_has_a_row() -> None:
    assert set(routes()) == set(ROWS)


@pytest.mark.parametrize("part", AREAS)
def test_cells(part: str, site: Site) -> None:
    found, expected = {}, {}
    for route in filter(lambda route: area(route) == part, ROWS):
        for path, cells in addresses(site, route):
            for who in WHO:
                wanted = cells.get(who, cells["everybody"]).split()
                expected[path, who] = wanted * (4 // len(wanted))
                got = [ask(site, who, method, path).status_code for method in METHODS]
                found[path, who] = list(map(str, got))
    assert found == expected


CLOSED = (
    "desk/<", "results/<", "lists/<int:pk>/papers/", "talks/<", "cases/<", "cases/open",
    "measures/", "units/",
)  # fmt: skip
REFUSING = [route for route in ROWS if route.startswith(CLOSED)]


def test_a_refusal_does_not_tell_what_there_is(site: Site) -> None:
    for route in REFUSING:
        for path, cells in addresses(site, route):
            nothing = fill(route, NOWHERE)
            for who in WHO:
                if cells.get(who, cells["everybody"])[0] != "4" or who == "office":
                    continue
                there, nowhere = (ask(site, who, "GET", p) for p in (path, nothing))
                assert there.status_code == nowhere.status_code
                assert there.content == nowhere.content
                assert not there.has_header("Location")


def test_who_is_not_signed_in_is_led_to_the_login_and_back(site: Site) -> None:
    for route in REFUSING:
        for path, _cells in addresses(site, route):
            answer = ask(site, "anonymous", "GET", path)
            assert answer["Location"] == f"/accounts/login/?next={path}"


def test_others_are_led_out_of_the_admin(site: Site) -> None:
    for route in (f"admin/{end}" for end in ADMIN if end not in ("login/", "logout/")):
        path = fill_admin(route, site.drafted)
        for who in ("stranger", "supervisor", "head", "liaison", "teller", "auditor"):
            answer = ask(site, who, "GET", path)
            assert answer["Location"] == f"/admin/login/?next={path}"
