"""What somebody with the whole database in hand may do to the record of a petition."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, LiteralString

from django.utils import timezone
from psycopg import sql

from huiyin.audit import chain
from huiyin.petitions.events import chained
from huiyin.petitions.models import Event, Petition

if TYPE_CHECKING:
    import psycopg

TABLES = ("petitions_event", "petitions_petition", "petitions_words", "statistics_monthlycount")
TEXTS = ("step", "stage", "actor", "actor_post", "office", "before", "after")


def remember(master: psycopg.Connection) -> None:
    """Put a copy of everything aside."""
    each_table(master, "create table kept.{0} as table {0}")


def put_back(master: psycopg.Connection) -> None:
    """Everything as it was."""
    with master.transaction():
        each_table(master, "delete from {0}")
        each_table(master, "insert into {0} select * from kept.{0}")


def each_table(master: psycopg.Connection, statement: LiteralString) -> None:
    for table in TABLES:
        master.execute(sql.SQL(statement).format(sql.Identifier(table)))


@dataclass
class Tampering:
    """A change of the record, on one petition at one place of its story."""

    master: psycopg.Connection
    chance: Random
    petition: Petition
    seq: int

    def change(self, at: int, /, **columns: Any) -> None:
        """Overwrite columns of one event."""
        for name, value in columns.items():
            self.master.execute(
                sql.SQL("update petitions_event set {} = %s where petition_id = %s and seq = %s")
                .format(sql.Identifier(name)),
                [value, self.petition.pk, at],
            )  # fmt: skip

    def remove(self, first: int, last: int) -> None:
        """Take events away."""
        self.master.execute(
            "delete from petitions_event where petition_id = %s and seq between %s and %s",
            [self.petition.pk, first, last],
        )

    def rewrite(self) -> None:
        """Give this event and all after it hashes that fit again, and the petition the last."""
        events = Event.objects.filter(petition=self.petition).order_by("seq")
        before = chain.GENESIS
        for event in events:
            own = bytes(event.hash)
            if event.seq >= self.seq:
                own = chain.link(before, chained(event))
                self.change(event.seq, prev_hash=before, hash=own)
            before = own
        self.head(before)

    def head(self, last: bytes) -> None:
        """Say that the story ends here."""
        words = "update petitions_petition set chain_head = %s where id = %s"
        self.master.execute(words, [last, self.petition.pk])


def edited(one: Tampering) -> int:
    """One column of one row is another."""
    name = one.chance.choice((*TEXTS, "at", "codes", "words_digest", "leg_id", "hash", "prev_hash"))
    value: Any = "x"
    if name == "at":
        value = timezone.now() - timedelta(seconds=one.chance.randrange(10**6))
    elif name == "codes":
        value = json.dumps({"forged": one.chance.random() < 0.5})
    elif name == "leg_id":
        value = str(one.petition.pk)
    elif name in ("words_digest", "hash", "prev_hash"):
        value = one.chance.randbytes(32)
    one.change(one.seq, **{name: value})
    return one.seq


def forged(one: Tampering) -> int:
    """One row is another and its own hash fits."""
    one.change(one.seq, office="forged")
    event = Event.objects.get(petition=one.petition, seq=one.seq)
    one.change(one.seq, hash=chain.link(bytes(event.prev_hash), chained(event)))
    return one.seq + 1


def removed(one: Tampering) -> int:
    one.remove(one.seq, one.seq)
    return one.seq


def emptied(one: Tampering) -> int:
    one.remove(1, 999)
    return 1


def cut_off(one: Tampering) -> int:
    one.remove(one.seq, 999)
    return one.seq


def swapped(one: Tampering) -> int:
    """Two rows that follow each other change places."""
    other = one.seq + 1 if one.seq < one.petition.event_count else one.seq - 1
    one.change(one.seq, seq=-1)
    one.change(other, seq=one.seq)
    one.change(-1, seq=other)
    return min(one.seq, other)


def doubled(one: Tampering) -> int:
    """A row stands there twice, at the end of the story."""
    last = one.petition.event_count + 1
    one.master.execute(
        "create temp table again as"
        " select * from petitions_event where petition_id = %s and seq = %s",
        [one.petition.pk, one.seq],
    )
    one.master.execute("update again set id = gen_random_uuid(), seq = %s", [last])
    one.master.execute("insert into petitions_event select * from again")
    one.master.execute("drop table again")
    return last


def other_words(one: Tampering) -> int:
    """What was said is replaced by other sealed words of the same petition."""
    said = "select seq from petitions_words where petition_id = %s order by seq"
    seqs = [seq for (seq,) in one.master.execute(said, [one.petition.pk])]
    seq = one.chance.choice(seqs)
    one.master.execute(
        "update petitions_words set body = %s where petition_id = %s and seq = %s",
        [one.chance.randbytes(60), one.petition.pk, seq],
    )
    return int(seq)


KINDS = (edited, forged, removed, emptied, cut_off, swapped, doubled, other_words)
