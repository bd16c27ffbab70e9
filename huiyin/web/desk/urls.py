"""The addresses of the desk: lists, petitions and their steps; sign-in and administration."""

from django.urls import URLPattern, URLResolver, include, path

from huiyin.web.desk import (
    bulk,
    deciding,
    exporting,
    exporting_lists,
    exporting_registers,
    figures,
    home,
    inbox,
    intake,
    list_views,
    lists,
    masking,
    period_report,
    petition,
    posting,
    printing,
    replies,
    searching,
    steps,
)

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("waiting/<slug:name>/", home.waiting, name="waiting"),
    path("figures/", figures.figures, name="figures"),
    path("figures/petitions/", figures.behind, name="figures_list"),
    path("figures/period/", period_report.period, name="figures_period"),
    path("search/", searching.search, name="search"),
    path("go/", lists.go, name="go"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("lists/<slug:name>/", lists.worklist, name="list"),
    path("lists/<slug:name>/columns/", list_views.columns, name="columns"),
    path("lists/<slug:name>/views/", list_views.keep, name="keep_view"),
    path("bulk/", bulk.preview, name="bulk"),
    path("bulk/confirm/", bulk.confirm, name="bulk_confirm"),
    path("bulk/<uuid:bulk_id>/", bulk.report, name="bulk_report"),
    path("views/", list_views.views, name="views"),
    path("views/<uuid:view_id>/", list_views.change, name="change_view"),
    path("", include("huiyin.web.desk.publishing_urls")),
    path("replies/", replies.replies, name="replies"),
    path("replies/new/", replies.add, name="reply_add"),
    path("replies/<uuid:root>/", replies.change, name="reply"),
    path("duty/", include("huiyin.web.desk.duty_urls")),
    path("emergency/", include("huiyin.web.desk.emergency_urls")),
    path("emergency/", include("huiyin.web.desk.situation_urls")),
    path("health/", include("huiyin.web.desk.health_urls")),
    path("", include("huiyin.web.desk.stores_urls")),
    path("opinions/", include("huiyin.web.desk.opinions_urls")),
    path("petitions/new/", intake.new, name="new"),
    path("petitions/new/confirm/", intake.confirm, name="confirm"),
    path("petitions/<uuid:petition_id>/slip/", intake.slip, name="slip"),
    path("petitions/<uuid:petition_id>/", petition.petition, name="petition"),
    path("petitions/<uuid:petition_id>/print/", printing.print_petition, name="print"),
    path("lists/<slug:name>/export/", exporting_lists.export_list, name="export_list"),
    path("posting/", posting.posting, name="posting"),
    path("registers/", exporting_registers.registers, name="registers"),
    path("exports/", exporting.exports, name="exports"),
    path("exports/<uuid:export_id>/", exporting.export, name="export"),
    path("exports/<uuid:export_id>/decide/", exporting.decide, name="decide_export"),
    path(
        "exports/<uuid:export_id>/files/<uuid:file_id>/", exporting.export_file, name="export_file"
    ),
    path("petitions/<uuid:petition_id>/limits/", petition.limits, name="limits"),
    path(
        "petitions/<uuid:petition_id>/letters/<uuid:letter_id>.<str:form>",
        petition.letter,
        name="letter",
    ),
    path("petitions/<uuid:petition_id>/files/<uuid:file_id>/", petition.file, name="file"),
    path("petitions/<uuid:petition_id>/files/<uuid:file_id>/mask/", masking.mask, name="mask"),
    path(
        "petitions/<uuid:petition_id>/files/<uuid:file_id>/mask/<int:number>.jpg",
        masking.page_picture,
        name="mask_page",
    ),
    path(
        "petitions/<uuid:petition_id>/requests/<uuid:request_id>/", deciding.decide, name="decide"
    ),
    path("petitions/<uuid:petition_id>/<slug:verb>/", steps.step, name="step"),
    path("emergency/", include("huiyin.web.desk.emergency_board_urls")),
    path("", include("huiyin.web.desk.signin_urls")),
]
