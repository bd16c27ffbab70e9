"""Templates folded for one language say what Django's own say, whatever a page gives them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Engine, Template
from django.template.engine import Engine as DjangoEngine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.test import override_settings
from django.utils.safestring import mark_safe
from django.utils.translation import override

from huiyin.rules.terms import State

PAGES = {
    "words": '{% load i18n %}<b>{% translate "保存" %}</b> {% comment %}x{% endcomment %}',
    "trimmed": "{% load i18n %}{% blocktranslate trimmed %}\n  保存\n{% endblocktranslate %}",
    "counted": "{% load i18n %}{% blocktranslate count n=number %}{{ n }} 件{% plural %}{{ n }} 件"
    "{% endblocktranslate %}",
    "named": '{% load i18n %}{% translate "、" as comma %}{{ pair|join:comma }}',
    "address": '<a href="{% url "desk:account" %}">{{ text }}</a>',
    "address of": '{% url "desk:list" name %}',
    "file": '{% load static %}{% static "huiyin/mark.svg" %}',
    "values": "{{ text }}{{ safe }}{{ number }}{{ none }}{{ missing }}{{ day }}{{ at }}{{ term }}",
    "inside": "{{ row.number }}{{ row.of.text }}{{ row.missing.text }}{{ map.text }}{{ pair.0 }}"
    "{{ row.call }}{{ map.items }}{{ row.of }}{{ text.upper }}",
    "open": "{% autoescape off %}{{ text }}{{ row.number }}{% endautoescape %}",
    "loops": "{% for one, other in pairs %}{{ forloop.counter }}{{ one }}{{ other }}{% empty %}-"
    "{% endfor %}{% for row in none %}{% empty %}{{ text }}{% endfor %}",
    "choices": '{% load i18n %}{% if number == 2 %}{% translate "保存" %}{% else %}{{ text }}'
    "{% endif %}{% if row.number %}{{ row.number }}{% endif %}",
    "part": '{% load i18n %}{% translate "保存" %} {{ text }} {{ more }}\n',
    "whole": '{% include "part" %}{% include "part" with text=row.number more=2 %}'
    '{% include "part" with text="&" only %}{% include chosen %}',
    "deep": '{% for one, other in pairs %}{% include "whole" with more=one %}{% endfor %}',
    "again": '{{ text }}{% if left %}{% include "again" with left=none %}{% endif %}',
    "frame": "<p>{% block main %}{{ text }}{% endblock %}</p>",
    "page": '{% extends "frame" %}{% block main %}{{ block.super }} {{ row.number }}{% endblock %}',
    "framed": '{% include "page" %}',
}
LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "static": "django.templatetags.static",
}
GIVEN: dict[str, Any] = {
    "text": "<水 & 'x'>",
    "safe": mark_safe("<i>水</i>"),
    "number": 2,
    "none": None,
    "day": date(2026, 2, 7),
    "at": datetime(2026, 2, 7, 8, 0, tzinfo=UTC),
    "term": State.RECEIVED,
    "name": "to-do",
    "row": SimpleNamespace(number="<1>", of=SimpleNamespace(text="&"), call=lambda: "<called>"),
    "map": {"text": "<2>"},
    "pair": ["<a>", "b"],
    "pairs": [("<1>", 1), (mark_safe("<2>"), State.CLOSED)],
    "chosen": "part",
    "left": True,
}
LOCAL = ("django.template.loaders.locmem.Loader", PAGES)
FOLDING = Engine(loaders=[("huiyin.web.folding.Loader", [LOCAL])], libraries=LIBRARIES)
PLAIN = Engine(loaders=[("django.template.loaders.cached.Loader", [LOCAL])], libraries=LIBRARIES)


def shown(engine: DjangoEngine, name: str) -> str:
    return engine.get_template(name).render(Context(dict(GIVEN)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_folded_page_says_the_same(name: str, language: str) -> None:
    with override(language), override_settings(ROOT_URLCONF="huiyin.config.urls_desk"):
        said = shown(PLAIN, name)
        assert shown(FOLDING, name) == said
        assert shown(FOLDING, name) == said, "nor the second time"


def test_each_language_has_its_own_words_and_each_site_its_addresses() -> None:
    with override("zh-hans"):
        assert "保存" in shown(FOLDING, "words")
    with override("en"):
        assert "保存" not in shown(FOLDING, "words")
    pages = {"home": '{% url "desk:home" %}'}
    local = ("django.template.loaders.locmem.Loader", pages)
    engine = Engine(loaders=[("huiyin.web.folding.Loader", [local])])
    with override_settings(ROOT_URLCONF="huiyin.config.urls_desk"):
        assert engine.get_template("home").render(Context()) == "/"
    with override_settings(ROOT_URLCONF="huiyin.config.urls_portal"), pytest.raises(Exception):  # noqa: B017, PT011
        engine.get_template("home").render(Context())


def test_no_word_of_a_page_is_looked_up_while_it_is_shown() -> None:
    template: Template = FOLDING.get_template("words")
    assert [type(node).__name__ for node in template.nodelist] == ["TextNode"]
    chosen = FOLDING.get_template("choices").nodelist
    for kind in (TranslateNode, BlockTranslateNode):
        assert not chosen.get_nodes_by_type(kind)
