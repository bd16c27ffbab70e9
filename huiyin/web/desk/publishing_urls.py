"""Addresses of what an office tells: notices, answers, closed ways in, appointments."""

from django.urls import path

from huiyin.web.desk import (
    answers,
    appointments,
    appointments_calls,
    closures,
    guides,
    notices,
    notices_received,
)

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.new, name="notice_new"),
    path("notices/received/", notices_received.received, name="received"),
    path("notices/received/<uuid:delivery_id>/", notices_received.delivery, name="delivery"),
    path("notices/<uuid:root>/", notices.notice, name="notice"),
    path("notices/<uuid:root>/change/", notices.change, name="notice_change"),
    path("notices/<uuid:root>/remind/", notices.remind, name="notice_remind"),
    path("notices/papers/<uuid:notice_id>.pdf", notices.paper, name="notice_paper"),
    path("answers/", answers.answers, name="answers"),
    path("answers/new/", answers.new, name="answer_new"),
    path("answers/<uuid:root>/", answers.answer, name="answer"),
    path("guides/", guides.guides, name="guides"),
    path("appointments/", appointments.appointments, name="appointments"),
    path("appointments/offer/", appointments.offer, name="offer"),
    path("appointments/book/", appointments_calls.book, name="appointment_book"),
    path("appointments/to-tell/", appointments_calls.to_tell, name="appointments_to_tell"),
    path(
        "appointments/<uuid:booking_id>/cancel/",
        appointments_calls.cancel,
        name="appointment_cancel",
    ),
    path(
        "appointments/<uuid:booking_id>/arrived/",
        appointments.arrived,
        name="appointment_arrived",
    ),
    path("closures/", closures.closures, name="closures"),
    path("closures/<uuid:way_id>/", closures.close, name="close_way"),
    path("closures/<uuid:closure_id>/reopen/", closures.reopen, name="reopen_way"),
]
