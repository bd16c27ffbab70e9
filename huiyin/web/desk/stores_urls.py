"""The addresses of supplies and of places at the desk."""

from django.urls import path

from huiyin.web.desk import sites_door, sites_home, supplies_home, supplies_moving

urlpatterns = [
    path("supplies/", supplies_home.home, name="supplies"),
    path("supplies/new/", supplies_home.add, name="supply_add"),
    path("supplies/ledger/", supplies_home.ledger, name="supplies_ledger"),
    path("supplies/requests/<uuid:ask_id>/", supplies_home.decide, name="supply_decide"),
    path("supplies/lots/<uuid:lot_id>/scrap/", supplies_moving.scrap, name="supply_scrap"),
    path("supplies/moves/<uuid:move_id>/<slug:mending>/", supplies_moving.mend, name="supply_mend"),
    path("supplies/<uuid:supply_id>/", supplies_home.supply, name="supply"),
    path("supplies/<uuid:supply_id>/change/", supplies_home.change, name="supply_change"),
    path("supplies/<uuid:supply_id>/ask/", supplies_moving.ask, name="supply_ask"),
    path("supplies/<uuid:supply_id>/receive/", supplies_moving.receive, name="supply_receive"),
    path("supplies/<uuid:supply_id>/issue/", supplies_moving.issue, name="supply_issue"),
    path("sites/", sites_home.home, name="sites"),
    path("sites/setup/", sites_home.setup, name="sites_setup"),
    path("sites/door/", sites_door.door, name="sites_door"),
    path("sites/log/", sites_home.log, name="sites_log"),
    path("sites/<uuid:site_id>/late/", sites_home.late, name="site_late"),
]
