"""Addresses of the three administrators, each of whom finds only his own."""

from django.urls import path

from huiyin.web.desk import (
    admin_audit,
    admin_categories,
    admin_duties,
    admin_guides,
    admin_health,
    admin_offices,
    admin_pages,
    admin_people,
    admin_posts,
    admin_published,
    admin_tree,
)

urlpatterns = [
    path("", admin_pages.admin, name="admin"),
    path("offices/", admin_offices.offices, name="offices"),
    path("offices/<uuid:office_id>/", admin_offices.office, name="office"),
    path("offices/<uuid:office_id>/switch/", admin_offices.switch, name="office_switch"),
    path("offices/<uuid:office_id>/add/", admin_tree.add, name="office_add"),
    path("offices/<uuid:office_id>/rename/", admin_tree.rename, name="office_rename"),
    path("offices/<uuid:office_id>/move/", admin_tree.move, name="office_move"),
    path("offices/<uuid:office_id>/end/", admin_tree.end, name="office_end"),
    path("duties/", admin_duties.who_answers, name="duties"),
    path("duties/add/", admin_duties.add, name="duty_add"),
    path("duties/<uuid:duty_id>/end/", admin_duties.end, name="duty_end"),
    path("categories/", admin_categories.categories, name="categories"),
    path("categories/<slug:code>/", admin_categories.category, name="category"),
    path("published/", admin_published.overview, name="published"),
    path("published/new-guide/", admin_guides.add, name="guide_add"),
    path("published/guide/<slug:slug>/", admin_guides.change, name="guide_change"),
    path("published/ways/<uuid:way_id>/", admin_published.change, name="way_change"),
    path("published/<uuid:office_id>/", admin_published.office, name="ways"),
    path("published/<uuid:office_id>/add/", admin_published.add, name="way_add"),
    path("calendars/", admin_health.calendars, name="calendars"),
    path("health/", admin_health.health, name="health"),
    path("people/", admin_people.people, name="people"),
    path("people/new/", admin_people.new, name="person_new"),
    path("people/<uuid:person_id>/", admin_people.person, name="person"),
    path("people/<uuid:person_id>/post/", admin_posts.give, name="post_give"),
    path("people/<uuid:person_id>/<slug:deed>/", admin_people.do, name="person_do"),
    path("posts/<uuid:post_id>/end/", admin_posts.end, name="post_end"),
    path("accesses/", admin_audit.accesses, name="accesses"),
    path("verification/", admin_audit.verification, name="verification"),
]
