"""Every predicate of a query by its name, and the same query without one of them.

What is and-ed is a restriction: without it more is found. What is or-ed is a way in: without it
less is. The queries within, of `Exists` and `in`, are taken apart like the outer one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Exists
from django.db.models.expressions import Col
from django.db.models.sql.query import Query
from django.db.models.sql.where import OR, WhereNode

DEEPER = " > "
NOTHING = "in nothing"  # Django's way to say that there is no such way in: nothing to take away


def predicates(query: Query) -> dict[str, list[tuple[WhereNode, Any]]]:
    """Each predicate by name, and wherever it stands; of its own kind there may be several."""
    found: dict[str, list[tuple[WhereNode, Any]]] = {}
    for name, node, child in _in(query.where, ""):
        found.setdefault(name, []).append((node, child))
    return found


@contextmanager
def without(places: list[tuple[WhereNode, Any]]) -> Iterator[None]:
    """The query that these places are of, while they are taken out of it."""
    before = [(node, list(node.children)) for node, _child in places]
    for node, child in places:
        node.children = [each for each in node.children if each is not child]
    try:
        yield
    finally:
        for node, children in reversed(before):
            node.children = children


def _in(node: WhereNode, path: str) -> Iterator[tuple[str, WhereNode, Any]]:
    for child in node.children:
        name = path + said(child)
        if NOTHING in name:
            continue
        if len(node.children) > 1:
            yield name, node, child
        # A way in among others is called the same whichever others a viewer has.
        is_passed = isinstance(child, WhereNode) and (child.connector == OR or not _is_many(child))
        yield from _beneath(child, path if is_passed else name + DEEPER)


def _beneath(child: Any, path: str) -> Iterator[tuple[str, WhereNode, Any]]:  # noqa: ANN401
    if isinstance(child, WhereNode):
        yield from _in(child, path)
    elif (inner := _query_in(_bare(child))) is not None:
        yield from _in(inner.where, path)


def _is_many(node: WhereNode) -> bool:
    return len(node.children) > 1


def _query_in(child: Any) -> Query | None:  # noqa: ANN401 (a lookup or an expression of Django's)
    inner = child.query if isinstance(child, Exists) else getattr(child, "rhs", None)
    return inner if isinstance(inner, Query) else None


def _bare(child: Any) -> Any:  # noqa: ANN401 (a node, a lookup or an expression of Django's)
    """An `Exists` that Django compares with true is that `Exists`."""
    left = getattr(child, "lhs", None)
    return left if isinstance(left, Exists) and child.rhs is True else child


def said(child: Any) -> str:  # noqa: ANN401 (a node, a lookup or an expression of Django's)
    """What a predicate asks, in a line; a long list of ways in by the first of them."""
    if isinstance(child, WhereNode):
        return ("not " if child.negated else "") + _node(child)
    one = _bare(child)
    inner = _query_in(one)
    if inner is None:
        return f"{_left(one)} {one.lookup_name} {_right(one)}"
    asked = ", ".join(said(each) for each in inner.where.children if _is_told(each))
    verb = "exists" if isinstance(one, Exists) else f"{_left(one)} in"
    return f"{verb} {inner.get_meta().db_table}({asked})"


def _node(node: WhereNode) -> str:
    first = said(node.children[0])
    return f"({first} {node.connector.lower()} …)" if _is_many(node) else f"({first})"


def _is_told(child: Any) -> bool:  # noqa: ANN401 (a node, a lookup or an expression of Django's)
    return not _is_or(child) or NOTHING in said(child)


def _is_or(child: object) -> bool:
    return isinstance(child, WhereNode) and child.connector == OR and _is_many(child)


def _left(child: Any) -> str:  # noqa: ANN401 (a lookup of Django's)
    column = child.lhs
    return str(column.target.name) if isinstance(column, Col) else str(column)


def _right(child: Any) -> str:  # noqa: ANN401 (a lookup of Django's)
    value = child.rhs
    if isinstance(value, list | tuple | set | frozenset):
        is_nothing = not value and isinstance(child.lhs, Col) and child.lhs.target.primary_key
        return "nothing" if is_nothing else "…"
    if "Ref" in type(value).__name__ or isinstance(value, Col):
        return "outer"
    return str(value) if isinstance(value, bool | str) and "/" not in str(value) else "…"
