"""The site's addresses."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from appraisal import invited, second_factor, signing_in
from campaigns import progress
from reports import (
    by_slip,
    demo,
    figures,
    home,
    published,
    tokens,
    verification,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("b/result", by_slip.by_slip, name="by_slip"),
    path("p/<int:pk>/", published.published, name="published"),
    path("", include("ballots.urls")),
    path("lists/", include("campaigns.urls")),
    path("results/", include("reports.urls")),
    path("talks/", include("reports.talks.urls")),
    path("", include("reports.casework.urls")),
    path("ledger/", include("reports.ledger.urls")),
    path("figures/", figures.campaigns, name="released"),
    path("figures/<int:pk>/<slug:part>.<slug:how>", figures.figures, name="figures"),
    path("verify/", verification.page, name="verify"),
    path("demo/rater/", demo.rater, name="demo_rater"),
    path("demo/slips.pdf", demo.printed, name="demo_slips"),
    path("jobs/<int:pk>/", progress.page, name="job"),
    path("people/", include("campaigns.people.urls")),
    path("admin/", admin.site.urls),
    path("accounts/login/", signing_in.SignIn.as_view(), name="login"),
    path("accounts/again/", signing_in.Again.as_view(), name="again"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("accounts/invitation/", invited.page, name="invitation"),
    path("accounts/code/", second_factor.Verify.as_view(), name="second_factor"),
    path("accounts/app/", second_factor.Enrol.as_view(), name="new_second_factor"),
    path("accounts/recovery/", second_factor.recovery_codes, name="recovery_codes"),
    path("i18n/", login_not_required(set_language), name="set_language"),
]
