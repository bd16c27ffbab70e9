"""C7: petitions full of hostile words, and every page that somebody reaches from the first one."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import cast
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from huiyin.petitions.actions import citizen
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Petition
from huiyin.rules.terms import State
from tests.documents.hostile import picture
from tests.make import a_petition, later
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, LEADER, Person, petitioner
from tests.verification.reading_pages import seen_on
from tests.verification.sending import DESK, PORTAL
from tests.verification.vectors import MARK
from tests.web.desk import desk_of, text
from tests.web.forms import Form, forms_of
from tests.web.portal import open_petition

READERS = (CLERK, HANDLER, DISPATCHER, LEADER, HEAD)
A_FIELD = 40  # vectors in each of the long fields
_LINK = re.compile(r'href="(/[^"#]*)"')
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
# Leaves the site, or is no page.
_APART = re.compile(r"/(static|signout|logout|language|api)/|\.(pdf|docx|xlsx|ics|jpg)$|/files/")


@dataclass
class Seen:
    """What was looked at: pairs of a vector and a sink, faults, and pages that hold every pair.

    A sink is a kind of page or answer of a site, whoever reads it; `by_reader` counts it once for
    each reader.
    """

    pairs: set[tuple[str, str]] = field(default_factory=set)
    by_reader: set[tuple[str, str, str]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    looked_at: int = 0
    pages: list[HttpResponse] = field(default_factory=list)
    _held: set[tuple[str, str]] = field(default_factory=set)

    def note(
        self, sink: str, answer: HttpResponse, known: Mapping[str, str], who: str = ""
    ) -> None:
        """Look at an answer."""
        place = f"{who} {sink}".strip()
        if answer.status_code >= 500:
            self.faults.append(f"{place}: {answer.status_code}")
        kind = answer.get("Content-Type", "")
        if kind.startswith("text/html"):
            page = text(answer)
            shown, faults = seen_on(page, known)
            self.looked_at += 1
            self._keep(sink, page, answer)
        elif kind.startswith("application/json"):
            shown, faults = _seen_in_json(answer, known)
        else:
            return
        self.pairs |= {(mark, sink) for mark in shown}
        self.by_reader |= {(mark, sink, who) for mark in shown}
        self.faults += [f"{place}: {fault}" for fault in faults]

    def _keep(self, sink: str, page: str, answer: HttpResponse) -> None:
        """Keep a page for the browser that holds a vector where no page before it held it."""
        held = {(mark, sink) for mark in MARK.findall(page)}
        if held - self._held:
            self._held |= held
            self.pages.append(answer)


def _seen_in_json(answer: HttpResponse, known: Mapping[str, str]) -> tuple[set[str], list[str]]:
    """Words in JSON are words as long as nobody takes it for a page."""
    guarded = answer.get("X-Content-Type-Options") == "nosniff"
    whole = json.dumps(json.loads(answer.content), ensure_ascii=False)
    shown = {
        mark
        for mark in set(MARK.findall(whole))
        if json.dumps(known[mark], ensure_ascii=False)[1:-1] in whole
    }
    return shown, [] if guarded else ["JSON that may be guessed"]


def planted(known: Mapping[str, str], states: tuple[State, ...]) -> list[Petition]:
    """Petitions whose words, together, hold every vector, in each of these states."""
    every = list(known.values())
    groups = [every[start : start + 3 * A_FIELD] for start in range(0, len(every), 3 * A_FIELD)]
    return [_petition(state, group) for group in groups for state in states]


def _petition(state: State, group: list[str]) -> Petition:
    short = [each for each in group if len(each) <= 90]
    request, facts, reasons = (
        "\n".join(group[start : start + A_FIELD]) for start in (0, A_FIELD, 2 * A_FIELD)
    )
    name, address, about, place, attached = short[:5]
    petition = a_petition(
        state,
        request=request or short[5],
        facts=facts,
        reasons=reasons,
        name=name,
        address=address,
        complained_about=about,
        place_detail=place,
        files=(IncomingFile(f"{attached}.png", picture("PNG")),),
    )
    if state not in (State.CLOSED, State.WITHDRAWN):
        more = {"words": "\n".join(group[:A_FIELD]), "by": petitioner(petition)}
        citizen.supplement(petition.pk, at=later(petition), **more)  # type: ignore[arg-type]
    return petition


# -- pages, from link to link ----------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """How far it is looked: by how many people, pages of a kind, and pages in all."""

    readers: int
    of_a_kind: int
    pages: int


def crawl(
    client: Client, first: list[str], who: str, known: Mapping[str, str], seen: Seen, reach: Reach
) -> list[str]:
    """Every page that links lead to, as far as the reach goes; gives their addresses."""
    waiting, met, of_a_kind = list(first), set(first), Counter[str]()
    visited: list[str] = []
    while waiting and len(visited) < reach.pages:
        address = waiting.pop(0)
        kind = _ID.sub("*", address.partition("?")[0])
        of_a_kind[kind] += 1
        if of_a_kind[kind] > reach.of_a_kind or _APART.search(address.partition("?")[0]):
            continue
        answer = cast(HttpResponse, client.get(address))
        sink = f"{settings.ROOT_URLCONF} {kind}"
        seen.note(sink, answer, known, who)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        visited.append(address)
        plain = cast(HttpResponse, client.get(address, headers={"Accept": "application/json"}))
        if plain["Content-Type"].startswith("application/json"):
            seen.note(f"{sink} JSON", plain, known, who)
        for link in _LINK.findall(text(answer)):
            found = urljoin(address, unescape(link))
            if found not in met:
                met.add(found)
                waiting.append(found)
    return visited


def crawl_desk(
    petitions: list[Petition], known: Mapping[str, str], seen: Seen, reach: Reach
) -> dict[Person, list[str]]:
    """All that staff reach; the addresses by who reached them."""
    first = [*(f"/petitions/{each.pk}/" for each in petitions), "/"]
    with override_settings(ROOT_URLCONF=DESK):
        return {
            who: crawl(desk_of(who), first, who.username, known, seen, reach)
            for who in READERS[: reach.readers]
        }


def crawl_portal(
    petitions: list[Petition], known: Mapping[str, str], seen: Seen, reach: Reach
) -> dict[Client, list[str]]:
    """All that the petitioners reach."""
    reached = {}
    with override_settings(ROOT_URLCONF=PORTAL):
        for each in petitions:
            client = open_petition(Client(), each)
            reached[client] = crawl(client, ["/petition", "/"], "citizen", known, seen, reach)
    return reached


# -- forms that are sent back ----------------------------------------------------------------------


def echo(forms: list[Form], rounds: int, known: Mapping[str, str], seen: Seen) -> None:
    """Send every form full of vectors, so many times with others; look at what comes back."""
    every = list(known.values())
    place = 0
    for form in forms:
        names = [name for name in form.fields if name not in ("key", "draft", "version", "seen")]
        for turn in range(rounds):
            # One field stays as it was: nothing else may show what stands behind it.
            kept = names[turn % len(names)] if turn and names else ""
            fields = dict(form.fields)
            for name in names:
                if name != kept:
                    fields[name] = [every[place % len(every)]]
                    place += 1
            point = transaction.savepoint()
            body = urlencode(fields, doseq=True)
            sent = "application/x-www-form-urlencoded"
            answer = cast(HttpResponse, form.client.post(form.where, body, content_type=sent))
            at = f"{_ID.sub('*', form.where)} {sorted(form.fields)}"
            seen.note(f"form {at}", answer, known)
            if answer.status_code == 302:
                after = cast(HttpResponse, form.client.get(answer["Location"]))
                seen.note(f"after {at}", after, known)
            transaction.savepoint_rollback(point)


def forms_reached(reached: Mapping[Client, list[str]], most: int) -> list[Form]:
    """The forms on these pages, each kind once."""
    kinds: dict[str, Form] = {}
    for client, pages in reached.items():
        for form in forms_of(client, pages):
            kinds.setdefault(f"{_ID.sub('*', form.where)} {sorted(form.fields)}", form)
    return list(islice(kinds.values(), most))


def ask(known: Mapping[str, str], seen: Seen, most: int) -> None:
    """Questions in the address: what was searched, filtered and not found."""
    places = {
        DESK: ("/search/?q={}", "/go/?number={}", "/lists/to-forward/?office={}", "/{}/",
               "/petitions/?x={}"),
        PORTAL: ("/track?number={}", "/guide/{}", "/answers?q={}", "/{}", "/preferences?next={}"),
    }  # fmt: skip
    for site, addresses in places.items():
        with override_settings(ROOT_URLCONF=site):
            client = desk_of(CLERK) if site == DESK else Client()
            for vector in islice(known.values(), most):
                for address in addresses:
                    quoted = urlencode({"": vector}).removeprefix("=")
                    answer = cast(HttpResponse, client.get(address.format(quoted)))
                    seen.note(f"{site} asked {address}", answer, known)


# -- all of it -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Breadth:
    """How much is looked at: states, pages, questions, forms of either site, and rounds of each."""

    states: tuple[State, ...]
    reach: Reach
    questions: int
    portal_forms: int
    desk_forms: int
    rounds: int


def look_everywhere(known: Mapping[str, str], breadth: Breadth) -> Seen:
    """Plant every vector; every page that is reached, every question and every form sent back."""
    seen, petitions = Seen(), planted(known, breadth.states)
    by_staff = crawl_desk(petitions, known, seen, breadth.reach)
    by_citizens = crawl_portal(petitions, known, seen, breadth.reach)
    ask(known, seen, breadth.questions)
    with override_settings(ROOT_URLCONF=PORTAL):
        echo(forms_reached(by_citizens, breadth.portal_forms), breadth.rounds, known, seen)
    with override_settings(ROOT_URLCONF=DESK):
        staff = {desk_of(who): pages for who, pages in by_staff.items()}
        echo(forms_reached(staff, breadth.desk_forms), breadth.rounds, known, seen)
    return seen
