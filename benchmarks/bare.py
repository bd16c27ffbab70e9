"""The measure: Django views with nothing around them, one INSERT and one page of 50 rows."""

import json
import os

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from huiyin.rules.ids import new_id

PAGE = """
select receipt, next_due, state from petitions_petition
where state = 'served' and registering_id = %s
order by urgent desc, next_due, id limit 50
"""


def create(request: HttpRequest) -> HttpResponse:
    """Read JSON, write one row, answer."""
    body = json.loads(request.body)
    row = new_id()
    with connection.cursor() as cursor:
        cursor.execute("insert into bare_row values (%s, now(), %s)", [row, body["request"]])
    return _whole(JsonResponse({"id": str(row)}, status=201))


def page(request: HttpRequest) -> HttpResponse:
    """One page of the same list, by its index, without a template."""
    with connection.cursor() as cursor:
        cursor.execute(PAGE, [request.GET["office"]])
        rows = cursor.fetchall()
    cells = "".join(
        f"<tr><td>{number}</td><td>{due}</td><td>{state}</td></tr>" for number, due, state in rows
    )
    return _whole(HttpResponse(f"<table>{cells}</table>"))


def _whole(response: HttpResponse) -> HttpResponse:
    """The answer with its length, which CommonMiddleware would tell."""
    response.headers["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("create", create), path("page", page)]

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare_settings"
application = get_wsgi_application()
