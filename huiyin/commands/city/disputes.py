"""Petitions that two organs disputed: one is still to be decided, two are, one was withdrawn."""

from huiyin.commands.city.begun import ACCEPTED, CLAIM, FORWARDED, SIXTH, sent
from huiyin.commands.city.offices import BEILING, CITY, QINGHE
from huiyin.commands.city.story import (
    Story,
    Taken,
    accept,
    allot,
    forward,
    opened_notice,
    register,
    sign,
)
from huiyin.commands.city.turns import (
    appoint,
    dismiss_objection,
    object_to,
    submit_dispute,
    uphold,
    withdraw_dispute,
)

CITY_LEADER, PROVINCE_LEADER = "gu.mingche", "he.xuzhou"


def _in_county(clerk: str, category: str, to: str, name: str) -> tuple[Taken, ...]:
    """Registered and forwarded by a county's bureau."""
    return (
        register(1, "09:30", clerk, CLAIM, SIXTH, category),
        forward(2, "10:00", clerk, to),
        opened_notice(2, "20:00", FORWARDED, name),
    )


DISPUTES: tuple[Story, ...] = (
    Story(
        slug="ditch-between-market-and-fields",
        bureau="qinghe-bureau",
        before=10,
        time="11:48",
        name="浦清和",
        phone="19900009101",
        address="青禾县柳泉镇东街尾",
        electronic=True,
        request="东街尾的排水沟堵死了，请定下来归谁清，今年雨季前清一次。",
        facts=(
            "沟的上半段从集镇穿过，下半段流进田里，一共三百多米。去年一下大雨，水就倒灌进沿街六户"
            "的堂屋。我问过住建，说出了集镇就是农田沟渠；问过农业，说沟是修街的时候挖的。"
        ),
        reasons="归谁都行，只要有人清。",
        division=QINGHE,
        place="柳泉镇东街尾排水沟",
        category="0102",
        walk=(
            *_in_county("miao.chunye", "0102", "qinghe-housing", "浦清和"),
            object_to(
                4,
                "16:10",
                "hou.changgai",
                "堵塞的一段在集镇规划区以外，属于农田排水沟渠。",
                "青禾县农业农村局",
                "县政府关于农田水利设施管护的分工通知。",
            ),
            dismiss_objection(
                6,
                "10:15",
                "miao.chunye",
                "堵塞从集镇暗沟出口开始，是集镇排水系统的一部分，请一并清疏。",
            ),
            submit_dispute(
                7,
                "15:20",
                "hou.changgai",
                "本局只管护集镇规划区内的排水设施，出口以下清疏没有职责依据，请上级指定。",
            ),
        ),
    ),
    Story(
        slug="lamp-posts-on-the-county-road",
        bureau="beiling-bureau",
        before=27,
        time="21:05",
        name="岳听松",
        phone="19900009102",
        address="北岭县望山镇路口村",
        electronic=True,
        request="路口村段的路灯全黑了，请修好，或者告诉我们该找谁。",
        facts=(
            "路口村沿公路二十一盏灯，前年装的，去年冬天开始一盏一盏灭，现在全黑。上个月有人骑车"
            "撞在护栏上，腿缝了八针。灯杆上没有单位的牌子，镇里说不是镇里装的。"
        ),
        reasons="下晚班的人都从这里走。",
        division=BEILING,
        place="望山镇路口村公路两侧",
        category="0602",
        walk=(
            *_in_county("cen.xiangwan", "0602", "beiling-transport", "岳听松"),
            object_to(
                4,
                "11:20",
                "che.yuanzhi",
                "路灯不是公路附属设施，建设时也没有移交本局。",
                "北岭县自然资源局",
                "工程由自然资源部门在土地整治项目中一并建设。",
            ),
            dismiss_objection(
                6, "09:40", "cen.xiangwan", "路灯设在公路用地内，请先会同建设单位修复。"
            ),
            submit_dispute(
                7,
                "16:30",
                "che.yuanzhi",
                "竣工资料显示路灯没有验收移交，修复和移交应由建设单位负责，请上级指定。",
            ),
            appoint(
                11,
                "15:00",
                CITY_LEADER,
                "beiling-land",
                "路灯随土地整治项目建设，至今没有验收移交，由建设单位修复后按规定移交。",
            ),
            opened_notice(11, "20:40", FORWARDED, "岳听松"),
            sign(12, "09:10", "nie.panshan"),
            allot(12, "09:20", "nie.panshan", "xiang.yunpo"),
            accept(14, "10:30", "xiang.yunpo", "现场逐盏检修线路，修复后书面答复。"),
            opened_notice(14, "19:50", ACCEPTED, "岳听松"),
        ),
    ),
    Story(
        slug="manhole-in-front-of-the-school",
        bureau="qinghe-bureau",
        before=22,
        time="18:27",
        name="冉小雅",
        phone="19900009104",
        address="青禾县城关槐花巷2号",
        electronic=True,
        request="城关二小门口的井盖塌了一角，请先围起来，再换一个。",
        facts=(
            "井盖在校门左边的人行道上，缺口有脸盆那么大，家长用两块木板盖着，下雨天看不见。上周一个"
            "孩子踩翻了木板，擦破了膝盖。井盖上的字磨平了，看不出是排水的还是通信的。"
        ),
        reasons="孩子天天从上面过，等不起。",
        division=QINGHE,
        place="青禾县城关二小门口",
        category="0102",
        walk=(
            *_in_county("miao.chunye", "0102", "qinghe-housing", "冉小雅"),
            object_to(
                4,
                "15:10",
                "hou.changgai",
                "井内是通信线缆，不是排水设施，应由线缆的产权单位更换。",
                "青禾县农业农村局",
                "该路段由乡村道路改造项目建设，井盖随项目安装。",
            ),
            dismiss_objection(
                6, "10:00", "miao.chunye", "人行道在城区，请先设置围挡，再查清产权一并处理。"
            ),
            submit_dispute(
                7, "09:30", "hou.changgai", "产权不属于本局，更换没有依据，请上级指定。"
            ),
            withdraw_dispute(
                8,
                "16:40",
                "hou.changgai",
                "现场开井核对，管线图显示是排水检查井，属于本局管护，不再提请指定。",
            ),
            allot(9, "09:00", "hou.changgai", "ge.runzhi"),
            accept(10, "11:00", "ge.runzhi", "围挡已经设好，更换井盖并加装防坠网后书面答复。"),
            opened_notice(10, "19:30", ACCEPTED, "冉小雅"),
        ),
    ),
    Story(
        slug="smell-from-the-shared-kitchen",
        bureau="yunling-bureau",
        before=31,
        time="22:16",
        name="湛秋澄",
        phone="19900009103",
        address="云岭市竹溪路11号",
        electronic=True,
        request="竹溪路11号底楼的外卖厨房油烟太大，请查一查有没有证照、能不能开在这里。",
        facts=(
            "底楼原来是裁缝铺，三月起隔成八间厨房专做外卖，没有堂食。油烟管接到二楼窗台下就断了，"
            "夜里一点还在炒。我家孩子咳了一个多月，窗户一天也没有开过。"
        ),
        reasons="做生意可以，住家也要喘气。",
        complained_about="竹溪路11号底楼外卖厨房",
        division=CITY,
        place="竹溪路11号底楼",
        category="1103",
        walk=(
            *sent("1103", "yunling-market", "湛秋澄"),
            object_to(
                4,
                "16:50",
                "ming.zhaoqi",
                "八家都有食品经营许可，反映的主要是油烟，应由生态环境部门处理。",
                "云岭市生态环境局",
                "《中华人民共和国大气污染防治法》关于油烟监管的规定。",
            ),
            dismiss_objection(
                6, "09:30", "shen.wenzhou", "是否具备经营条件是许可的内容，请牵头并邀请环保会办。"
            ),
            submit_dispute(8, "10:10", "ming.zhaoqi", "许可时现场符合条件，牵头处理油烟没有依据。"),
            uphold(
                13,
                "15:40",
                PROVINCE_LEADER,
                "信访人问的是证照和能否经营，以市场监管为主；油烟部分可以邀请会办。",
            ),
            allot(14, "09:00", "ming.zhaoqi", "cheng.yumo"),
            accept(15, "10:20", "cheng.yumo", "会同环保部门现场核查许可条件和油烟设施后答复。"),
            opened_notice(15, "21:00", ACCEPTED, "湛秋澄"),
        ),
    ),
)
