"""属地. Places and their names: a division is called after the government that answers for it."""

from collections.abc import Iterable

from huiyin.organisations.models import Office
from huiyin.rules.terms import OfficeKind

PLACES = (OfficeKind.GOVERNMENT, OfficeKind.TOWNSHIP)
_GOVERNMENT = "人民政府"


def place_name(government: Office) -> str:
    """「河口县」, for 河口县人民政府."""
    return named_after(government.name)


def named_after(government: str) -> str:
    """The name of a place, from that of its government."""
    return government.removesuffix(_GOVERNMENT)


def place_names(offices: Iterable[Office]) -> dict[str, str]:
    """The names of divisions, by those of the offices that govern one."""
    return {each.division: place_name(each) for each in offices if each.kind in PLACES}


def path_above(path: str) -> str:
    """The path of what stands right above: for a bureau or a department, of its government."""
    return path.rstrip("/").rsplit("/", 1)[0] + "/"
