"""The site's addresses."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from reports import demo, verification, views

urlpatterns = [
    path("", login_not_required(views.home), name="home"),
    path("", include("ballots.urls")),
    path("results/", include("reports.urls")),
    path("verify/", verification.page, name="verify"),
    path("demo/rater/", demo.rater, name="demo_rater"),
    path("demo/slips.pdf", demo.printed, name="demo_slips"),
    path("admin/", admin.site.urls),
    path("accounts/login/", auth.LoginView.as_view(), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("i18n/", login_not_required(set_language), name="set_language"),
]
