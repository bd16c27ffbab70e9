"""Addresses of what an office tells: notices written and received, ways in that are closed."""

from django.urls import path

from huiyin.web.desk import closures, notices, notices_received

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.new, name="notice_new"),
    path("notices/received/", notices_received.received, name="received"),
    path("notices/received/<uuid:delivery_id>/", notices_received.delivery, name="delivery"),
    path("notices/<uuid:root>/", notices.notice, name="notice"),
    path("notices/<uuid:root>/change/", notices.change, name="notice_change"),
    path("notices/<uuid:root>/remind/", notices.remind, name="notice_remind"),
    path("notices/papers/<uuid:notice_id>.pdf", notices.paper, name="notice_paper"),
    path("closures/", closures.closures, name="closures"),
    path("closures/<uuid:way_id>/", closures.close, name="close_way"),
    path("closures/<uuid:closure_id>/reopen/", closures.reopen, name="reopen_way"),
]
