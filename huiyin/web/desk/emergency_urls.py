"""The addresses of emergency work: plans, emergencies, groups, tasks, meetings, papers."""

from django.urls import URLPattern, path

from huiyin.web.desk import (
    emergency_closing,
    emergency_declaring,
    emergency_groups,
    emergency_home,
    emergency_meetings,
    emergency_papers,
    emergency_plans,
    emergency_practice,
)

urlpatterns: list[URLPattern] = [
    path("", emergency_home.home, name="emergencies"),
    path("declare/", emergency_declaring.declare, name="declare_emergency"),
    path("plans/<uuid:office_id>/<slug:kind>/", emergency_plans.plan, name="emergency_plan"),
    path(
        "plans/<uuid:office_id>/<slug:kind>/change/",
        emergency_plans.change,
        name="change_emergency_plan",
    ),
    path("groups/<uuid:office_id>/", emergency_groups.group, name="emergency_group"),
    path("tasks/<uuid:task_id>/", emergency_groups.task, name="emergency_task"),
    path("tasks/<uuid:task_id>/finish/", emergency_groups.finish, name="finish_emergency_task"),
    path("meetings/", emergency_meetings.meetings, name="meetings"),
    path("meetings/new/", emergency_meetings.add, name="meeting_add"),
    path("meetings/<uuid:root>/", emergency_meetings.meeting, name="meeting"),
    path("meetings/<uuid:root>/correct/", emergency_meetings.correct, name="meeting_correct"),
    path("papers/", emergency_papers.papers, name="papers"),
    path("papers/new/", emergency_papers.add, name="paper_add"),
    path("papers/<uuid:root>/", emergency_papers.paper, name="paper"),
    path("papers/<uuid:root>/change/", emergency_papers.change, name="paper_change"),
    path("<uuid:emergency_id>/", emergency_home.emergency, name="emergency"),
    path("<uuid:emergency_id>/practice/", emergency_practice.add, name="add_practice"),
    path("<uuid:emergency_id>/prolong/", emergency_declaring.prolong, name="prolong_emergency"),
    path("<uuid:emergency_id>/end/", emergency_declaring.stand_down, name="end_emergency"),
    path("<uuid:emergency_id>/report/", emergency_closing.report, name="emergency_report"),
    path("<uuid:emergency_id>/matrix/", emergency_groups.matrix, name="emergency_matrix"),
]
