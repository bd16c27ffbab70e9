"""Petitions that are put right on the way: who signs, own data, a class, a code, a letter."""

from huiyin.commands.city.begun import ACCEPTED, CLAIM, FORWARDED, LU, SHEN, SIXTH, ZHOU, sent
from huiyin.commands.city.lives import (
    CIVIL,
    FAIR,
    MARKET,
    SATISFIED,
    SCHOOLS,
    TRAFFIC,
    ended,
    opinion,
    petition,
    straight,
    told,
)
from huiyin.commands.city.story import (
    Story,
    accept,
    allot,
    decided,
    forward,
    opened_notice,
    register,
    sign,
)
from huiyin.commands.city.turns import (
    ask_correction,
    ask_return,
    correct_letter,
    decide_correction,
    list_people,
    reclassify,
    reissue_code,
    remind,
    take_back,
)
from huiyin.rules.terms import Decision, Naming

_TICKETS = register(1, "09:20", ZHOU, CLAIM, SIXTH, "1501")
_REFUND = opinion(
    SCHOOLS,
    24,
    decided("退还书本费", Decision.SUPPORT, "学校已退还每名学生86元，共43人。"),
    found="该校今年春季向四年级学生收取教辅费86元，没有征得家长同意。",
    why="教辅材料由学生自愿购买，学校不得统一收费。",
    law="《中华人民共和国义务教育法》",
)

NEIGHBOURS: tuple[Story, ...] = (
    petition(
        "two-sisters-and-one-mother",
        33,
        "20:32",
        "苏问梅",
        9121,
        "红叶路6号",
        people=2,
        others=(("苏问兰", "19900009122"),),
        category="0901",
        request="请核查红叶路养老院的护理费，我们姐妹两个对不上账。",
        facts=(
            "母亲住红叶路养老院二年，协议写的是二级护理，今年起每月按一级收，多收六百。问院里，说"
            "评估过了，评估表上的签字不是我们姐妹签的，母亲自己也不会写字。"
        ),
        reasons="钱该多少是多少，表要给我们看。",
        against="红叶路养老院",
        walk=(
            *straight(CIVIL, "0901", "苏问梅", "调取评估表和收费记录，现场核查后书面答复。"),
            remind(20, "15:30", LU, "in_time"),
            ask_correction(27, "21:15", "原来的号码停用了，以后请打新的。", phone="19900009123"),
        ),
    ),
    petition(
        "six-stalls-behind-the-station",
        18,
        "23:10",
        "燕小楼",
        9124,
        "站后街19号",
        naming=Naming.WITHHELD,
        people=6,
        others=(("纪山青", "19900009125"), ("乐有福", "")),
        category="1103",
        request="请查站后街便民摊区的管理费到底该不该收、该收多少。",
        facts=(
            "摊区六个人摆早点，管理的人每月收八百，不开票。今年又加二百卫生费，地还是自己扫。不交"
            "的，第二天摊位就被占了。我们怕被赶走，不想让收钱的人知道是谁说的。"
        ),
        reasons="有标准就按标准，要开票。",
        against="站后街便民摊区的管理人员",
        walk=(
            register(1, "09:20", ZHOU, CLAIM, SIXTH, "1103"),
            list_people(1, "09:50", ZHOU, "信访人来电补报一名联名人。", ("骆大年", "19900009126")),
            forward(2, "10:10", SHEN, MARKET.office),
            opened_notice(2, "23:20", FORWARDED, "信访人"),
            sign(3, "09:05", MARKET.head),
            allot(3, "09:12", MARKET.head, MARKET.handler),
            accept(4, "15:00", MARKET.handler, "核查收费依据和票据，走访全部摊位后答复。"),
            opened_notice(4, "23:40", ACCEPTED, "信访人"),
        ),
    ),
    petition(
        "card-that-does-not-open-the-door",
        29,
        "10:04",
        "常念慈",
        9127,
        "白塔路52号",
        category="0603",
        request="老年卡坐公交一直刷不出来，请修好，补刷的车费退给我。",
        facts=(
            "我七十一了，老年卡去年年审过，从五月起上车就响“无效卡”，每次都投币，三个月投了一百"
            "多块。充值点让我去社保，社保让我去公交，我走不动那么多路。"
        ),
        reasons="年审的章盖着，卡不该是坏的。",
        walk=(
            _TICKETS,
            reclassify(_TICKETS, 1, "10:05", ZHOU, "0603", "说的是公交乘车，不是医疗保险。"),
            forward(2, "10:10", SHEN, TRAFFIC.office),
            opened_notice(2, "19:30", FORWARDED, "常念慈"),
            sign(3, "09:05", TRAFFIC.head),
            allot(3, "09:12", TRAFFIC.head, TRAFFIC.handler),
            accept(4, "15:00", TRAFFIC.handler, "核对卡片和刷卡记录后书面答复，并上门换卡。"),
            opened_notice(4, "20:10", ACCEPTED, "常念慈"),
            ask_correction(8, "09:40", "门牌写错了，是25号。", address="云岭市白塔路25号"),
            decide_correction(9, "10:20", ZHOU, "已与您电话核对，按您说的更正。", agrees=True),
            reissue_code(15, "10:10", ZHOU, "name", "phone", "address"),
        ),
    ),
    petition(
        "red-light-for-thirty-seconds",
        17,
        "18:22",
        "方向前",
        9128,
        "学府路和云中路口",
        category="1305",
        request="学府路和云中路口的绿灯太短，老人过不去，请延长。",
        facts=(
            "路口六条车道，绿灯十八秒，我扶着母亲走到一半就红了，两边的车按喇叭。旁边是老年大学，"
            "上下课有一百多位老人过街。拍了视频，最慢的一位走了四十一秒。"
        ),
        reasons="给走得慢的人多留几秒。",
        walk=(
            *sent("1305", "yunling-transport", "方向前"),
            sign(3, "09:30", "kuang.yuanzhou"),
            ask_return(
                11, "16:00", "kuang.yuanzhou", "信号灯配时由公安交管部门负责，本局签收时没有看清。"
            ),
            take_back(12, "09:20", SHEN, "配时确属公安交管，收回后转公安，向信访人说明。"),
            forward(12, "09:40", SHEN, "yunling-police"),
            opened_notice(12, "19:00", FORWARDED, "方向前"),
            sign(13, "09:15", "gong.chengye"),
        ),
    ),
    petition(
        "workbooks-nobody-ordered",
        66,
        "21:48",
        "贝书宁",
        9129,
        "学苑路9号",
        category="1403",
        request="退还四年级统一收的书本费，以后要买先问家长。",
        facts=(
            "开学第二周，班级群里通知每人交八十六元书本费，没有说明是什么。后来发了四本练习册，封"
            "面上印着“自愿购买”。有家长在群里问了一句，第二天孩子就被点名。"
        ),
        reasons="自愿就应该先问。",
        against="学苑路小学四年级",
        walk=(
            *straight(SCHOOLS, "1403", "贝书宁", "到校核查收费记录后书面答复。"),
            _REFUND,
            correct_letter(
                _REFUND,
                25,
                "10:40",
                "退费人数写错，应为45人。",
                requests=[
                    decided("退还书本费", Decision.SUPPORT, "学校已退还每名学生86元，共45人。")
                ],
            ),
            *told(26, "贝书宁", SATISFIED, FAIR, "钱退了，练习册也没有收回去。"),
            *ended(36, "信访人收到退款，没有新的意见。"),
        ),
    ),
)
