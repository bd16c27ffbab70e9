"""The addresses of the portal, for citizens and other systems."""

from django.urls import URLPattern, URLResolver, include, path

from huiyin.web import health
from huiyin.web.logo import logo
from huiyin.web.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("logo/<slug:digest>.png", logo, name="logo"),
    path("api/v1/", include("huiyin.api.urls")),
    path("", include("huiyin.web.portal.urls")),
]

handler400 = "huiyin.web.portal.views_errors.bad_request"
handler403 = "huiyin.web.portal.views_errors.forbidden"
handler404 = "huiyin.web.portal.views_errors.not_found"
handler500 = "huiyin.web.portal.views_errors.failed"
