"""Petitions that did not go straight: objected to, taken back, passed down, reworked."""

from huiyin.commands.city.begun import (
    ACCEPTED,
    CLAIM,
    FANG,
    FORWARDED,
    LU,
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
    accept,
    allot,
    answer,
    decided,
    forward,
    opened,
    opened_notice,
    rate,
    register,
    sign,
)
from huiyin.commands.city.turns import (
    agree_return,
    dismiss_objection,
    hand_on,
    note_review,
    object_to,
    recall,
    rework,
    take_back,
)
from huiyin.rules.terms import Channel, Decision, Rating

HOUSE_LAW = ("《物业管理条例》", "《信访工作条例》")

DETOURS: tuple[Story, ...] = (
    Story(
        slug="trees-before-the-window",
        bureau="yunling-bureau",
        before=15,
        time="15:26",
        name="穆向暖",
        phone="19900005703",
        address="云岭市槐荫里3栋",
        electronic=True,
        request="请修剪槐荫里3栋南面的大树，一二楼白天都要开灯。",
        facts=(
            "楼南四棵槐树二十多年没有修过，枝叶贴到三楼窗户。我母亲住一楼，白天开着灯，去年还有"
            "枯枝掉下来砸了晾衣架。社区说树归园林管，园林说小区里的归住建管。"
        ),
        reasons="不是要砍树，修一修就好。",
        division=CITY,
        place="槐荫里3栋南侧",
        category="0103",
        walk=(
            *sent("0103", "yunling-land", "穆向暖"),
            object_to(
                3,
                "16:00",
                "yin.heshan",
                "反映的树木在已建成的住宅小区内，属于小区绿化养护，不涉及规划许可。",
                "云岭市住房和城乡建设局",
                "本局职责规定第五项；《物业管理条例》。",
            ),
            agree_return(4, "10:20", SHEN, "已电话核实，小区绿化养护由住建部门监督。"),
            forward(5, "09:30", SHEN, "yunling-housing"),
            opened_notice(5, "20:00", FORWARDED, "穆向暖"),
            sign(6, "09:15", "tao.jiyue"),
        ),
    ),
    Story(
        slug="meter-boxes-in-the-stairwell",
        bureau="yunling-bureau",
        before=16,
        time="08:40",
        name="屠明泽",
        phone="19900005704",
        address="云岭市文昌路18号院",
        electronic=True,
        request="文昌路18号院楼道表箱外露，电线垂着，请派人整治。",
        facts=(
            "院里五栋老楼，楼道的表箱门都掉了，电线从箱里垂下来，小孩伸手就够得着。物业说等改造"
            "，改造排了两年没有排上。"
        ),
        reasons="出了事就来不及了。",
        division=CITY,
        place="文昌路18号院",
        category="0105",
        walk=(
            *sent("0105", "yunling-housing", "屠明泽"),
            object_to(
                3,
                "15:30",
                "tao.jiyue",
                "表箱属于供电设施，建议转供电企业办理。",
                "",
                "供用电合同关于设施产权分界的约定。",
            ),
            dismiss_objection(
                4,
                "09:50",
                FANG,
                "楼道公用部位的安全由物业服务人负责，物业由你局监督，请联系供电企业一并整治。",
            ),
            allot(5, "09:10", "tao.jiyue", "pan.zhiyi"),
            accept(6, "10:00", "pan.zhiyi", "会同供电企业现场排查后书面答复。"),
            opened_notice(6, "12:30", ACCEPTED, "屠明泽"),
        ),
    ),
    Story(
        slug="fallen-wall-by-the-school",
        bureau="yunling-bureau",
        before=6,
        time="17:55",
        name="殷若谷",
        phone="19900005705",
        address="云岭市学苑路9号",
        electronic=True,
        request="学苑路小学东墙外的围挡倒了半个月，请尽快扶起来。",
        facts=(
            "东墙外原来是工地的围挡，月初大风吹倒了，铁皮横在人行道上，孩子们只好走到马路上。学"
            "校说不是学校的墙，工地早就没人了。"
        ),
        reasons="每天几百个孩子从这里过。",
        division=CITY,
        place="学苑路小学东墙外",
        category="1402",
        walk=(
            *sent("1402", "yunling-education", "殷若谷"),
            object_to(
                4,
                "16:40",
                "ji.yichen",
                "围挡属于停工的商业项目，在校园红线以外，不由教育部门管理。",
                "云岭市住房和城乡建设局",
                "施工许可登记显示建设单位为该商业项目公司。",
            ),
        ),
    ),
    Story(
        slug="bus-stop-in-the-rain",
        bureau="yunling-bureau",
        before=8,
        time="07:30",
        name="费一鸣",
        phone="19900005706",
        address="云岭市江湾新村",
        electronic=True,
        request="江湾新村公交站旁的窨井盖响了一个多月，请换掉。",
        facts=(
            "站台边的窨井盖松了，公交车每过一次哐当一声，夜里十一点还在响。下雨积水，盖子被水顶"
            "起来，前天有个老人差点踩空。"
        ),
        reasons="换个盖子的事，怕的是真有人掉下去。",
        division=CITY,
        place="江湾新村公交站",
        category="0102",
        walk=(
            *sent("0102", "yunling-police", "费一鸣"),
            take_back(
                4, "09:20", SHEN, "查清窨井属于供水管线，原转公安交管不妥，收回后转供水企业。"
            ),
            forward(4, "09:40", SHEN, "yunling-water"),
            opened_notice(4, "19:20", FORWARDED, "费一鸣"),
        ),
    ),
    Story(
        slug="orchard-after-the-hail",
        bureau="yunling-bureau",
        before=18,
        time="20:44",
        name="卫春生",
        phone="19900005707",
        address="青禾县柳泉镇东沟村",
        electronic=True,
        request="请核实冰雹受灾面积，按标准发放果园补助。",
        facts=(
            "五月那场冰雹打了我家八亩桃园，村里登记时只写了三亩，说是按台账。台账是五年前的，后"
            "来新栽的五亩没有补登。同村还有四家也少登了。"
        ),
        reasons="补助多少按规定来，面积请重新量一次。",
        complained_about="",
        division=QINGHE,
        place="柳泉镇东沟村桃园",
        category="1005",
        walk=(
            registered("1005"),
            forward(2, "10:20", SHEN, "qinghe-housing"),
            recall(2, "10:32", SHEN),
            forward(2, "10:40", SHEN, "qinghe-bureau"),
            opened_notice(2, "21:10", FORWARDED, "卫春生"),
            sign(3, "09:00", "miao.chunye"),
            hand_on(3, "09:30", "miao.chunye", "qinghe-farming"),
            opened_notice(3, "20:40", FORWARDED, "卫春生"),
            sign(4, "10:00", "geng.nianfeng"),
            allot(4, "10:05", "geng.nianfeng", "tian.guyu"),
            accept(6, "16:10", "tian.guyu", "会同镇农技站逐户实地丈量，结果张榜后书面答复。"),
            opened_notice(6, "21:00", ACCEPTED, "卫春生"),
        ),
    ),
    Story(
        slug="two-requests-one-answer",
        bureau="yunling-bureau",
        before=36,
        time="21:30",
        channel=Channel.WEB,
        name="路听澜",
        phone="19900005708",
        address="云岭市锦江花园2期",
        electronic=True,
        request="查清锦江花园物业公布的公共收益账目，退还多收的电梯费。",
        facts=(
            "物业三年没有公布过广告和停车的收益。去年起每户每月加收十五元电梯费，没有开过业主大"
            "会，也没有公示。我们要看账，物业说账在总公司。"
        ),
        reasons="账目公开，多收的退回来。",
        complained_about="锦江花园物业服务企业",
        division=CITY,
        place="锦江花园2期",
        category="0109",
        walk=(
            *sent("0109", "yunling-housing", "路听澜"),
            *taken_on("tao.jiyue", "shao.tingyun", "调取账目、约谈物业后书面答复。", "路听澜"),
            answer(
                27,
                "16:30",
                "shao.tingyun",
                decided("公布公共收益账目", Decision.SUPPORT, "物业已在公告栏公布三年账目。"),
                facts_found="物业自三年前起未公布公共收益，加收电梯费未经业主共同决定。",
                reasons="公共收益归全体业主共有，收支应当定期公布。",
                laws=HOUSE_LAW,
            ),
            rework(28, "10:00", SHEN, "信访人提了两项请求，退还电梯费一项没有答复，请补充后送达。"),
        ),
    ),
    Story(
        slug="pension-years-counted-wrong",
        bureau="yunling-bureau",
        before=62,
        time="14:12",
        name="储佩云",
        phone="19900005709",
        address="云岭市纺织新村11栋",
        electronic=True,
        request="重新核定退休金，把下岗期间自己缴的两年算进去。",
        facts=(
            "我二〇〇三年下岗，自己到窗口缴了两年养老保险，收据都在。去年办退休，核定表上这两年"
            "是空白。窗口说系统里没有。"
        ),
        reasons="钱是自己缴的，收据盖着章。",
        division=CITY,
        place="云岭市社会保险经办窗口",
        category="1502",
        walk=(
            *sent("1502", "yunling-labour", "储佩云"),
            *taken_on("feng.tinglan", "luo.xingye", "核对缴费档案后书面答复。", "储佩云"),
            answer(
                30,
                "15:10",
                "luo.xingye",
                decided("重新核定", Decision.REFUSE, "系统无缴费记录，不予重新核定。"),
                facts_found="经查社会保险信息系统，该期间无缴费记录。",
                reasons="养老保险待遇按实际缴费年限核定。",
                laws=("《中华人民共和国社会保险法》", "《信访工作条例》"),
            ),
            opened(31, "19:50", "储佩云"),
            rate(33, "10:40", Rating.FAIR, Rating.DISSATISFIED, "收据看都没看。"),
            rework(
                42,
                "10:30",
                LU,
                "信访人持有加盖印章的缴费收据，答复没有核实收据和手工台账，事实不清，请更正。",
                days=26,
            ),
        ),
    ),
    Story(
        slug="fence-across-the-path",
        bureau="yunling-bureau",
        before=48,
        time="12:05",
        name="景怀川",
        phone="19900005710",
        address="云岭市西山路40号",
        electronic=True,
        request="拆除西山路40号院北面挡住公共通道的铁栅栏。",
        facts=(
            "院北原来有条通道走到菜场，今年春天隔壁小区装了铁栅栏上了锁。院里多是老人，现在要绕"
            "一里路。通道在规划图上是公共的，我去看过公示。"
        ),
        reasons="公共的路，不应该一家锁起来。",
        division=CITY,
        place="西山路40号院北侧",
        category="0103",
        walk=(
            register(1, "09:30", ZHOU, CLAIM, SIXTH, "0103"),
            forward(2, "10:15", SHEN, "yunling-land"),
            opened_notice(2, "18:00", FORWARDED, "景怀川"),
            *taken_on("yin.heshan", "qiu.wangshu", "核对规划档案、现场测量后答复。", "景怀川"),
            answer(
                24,
                "11:00",
                "qiu.wangshu",
                decided(
                    "拆除栅栏",
                    Decision.REFUSE,
                    "该通道在隔壁小区用地红线以内，规划图所示为应急通道，平时可以管理。",
                ),
                facts_found="经核对用地红线和竣工图，栅栏位于隔壁小区用地范围内。",
                reasons="小区对红线内的应急通道可以设置能够随时开启的门。",
                laws=("《中华人民共和国城乡规划法》", "《信访工作条例》"),
            ),
            opened(25, "20:20", "景怀川"),
            note_review(39, "10:10", ZHOU, "邮寄", "挂号信封邮戳，信封存卷"),
        ),
    ),
)
