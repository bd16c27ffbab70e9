"""The addresses of duty at the desk."""

from django.urls import path

from huiyin.web.desk import (
    duty_desks,
    duty_feed,
    duty_forecast,
    duty_home,
    duty_leave,
    duty_month,
    duty_planning,
)

urlpatterns = [
    path("", duty_home.duty, name="duty"),
    path("check-in/", duty_home.check_in, name="duty_check_in"),
    path("month/", duty_month.month, name="duty_month"),
    path("desks/", duty_desks.desks, name="duty_desks"),
    path("volume/", duty_desks.volume, name="duty_volume"),
    path("forecast/", duty_forecast.forecast, name="duty_forecast"),
    path("feed/", duty_feed.feed, name="duty_feed"),
    path("feed/<slug:feed>.ics", duty_feed.calendar, name="duty_calendar"),
    path("leave/", duty_leave.leave, name="duty_leave"),
    path("posts/new/", duty_planning.add_post, name="duty_post_add"),
    path("posts/<uuid:duty_post_id>/", duty_planning.change_post, name="duty_post"),
    path("posts/<uuid:duty_post_id>/fill/", duty_planning.fill, name="duty_fill"),
    path("posts/<uuid:duty_post_id>/undo/", duty_planning.undo, name="duty_undo"),
    path("posts/<uuid:duty_post_id>/place/", duty_planning.place, name="duty_place"),
    path("shifts/<uuid:shift_id>/", duty_home.shift, name="duty_shift"),
    path("shifts/<uuid:shift_id>/cancel/", duty_planning.cancel, name="duty_cancel"),
    path("alerts/<uuid:alert_id>/", duty_home.seen, name="duty_alert"),
    path("swaps/<uuid:swap_id>/", duty_home.swap, name="duty_swap"),
    path("handovers/<uuid:handover_id>/", duty_home.take, name="duty_take"),
]
