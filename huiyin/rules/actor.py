"""Who did it: a frozen name tag that every layer can carry without knowing accounts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The person, citizen or job that takes a step, as it stood at that moment."""

    id: str
    name: str
    post: str
    office: str


CITIZEN = Actor(id="petitioner", name="信访人", post="petitioner", office="")


def job(name: str) -> Actor:
    """The actor of a background job."""
    return Actor(id=f"job:{name}", name="系统", post="system", office="")
