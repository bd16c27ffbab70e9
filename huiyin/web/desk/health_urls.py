"""The addresses of staff health in an emergency."""

from django.urls import path

from huiyin.web.desk import (
    health_for,
    health_limits,
    health_officer,
    health_own,
    health_people,
)

urlpatterns = [
    path("", health_own.report, name="my_health"),
    path("more/", health_own.more, name="health_more"),
    path("people/", health_people.people, name="health_people"),
    path("for/<uuid:person_id>/", health_for.report_for, name="health_for"),
    path("limits/", health_limits.limits, name="health_limits"),
    path("ledger/", health_officer.ledger, name="health_ledger"),
    path("isolate/", health_officer.isolate, name="health_isolate"),
    path("propose/<uuid:stay_id>/", health_officer.propose, name="health_propose"),
    path("releases/", health_officer.releases, name="health_releases"),
    path("releases/<uuid:stay_id>/", health_officer.decide, name="health_decide"),
]
