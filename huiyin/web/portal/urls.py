"""The addresses of the citizen's pages; none of them holds anything personal."""

from django.urls import path

from huiyin.web.portal import (
    views_answers,
    views_appointments,
    views_notices,
    views_own,
    views_petition,
    views_public,
    views_receipt,
    views_review,
    views_statistics,
    views_submit,
    views_track,
)

app_name = "portal"

urlpatterns = [
    path("", views_public.home, name="home"),
    path("ways", views_public.ways, name="ways"),
    path("guide", views_public.guides, name="guides"),
    path("guide/<slug:slug>", views_public.guide, name="guide"),
    path("notices", views_notices.notices, name="notices"),
    path("notices/<uuid:root>", views_notices.notice, name="notice"),
    path("notices/<uuid:root>.pdf", views_notices.paper, name="notice_paper"),
    path("answers", views_answers.answers, name="answers"),
    path("answers/<uuid:root>", views_answers.answer, name="answer"),
    path("appointments", views_appointments.appointments, name="appointments"),
    path("appointments/own", views_appointments.own, name="appointment_own"),
    path("statistics", views_statistics.statistics, name="statistics"),
    path("statistics/<int:year>", views_statistics.statistics, name="statistics_of"),
    path("privacy", views_public.privacy, name="privacy"),
    path("lost-code", views_public.lost, name="lost"),
    path("preferences", views_public.preferences, name="preferences"),
    path("submit", views_submit.submit, name="submit"),
    path("submit/confirm", views_submit.confirm, name="confirm"),
    path("receipt", views_receipt.receipt, name="receipt"),
    path("track", views_track.track, name="track"),
    path("petition", views_petition.petition, name="petition"),
    path("petition/supplement", views_petition.supplement, name="supplement"),
    path("petition/withdraw", views_petition.withdraw, name="withdraw"),
    path("petition/rate", views_petition.rate, name="rate"),
    path("petition/name", views_petition.answer_name, name="answer_name"),
    path("petition/letters/<uuid:letter_id>", views_petition.letter, name="letter"),
    path("petition/own", views_own.own, name="own"),
    path("petition/own/copy", views_own.copy, name="own_copy"),
    path("petition/own/correction", views_own.correction, name="correction"),
    path("petition/review", views_review.application, name="review"),
    path("petition/parts/<uuid:part_id>", views_track.part, name="part"),
    path("petition/whole", views_track.whole, name="whole"),
    path("petition/leave", views_track.leave, name="leave"),
]
