"""The addresses of the desk, for staff."""

from django.urls import URLPattern, URLResolver, include, path

from huiyin.api.staff_urls import addresses
from huiyin.web import health
from huiyin.web.desk import plain
from huiyin.web.logo import logo
from huiyin.web.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("logo/<slug:digest>.png", logo, name="logo"),
    path("api/v1/", include(addresses(plain))),
    path("", include("huiyin.web.desk.urls")),
]

handler400 = "huiyin.web.desk.errors.bad_request"
handler403 = "huiyin.web.desk.errors.forbidden"
handler404 = "huiyin.web.desk.errors.not_found"
handler500 = "huiyin.web.desk.errors.failed"
