"""Templates as they are read for one language: what is the same for every reader stands in as text.

A page of the desk holds some two hundred words, addresses and names of files that no reader
changes. Looked up for each page they cost as much as its rows; here each is looked up when its
template is read, once in a process for each language and site. What a page does say of its own is
mostly a plain text, and is said without asking what else it might be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Origin,
    TextNode,
    TokenType,
    VariableNode,
)
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Folding(base.Loader):
    """Folds each template that it reads."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """The template of its file, folded for the language in force."""
        template: Template = super().get_template(template_name, skip)
        context = Context()
        with context.bind_template(template):
            _fold(template.nodelist, context)
        return template


class Loader(cached.Loader, Folding):
    """Django's cache of templates, each kept once for every language and site."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """The template's name with all that its folded words depend on."""
        site = get_urlconf() or settings.ROOT_URLCONF
        name = super().cache_key(template_name, skip)
        return f"{get_language()} {site} {get_script_prefix()} {name}"


def _fold(nodes: NodeList, context: Context) -> None:
    """Write in what is known already, here and in everything below."""
    folded: list[Node] = []
    for node in nodes:
        text = _text_of(node, context)
        if text is None:
            for below in _below(node):
                _fold(below, context)
            folded.append(_quick(node, context))
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + text)
        elif text:
            folded.append(TextNode(text))
    nodes[:] = folded


def _text_of(node: Node, context: Context) -> str | None:
    """What a node comes to on every page in this language; None where that depends on the page."""
    if isinstance(node, TextNode):
        return node.s
    if not _is_foreknown(node):
        return None
    try:
        return str(node.render(context))
    except (NoReverseMatch, ValueError):
        return None  # an address or a file that this site has not: told to who comes there


def _is_foreknown(node: Node) -> bool:
    """Whether nothing of a page changes what a node says."""
    match node:
        case LoadNode() | CommentNode():
            return True
        case TranslateNode():
            if node.asvar or node.message_context or node.filter_expression.filters:
                return False
            return node.filter_expression.var.lookups is None
        case BlockTranslateNode():
            if node.asvar or node.message_context or node.extra_context or node.countervar:
                return False
            return all(each.token_type is TokenType.TEXT for each in node.singular)
        case URLNode():
            given = node.args or node.kwargs or node.asvar
            return not given and _is_constant(node.view_name)
        case StaticNode():
            return node.varname is None and _is_constant(node.path)
        case _:
            return False


class PlainNode(VariableNode):
    """`{{ row.number }}`: a text at once; a number, a day, a call or nothing as Django does."""

    def __init__(self, filter_expression: FilterExpression) -> None:
        super().__init__(filter_expression)
        self._first, *self._further = filter_expression.var.lookups

    def render(self, context: Context) -> str:
        """The text, escaped unless it is safe."""
        value = self._found(context)
        kind = type(value)
        if kind is SafeString:
            return str(value)
        if kind is str and context.autoescape:
            return escape(value)
        return str(super().render(context))

    def _found(self, context: Context) -> Any:  # noqa: ANN401
        """What the names lead to, as far as only attributes are on the way; else None."""
        value: Any = context.get(self._first)
        for name in self._further:
            if hasattr(type(value), "__getitem__") or callable(value):
                return None
            value = getattr(value, name, None)
        return value


class WithinNode(Node):
    """`{% include "a.html" with b=c %}`, read once with the template around it."""

    def __init__(self, nodelist: NodeList, given: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self._given = given

    def render(self, context: Context) -> str:
        """The included nodes, with the names that are given."""
        values = {name: given.resolve(context) for name, given in self._given.items()}
        with context.push(**values):
            return str(self.nodelist.render(context))


def _quick(node: Node, context: Context) -> Node:
    """A node that says the same sooner, where there is one."""
    if type(node) is VariableNode and not node.filter_expression.filters:
        lookups = getattr(node.filter_expression.var, "lookups", None)
        return PlainNode(node.filter_expression) if lookups else node
    if type(node) is IncludeNode and _is_constant(node.template) and not node.isolated_context:
        return _within(node, context)
    return node


def _within(node: IncludeNode, context: Context) -> Node:
    """What it includes in its place; not itself, and nothing with blocks of its own."""
    template: Any = context.template
    name = node.template.var
    if name == template.name:
        return node
    try:
        included = template.engine.get_template(name)
    except TemplateDoesNotExist:
        return node
    if included.nodelist.get_nodes_by_type((BlockNode, ExtendsNode)):
        return node
    return WithinNode(included.nodelist, node.extra_context)


def _is_constant(expression: FilterExpression) -> bool:
    return not expression.is_var and not expression.filters


def _below(node: Node) -> Iterator[NodeList]:
    """The lists of nodes inside a node, each the one that it renders."""
    if isinstance(node, IfNode):
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
        return
    parts: Iterable[object] = (getattr(node, name, None) for name in node.child_nodelists)
    yield from (each for each in parts if isinstance(each, NodeList))
