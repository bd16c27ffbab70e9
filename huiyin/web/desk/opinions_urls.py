"""The addresses of opinions: themes, the petitions in them, proposals."""

from django.urls import URLPattern, path

from huiyin.web.desk import opinions_gathering, opinions_home, opinions_papers, opinions_theme

urlpatterns: list[URLPattern] = [
    path("", opinions_home.home, name="opinions"),
    path("join/", opinions_gathering.join, name="join_theme"),
    path("themes/new/", opinions_theme.add, name="theme_add"),
    path("themes/<uuid:theme_id>/", opinions_theme.theme, name="theme"),
    path("themes/<uuid:theme_id>/change/", opinions_theme.change, name="theme_change"),
    path("themes/<uuid:theme_id>/gather/", opinions_gathering.gather, name="gather"),
    path("themes/<uuid:theme_id>/propose/", opinions_papers.add, name="proposal_add"),
    path("proposals/<uuid:root>/", opinions_papers.proposal, name="proposal"),
    path("proposals/<uuid:root>/change/", opinions_papers.change, name="proposal_change"),
    path(
        "proposals/papers/<uuid:proposal_id>.<slug:form>",
        opinions_papers.paper,
        name="proposal_paper",
    ),
]
