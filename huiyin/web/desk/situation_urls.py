"""The addresses of the daily situation reports of an emergency."""

from django.urls import URLPattern, path

from huiyin.web.desk import situation_days, situation_report

urlpatterns: list[URLPattern] = [
    path("<uuid:emergency_id>/daily/", situation_days.days, name="situations"),
    path("daily/<uuid:report_id>/", situation_report.report, name="situation"),
    path("daily/<uuid:report_id>/petitions/", situation_report.behind, name="situation_petitions"),
]
