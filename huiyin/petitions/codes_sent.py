"""补发查询码的次数. How many new query codes go out by SMS: each costs, and each disturbs somebody.

Asked by the worker alone, so that the page says and takes the same whatever is decided here.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from huiyin.petitions.models import Event, Petition, Petitioner
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.terms import Step

log = logging.getLogger("huiyin.petitions")

BETWEEN_TO_A_PHONE = timedelta(seconds=60)
WINDOW, MOST_TO_A_PHONE = timedelta(hours=1), 5
_ONE_AFTER_ANOTHER = 0x68795F636F6465  # the lock under which codes are counted and sent


def may_send_code(petition: Petition, *, at: datetime) -> bool:
    """Whether one more may go to the telephone of this petition; held until it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AFTER_ANOTHER])
    sent = Event.objects.filter(step=Step.REISSUE_CODE, codes__matched=["sms"])
    most = settings.HUIYIN_CODES_A_DAY
    begun = start_of_day(localdate(at))
    # By when it was recorded PostgreSQL finds them; by when it happened they are counted.
    today = sent.filter(recorded_at__gte=begun - timedelta(days=1), at__gte=begun)
    if most and today[:most].count() >= most:
        log.warning("no more query codes by SMS today: HUIYIN_CODES_A_DAY is %d", most)
        return False
    phone = petition.petitioners.filter(is_main=True).values("phone_index")[:1]
    same = Petitioner.objects.filter(is_main=True, phone_index=phone).values("petition")
    lately = sent.filter(petition__in=same, at__gt=at - WINDOW)
    if lately[:MOST_TO_A_PHONE].count() >= MOST_TO_A_PHONE:
        return False
    return not lately.filter(at__gt=at - BETWEEN_TO_A_PHONE).exists()
