"""How a letter names the law: by the one under which the petition was registered (§ 1.14)."""

from huiyin.rules.limits import rule_set

# What the articles of 《信访工作条例》 were in 《信访条例》.
_IN_2005 = {
    "第二十二条": "第二十一条",
    "第二十二条第一款第一项": "第二十一条第一款第二项",
    "第二十二条第一款第二项": "第二十一条第一款第三项",
    "第二十二条第一款第三项": "第二十一条第一款第四项",
    "第二十二条、第二十三条": "第二十一条、第二十二条",
    "第二十二条第二款、第三十条": "第二十三条",
    "第二十三条": "第二十一条、第二十二条",
    "第二十四条第一款": "第二十四条",
    "第二十九条": "第二十九条",
    "第三十一条第（六）项、第三十二条": "第三十二条",
    "第三十二条": "第三十二条",
    "第三十四条": "第三十三条",
    "第三十五条": "第三十四条",
}


def cited(name: str, articles: str) -> str:
    """《信访条例》第三十三条 for 第三十四条 under the rule set 2005; KeyError if it had none."""
    return f"《{rule_set(name).law}》{_IN_2005[articles] if name == '2005' else articles}"
