"""Petitions that were assigned with a day for the report: one reported and closed, one due."""

from huiyin.commands.city.begun import FORWARDED, SHEN, ZHOU, registered, taken_on
from huiyin.commands.city.offices import CITY
from huiyin.commands.city.story import (
    Story,
    answer,
    close,
    decided,
    follow_up,
    opened,
    opened_notice,
    rate,
)
from huiyin.commands.city.turns import assign, report_result
from huiyin.rules.terms import Decision, Rating

AIR_LAW = ("《中华人民共和国大气污染防治法》", "《信访工作条例》")
NOISE_LAW = ("《中华人民共和国噪声污染防治法》", "《信访工作条例》")

ASSIGNED: tuple[Story, ...] = (
    Story(
        slug="dust-from-the-mixing-plant",
        bureau="yunling-bureau",
        before=96,
        time="20:15",
        name="霍青梧",
        phone="19900005701",
        address="云岭市北环路62号",
        electronic=True,
        request="让北环路搅拌站把料堆盖起来，别再往居民楼飘灰。",
        facts=(
            "北环路搅拌站离我们楼不到两百米，沙石料露天堆着，一刮北风阳台上一层灰。罐车出门不冲"
            "轮子，路面白花花的。我们楼十六户联名给站里写过信，没有回音。"
        ),
        reasons="不是不让它开，是请它按规矩开。",
        complained_about="北环路混凝土搅拌站",
        division=CITY,
        place="北环路搅拌站",
        category="0402",
        walk=(
            registered("0402"),
            assign(2, "10:30", SHEN, "yunling-environment", 85),
            opened_notice(2, "19:40", FORWARDED, "霍青梧"),
            *taken_on("du.songyue", "xia.buyu", "现场检查和监测后书面答复您。", "霍青梧"),
            answer(
                32,
                "16:20",
                "xia.buyu",
                decided(
                    "料堆覆盖、出场冲洗",
                    Decision.SUPPORT,
                    "已责令限期建成封闭料仓，增设自动冲洗台。",
                ),
                facts_found="现场检查发现沙石料露天堆放，出口没有冲洗设施，厂界颗粒物超标。",
                reasons="贮存易起尘物料应当密闭或者采取有效覆盖措施。",
                laws=AIR_LAW,
            ),
            opened(33, "21:02", "霍青梧"),
            rate(40, "20:30", Rating.SATISFIED, Rating.SATISFIED, "料仓真的封上了。"),
            report_result(
                45,
                "10:00",
                "xia.buyu",
                facts_found="料堆未覆盖，出口无冲洗设施，监测一次超标。",
                measures="责令改正并处罚款，督促建成封闭料仓和冲洗台，复测两次达标。",
                result="整改完成，书面答复已送达信访人。",
                opinion="信访人表示满意，希望夏天再查一次。",
            ),
            follow_up(50, "10:20", ZHOU, "电话回访，霍青梧说阳台干净多了。"),
            close(52, "09:30", SHEN),
        ),
    ),
    Story(
        slug="noise-of-the-night-market",
        bureau="yunling-bureau",
        before=34,
        time="23:48",
        name="司徒安",
        phone="19900005702",
        address="云岭市桂香巷6号",
        electronic=True,
        request="桂香巷夜市的音响，晚上十点半以后请关掉。",
        facts=(
            "夜市搬到桂香巷以后，每晚音响放到一点多，低音震得窗户响。打过三次电话，来人就关小，"
            "人走又开大。我上早班，四点半要起床。"
        ),
        reasons="夜市可以热闹，人也要睡觉。",
        complained_about="桂香巷夜市",
        division=CITY,
        place="桂香巷",
        category="0402",
        walk=(
            registered("0402"),
            assign(2, "11:00", SHEN, "yunling-environment", 40),
            opened_notice(2, "22:15", FORWARDED, "司徒安"),
            *taken_on("du.songyue", "liu.jianchuan", "夜间监测后书面答复。", "司徒安"),
            answer(
                24,
                "15:40",
                "liu.jianchuan",
                decided(
                    "夜间停用音响",
                    Decision.SUPPORT,
                    "已与夜市管理方约定二十二时三十分后停用音响，装了限音设备。",
                ),
                facts_found="连续三晚监测，夜间噪声超出标准四至六分贝。",
                reasons="在噪声敏感建筑物集中区域应当控制音量，避免干扰他人休息。",
                laws=NOISE_LAW,
            ),
            opened(25, "23:05", "司徒安"),
        ),
    ),
)
