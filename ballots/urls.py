"""Addresses of the ballot and of the desk."""

from django.urls import path

from ballots.views import (
    desk,
    hall,
    mail,
    papers,
    presence,
    public,
    rater,
    receipts,
    slips,
    together,
    trustees,
)  # fmt: skip

app_name = "ballots"

urlpatterns = [
    path("b/", rater.entry, name="entry"),
    path("b/submit", rater.submit, name="submit"),
    path("b/secret", rater.secret, name="secret"),
    path("b/open/<slug:token>/", public.start, name="open"),
    path("r/", receipts.receipts, name="receipts"),
    path("desk/", desk.desks, name="desks"),
    path("desk/<int:pk>/", desk.desk, name="desk"),
    path("desk/<int:pk>/turnout/", desk.turnout, name="turnout"),
    path("desk/<int:pk>/hall/", hall.hall, name="hall"),
    path("desk/<int:pk>/helper.pdf", hall.helper, name="helper"),
    path("desk/<int:pk>/opening/", desk.opening, name="opening"),
    path("desk/<int:pk>/papers/", papers.papers, name="papers"),
    path("desk/<int:pk>/papers/zip/", papers.start, name="papers_zip"),
    path("desk/<int:pk>/papers/papers.zip", papers.taken, name="papers_taken"),
    path(
        "desk/<int:pk>/papers/<slug:group>/<slug:what>.pdf",
        papers.meeting_paper,
        name="paper",
    ),
    path("desk/<int:pk>/mail/", mail.mail, name="mail"),
    path("desk/<int:pk>/mail/notice/", mail.notice, name="mail_notice"),
    path("desk/<int:pk>/mail/reminder/", mail.reminder, name="mail_reminder"),
    path("desk/<int:pk>/slips/<slug:group>/", slips.slips, name="slips"),
    path("desk/<int:pk>/slips/<slug:group>/more/", together.more, name="more"),
    path("desk/<int:pk>/proposals/<int:number>/", together.proposal, name="proposal"),
    path("desk/<int:pk>/present/", presence.places, name="places"),
    path(
        "desk/<int:pk>/present/<slug:group>/<slug:pool>/<slug:key>/",
        presence.present,
        name="present",
    ),
    path("desk/<int:pk>/batches/<int:number>/void/", slips.void, name="void"),
    path("desk/<int:pk>/cards/", trustees.trustees, name="trustees"),
    path("desk/<int:pk>/cards/trial/", trustees.trial, name="trial"),
    path("desk/<int:pk>/cards/<slug:role>/", trustees.card, name="trustee"),
    path("desk/<int:pk>/unseal/", trustees.unseal, name="unseal"),
    path("desk/<int:pk>/<slug:act>/", desk.act, name="act"),
]
