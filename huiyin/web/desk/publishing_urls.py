"""Addresses of what an office tells and offers: ways in that are closed."""

from django.urls import path

from huiyin.web.desk import closures

urlpatterns = [
    path("closures/", closures.closures, name="closures"),
    path("closures/<uuid:way_id>/", closures.close, name="close_way"),
]
