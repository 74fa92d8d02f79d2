"""Health, logins, the editor, and Wagtail's pages."""

from django.urls import include, path
from health_check.views import HealthCheckView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

_CHECKS = ["health_check.checks.Database", "health_check.checks.Cache"]

urlpatterns = [
    path("health/", HealthCheckView.as_view(checks=_CHECKS)),
    path("livez/", HealthCheckView.as_view(checks=[])),
    path("oidc/", include("mozilla_django_oidc.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]
