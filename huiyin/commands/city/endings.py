"""Petitions extended, split, joined, kept or void; helpers, recusals, approvals that wait."""

from huiyin.commands.city.begun import (
    CLAIM,
    FORWARDED,
    GU,
    SHEN,
    SIXTH,
    ZHOU,
    registered,
    sent,
    taken_on,
)
from huiyin.commands.city.offices import CITY, QINGHE
from huiyin.commands.city.story import (
    Story,
    allot,
    answer,
    close,
    decided,
    follow_up,
    forward,
    opened,
    opened_notice,
    register,
    sign,
)
from huiyin.commands.city.turns import (
    approve,
    as_repeat,
    ask_extension,
    ask_keeping,
    ask_taking_up,
    ask_voiding,
    attach,
    contribute,
    decline,
    invite,
    of_part,
    recuse,
    split,
)
from huiyin.rules.terms import Channel, Decision, Keeping, LetterKind, Matter, Step

EXTENSION = LetterKind.EXTENSION

ENDINGS: tuple[Story, ...] = (
    Story(
        slug="crack-in-the-retaining-wall",
        bureau="yunling-bureau",
        before=58,
        time="16:35",
        name="蓝采薇",
        phone="19900005801",
        address="云岭市山前路21号院",
        electronic=True,
        request="山前路21号院后面的挡土墙裂了，请鉴定并加固。",
        facts=(
            "挡土墙有六米高，今年雨季裂了三道缝，最宽的能伸进手指。墙下是我们的停车棚和幼儿活动"
            "场。物业用水泥抹过，过两天又裂开。"
        ),
        reasons="雨季年年来，不能等它倒。",
        division=CITY,
        place="山前路21号院",
        category="0105",
        walk=(
            *sent("0105", "yunling-housing", "蓝采薇"),
            *taken_on("tao.jiyue", "pan.zhiyi", "委托鉴定后书面答复。", "蓝采薇"),
            ask_extension(
                49,
                "10:00",
                "pan.zhiyi",
                25,
                "挡土墙须钻孔取样做稳定性鉴定，鉴定机构排期到下月，六十日内无法作出结论。",
            ),
            approve(50, "09:20", "tao.jiyue", Step.EXTEND, "同意，先设警戒线。"),
            opened_notice(50, "19:15", EXTENSION, "蓝采薇"),
        ),
    ),
    Story(
        slug="boundary-of-the-old-yard",
        bureau="yunling-bureau",
        before=92,
        time="10:22",
        name="阎宝珍",
        phone="19900005802",
        address="云岭市城西街88号",
        electronic=True,
        request="请重新测量城西街88号院的宅基界址，邻居砌墙占了我家半米。",
        facts=(
            "邻居去年翻建，院墙往我家这边移了半米多。我有一九八九年的土地证，上面写着东西宽十一"
            "米二，现在只剩十米六。街道调解过两回，没有谈成。"
        ),
        reasons="请按证量一次，量出来是多少就是多少。",
        division=CITY,
        place="城西街88号",
        category="0304",
        walk=(
            *sent("0304", "yunling-land", "阎宝珍"),
            *taken_on("yin.heshan", "qiu.wangshu", "调取档案、实地测量后书面答复。", "阎宝珍"),
            ask_extension(
                56, "09:40", "qiu.wangshu", 20, "一九八九年的原始档案在省档案馆，正在调取。"
            ),
            approve(57, "10:00", "yin.heshan", Step.EXTEND),
            opened_notice(78, "18:30", EXTENSION, "阎宝珍"),
            answer(
                79,
                "15:00",
                "qiu.wangshu",
                decided(
                    "重新测量界址",
                    Decision.SUPPORT,
                    "经实地测量，邻居新墙越界五十二厘米，界址已经标定；拆墙的纠纷可以请求调解或者"
                    "依法起诉邻居。",
                ),
                facts_found="原土地证载明东西宽十一点二米，实测十点六八米。",
                reasons="界址以登记的权属资料和实地测量为准。",
                laws=("《不动产登记暂行条例》", "《信访工作条例》"),
            ),
            opened(80, "20:20", "阎宝珍"),
            follow_up(85, "10:00", ZHOU, "阎宝珍说量清楚了，就是等得久；延期的信到得太晚。"),
            close(86, "09:20", SHEN),
        ),
    ),
    Story(
        slug="cars-before-the-school-gate",
        bureau="yunling-bureau",
        before=20,
        time="08:02",
        name="纪晚舟",
        phone="19900005803",
        address="云岭市城东街道",
        electronic=True,
        request="整治第五小学门口接送车辆乱停，给孩子留一条走路的道。",
        facts=(
            "每天早上七点半到八点，校门口两边停满了车，孩子从车缝里钻。上个月有个一年级的孩子被"
            "倒车的碰倒，幸好没事。学校说门外不归学校管。"
        ),
        reasons="学校、交警、路边划线，几家一起才管得好。",
        division=CITY,
        place="第五小学门口",
        category="1402",
        walk=(
            *sent("1402", "yunling-education", "纪晚舟"),
            *taken_on("ji.yichen", "ye.wendi", "会同有关部门现场研究后书面答复。", "纪晚舟"),
            invite(
                6,
                "10:00",
                "ye.wendi",
                "yunling-police",
                "请研究上下学时段单向通行和增派警力的办法。",
            ),
            invite(
                6,
                "10:10",
                "ye.wendi",
                "yunling-land",
                "请核对校门外空地的用途，能否临时划为接送区。",
            ),
            contribute(
                13,
                "15:30",
                "shi.yanping",
                "七点二十至八点实行单向通行，安排两名交警、一名辅警，下周一起试行。",
            ),
        ),
    ),
    Story(
        slug="a-letter-without-a-place",
        bureau="yunling-bureau",
        before=24,
        time="10:05",
        channel=Channel.LETTER,
        name="范某",
        address="信封没有落款",
        request="领导你们要管一管他们，这样下去是不行的。",
        facts=(
            "来信一页，圆珠笔书写，被雨水洇湿大半，能认出的有“他们又来了”“去年的事不算数”“大家都"
            "知道”等语，没有写明地点、单位和时间，落款处只认得出一个姓。"
        ),
        reasons="",
        division=CITY,
        place="不详",
        category="0102",
        walk=(
            registered("0102"),
            ask_keeping(
                6,
                "15:00",
                SHEN,
                Keeping.UNCLEAR,
                "信中没有地点、单位和联系方式；已请邮局按邮戳查找寄件人，没有结果。",
            ),
            approve(7, "09:10", GU, Step.KEEP, "同意。原信妥善保存，来人查询即恢复办理。"),
            ask_taking_up(
                12,
                "10:20",
                SHEN,
                "写信人到接待窗口认出了原信，说明反映的是柳荫巷的水管一冻就裂，供水单位答应换管没有换。",
            ),
            approve(12, "15:30", GU, Step.TAKE_UP_AGAIN, "同意，按原来的期限接着办。"),
            forward(13, "09:10", SHEN, "yunling-water"),
            sign(14, "10:00", "meng.yuanzhu"),
        ),
    ),
    Story(
        slug="the-same-call-twice",
        bureau="yunling-bureau",
        before=10,
        time="09:50",
        channel=Channel.CALL,
        name="武安澜",
        phone="19900005604",
        address="云岭市望江路南段菜市场旁",
        request="望江路南段的路灯坏了，请派人修。",
        facts=(
            "来电人称望江路南段路灯不亮。话务员挂断后系统提示未保存，又登记了一次，同一通电话成"
            "了两件。"
        ),
        reasons="路黑，怕学生摔跤。",
        division=CITY,
        place="望江路南段",
        category="0102",
        walk=(
            registered("0102"),
            ask_voiding(1, "10:00", ZHOU, "同一通电话登记了两次，另一件照常办理。"),
            approve(1, "11:20", SHEN, Step.VOID),
        ),
    ),
    Story(
        slug="three-things-of-one-yard",
        bureau="yunling-bureau",
        before=12,
        time="19:05",
        name="温故之",
        phone="19900005804",
        address="云岭市柳荫街50号院",
        electronic=True,
        request="柳荫街50号院的三件事：水管锈水、违章棚子、门口路灯。",
        facts=(
            "一是自来水早晨发黄，放十分钟才清；二是院子东头搭了两间彩钢棚住人，挡住消防通道；三"
            "是院门口的路灯坏了两个月。社区说三件事归三家管，让我分头去找。"
        ),
        reasons="我七十三了，跑不动三家，就写在一起了。",
        division=CITY,
        place="柳荫街50号院",
        category="0102",
        walk=(
            registered("0102"),
            split(
                2,
                "14:00",
                SHEN,
                "三件事由三家办理，分开办理更快；编号和查询办法电话告诉了信访人。",
                "查清柳荫街50号院早晨自来水发黄的原因并更换水管。",
                "拆除院东头挡住消防通道的两间彩钢棚。",
                "修好院门口的路灯。",
            ),
            of_part(1, register(2, "15:00", ZHOU, CLAIM, SIXTH, "0102")),
            of_part(1, forward(3, "10:00", SHEN, "yunling-water")),
            of_part(1, opened_notice(3, "18:40", FORWARDED, "温故之")),
            of_part(2, register(4, "09:30", ZHOU, CLAIM, SIXTH, "0103")),
        ),
    ),
    Story(
        slug="the-orchard-again",
        bureau="yunling-bureau",
        before=5,
        time="21:16",
        name="卫春生",
        phone="19900005707",
        address="青禾县柳泉镇东沟村",
        electronic=True,
        request="再问一次果园受灾面积的事，什么时候来量。",
        facts=(
            "上次反映冰雹受灾少登面积，说会同镇里来量，这几天又下雨，地里的果子再不收拾就烂了，"
            "怕量的时候看不出来。照片我又拍了二十张。"
        ),
        reasons="请在下周以前来量。",
        division=QINGHE,
        place="柳泉镇东沟村桃园",
        category="1005",
        walk=(
            attach(
                1,
                "10:40",
                SHEN,
                "orchard-after-the-hail",
                "信访人、请求和事实相同，新增照片二十张和尽快丈量的要求，并入前件一起办理。",
            ),
        ),
    ),
    Story(
        slug="dust-again-in-summer",
        bureau="yunling-bureau",
        before=4,
        time="20:50",
        name="霍青梧",
        phone="19900005701",
        address="云岭市北环路62号",
        electronic=True,
        request="北环路搅拌站夜里又不盖料了，请再查一次。",
        facts=(
            "春天整改以后好了一阵，这半个月夜里十一点以后料仓的门敞着进料，灰又飘过来。站里换了"
            "老板，说不知道以前的事。"
        ),
        reasons="上次答复说会回头看，请回来看看。",
        complained_about="北环路混凝土搅拌站",
        division=CITY,
        place="北环路搅拌站",
        category="0402",
        walk=(
            as_repeat(
                registered("0402"),
                "dust-from-the-mixing-plant",
                "请求相近，但经营人变了，夜间敞开进料是新的事实，按新件办理。",
            ),
        ),
    ),
    Story(
        slug="leak-from-the-roof-garden",
        bureau="yunling-bureau",
        before=52,
        time="11:11",
        name="叶蓁蓁",
        phone="19900005805",
        address="云岭市建设里小区4栋",
        electronic=True,
        request="顶楼邻居的屋顶花园漏水，请鉴定责任并督促维修。",
        facts=(
            "楼上在屋顶种了菜和果树，浇一次水我家卧室就漏一次，墙纸发霉掉了半面。物业上门三次，"
            "邻居都说不是他家的水。"
        ),
        reasons="请专业的人看一看，该谁修就谁修。",
        division=CITY,
        place="建设里小区4栋",
        category="0109",
        walk=(
            *sent("0109", "yunling-housing", "叶蓁蓁"),
            *taken_on("tao.jiyue", "shao.tingyun", "现场鉴定后书面答复。", "叶蓁蓁"),
            recuse(8, "09:00", "shao.tingyun", "shao.tingyun", "被反映的邻居是本人的近亲属。"),
            allot(8, "09:40", "tao.jiyue", "pan.zhiyi"),
            ask_extension(40, "10:00", "pan.zhiyi", 10, "还需要再看一次现场。"),
            decline(40, "15:20", "tao.jiyue", Step.EXTEND, "期限还宽，请抓紧安排，不必延期。"),
            ask_extension(
                50, "16:00", "pan.zhiyi", 15, "渗漏点须剥开保护层做蓄水试验，连日下雨无法进行。"
            ),
        ),
    ),
    Story(
        slug="good-wishes",
        bureau="yunling-bureau",
        before=9,
        time="13:13",
        channel=Channel.LETTER,
        name="关山月",
        address="云岭市西城门外",
        request="祝工作人员身体健康，随信寄上自己写的诗三首。",
        facts=(
            "来信三页，是信访人自己写的三首诗，写的是云中路的银杏、接待大厅的热水和窗口的笑脸。"
            "信里说前年的事已经办好，没有别的请求。"
        ),
        reasons="",
        division=CITY,
        place="云中路",
        category="0102",
        matter=Matter.ENQUIRY,
        walk=(
            register(1, "09:20", ZHOU, Matter.ENQUIRY, None, "0102"),
            ask_keeping(
                7, "16:30", SHEN, Keeping.NO_REQUEST, "来信是问候和诗稿，没有请求，拟复信感谢后存。"
            ),
        ),
    ),
)
