"""The course of a case: who takes which step, from where, and what is kept."""

import pytest
from tests.reports.cases import bring, make_case, make_people, soon

pytestmark = pytest.mark.django_db


def test_walk():
    people = make_people()
    case = make_case(people)
    assert "23/35" in case.finding
    assert "below 2/3" in case.finding_en
    bring(case, people, "work")
    for who in ("boss", "team", "liaison", "auditor"):
        response = people.client(who).get(case.get_absolute_url())
        assert response.status_code == 200, who
        home = people.client(who).get("/")
        assert home.status_code == 200
        assert people.client(who).get("/cases/").status_code == 200
        assert people.client(who).get("/units/A/").status_code == 200
    assert people.client("other").get(case.get_absolute_url()).status_code == 404
    page = people.client("boss").get(f"{case.get_absolute_url()}second-vote/")
    assert page.status_code == 200
    print(page.content.decode()[2000:5000])
    window = {"opens_at": "2027-01-01T09:00", "closes_at": "2027-01-01T12:00"}
    page = people.client("boss").post(f"{case.get_absolute_url()}second-vote/", {"title": "二次", **window})
    assert page.status_code == 302, page.content
    case.refresh_from_db()
    assert case.second.parent == people.campaign
    assert [b for b in case.second.definition_blockers() if b.stops] == []
    print([str(b.text) for b in case.second.definition_blockers()])
    assert people.client("boss").get(page["Location"]).status_code == 200
