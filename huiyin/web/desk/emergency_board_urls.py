"""The addresses of the board of emergency petitions and of screening."""

from django.urls import URLPattern, path

from huiyin.web.desk import emergency_board, emergency_screening

urlpatterns: list[URLPattern] = [
    path("board/", emergency_board.board, name="emergency_board"),
    path("board/<uuid:group_id>/", emergency_board.board, name="emergency_inbox"),
    path("screening/", emergency_screening.screening, name="screening"),
    path("screening/<uuid:petition_id>/", emergency_screening.decide, name="screen"),
]
