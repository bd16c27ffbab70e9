"""The sentences of the sign-in pages; they are the same whether or not a name exists."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.accounts.signing_in import Answer, Outcome


def sentence(outcome: Outcome, *, of_code: bool = False) -> str:
    """What to tell somebody whose try did not lead in."""
    if outcome.answer is Answer.WAIT:
        return wait_words(outcome.wait)
    if outcome.answer is Answer.TWO:
        return _(
            "前几天这里有动态口令输错过，只输一个不够。请接连输入两个："
            "先输入手机上现在显示的 6 位，等它变了，再接着输入新的 6 位。"
        )
    if of_code:
        return _(
            "动态口令不对，或已经用过。请接连输入两个："
            "先输入手机上现在显示的 6 位，等它变了，再接着输入新的 6 位。"
        )
    return _("用户名或密码不对。请核对后再试；忘记密码请联系安全管理员。")


def wrong_proof(outcome: Outcome, *, of_code: bool) -> str:
    """What to tell somebody at work whose proof is wrong: who it is, is known."""
    if outcome.answer is Answer.WRONG and not of_code:
        return _("密码不对。请核对后再试；忘记密码请联系安全管理员。")
    return sentence(outcome, of_code=of_code)


def has_given_way() -> str:
    """Why a session is over that newer ones of the same person ended."""
    most = settings.HUIYIN_SESSIONS_AT_ONCE
    return ngettext(
        "您的账号已在其他地方登录，这里的登录已经结束：同时只能在 %(n)s 个地方登录。"
        "如果不是您本人登录的，请马上修改密码，并告诉安全管理员。",
        "您的账号已在其他地方登录，这里的登录已经结束：同时只能在 %(n)s 个地方登录。"
        "如果不是您本人登录的，请马上修改密码，并告诉安全管理员。",
        most,
    ) % {"n": most}


def wait_words(wait: timedelta) -> str:
    """How long to wait before the next try."""
    seconds = max(1, -(-int(wait.total_seconds() * 10) // 10))
    if seconds < 60:
        return ngettext(
            "试错次数较多，请过 %(n)s 秒再试。", "试错次数较多，请过 %(n)s 秒再试。", seconds
        ) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext(
        "试错次数较多，请过 %(n)s 分钟再试。平时登录所用的电脑不受影响。",
        "试错次数较多，请过 %(n)s 分钟再试。平时登录所用的电脑不受影响。",
        minutes,
    ) % {"n": minutes}
