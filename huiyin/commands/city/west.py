"""Petitions of the old town in the west: elders, carers, old houses, the hospital."""

from huiyin.commands.city.begun import GU, SHEN, ZHOU
from huiyin.commands.city.lives import (
    CIVIL,
    DISSATISFIED,
    FAIR,
    HEALTH,
    INSURANCE,
    NOISE,
    PENSIONS,
    SATISFIED,
    WORKS,
    ended,
    enquired,
    handed,
    on_paper,
    opinion,
    petition,
    straight,
    suggested,
    told,
)
from huiyin.commands.city.story import (
    Story,
    contact,
    decided,
    opened,
    rate,
    register,
    serve_notice,
)
from huiyin.commands.city.turns import approve, ask_extension, ask_keeping
from huiyin.rules.terms import (
    Adoption,
    Channel,
    Decision,
    Keeping,
    LetterKind,
    Matter,
    Service,
    Step,
)

WEST: tuple[Story, ...] = (
    petition(
        "an-allowance-for-two-legs",
        191,
        "10:05",
        "危大年",
        7301,
        "西城根12号",
        category="0908",
        channel=Channel.CALL,
        request="我的残疾人补贴停了三个月，问问是为啥。",
        facts=(
            "我两条腿都没有，话是邻居帮着打的。去年换了残疾证，窗口说等级没变不用重报，结果从正"
            "月起补贴就不来了。我问社区，社区说街道，街道说系统。"
        ),
        reasons="这个钱是买尿垫子和药的，断了不行。",
        walk=(
            *on_paper(CIVIL, "0908", "危大年", "上门核对证件和发放记录，先行垫付后书面答复。"),
            contact(
                12, "09:30", "mo.wanqiu", "上门", "已见面", "当面核对新证，先由临时救助垫付一个月。"
            ),
            opinion(
                CIVIL,
                19,
                decided(
                    "恢复并补发补贴",
                    Decision.SUPPORT,
                    "换证时编号没有关联，已改正，三个月补贴一次补发。",
                ),
                found="新旧证号未关联，系统自动停发。",
                why="等级没有变化，停发没有依据。",
                law="《中华人民共和国残疾人保障法》",
            ),
            handed(CIVIL, 20, "危大年"),
            rate(24, "11:00", SATISFIED, SATISFIED, "人上门来的，还给我带了表。"),
            *ended(30, "危大年说钱到了，邻居代接。"),
        ),
    ),
    petition(
        "proving-that-one-is-alive",
        181,
        "15:00",
        "柏松龄",
        7302,
        "西城门里7号",
        category="1508",
        channel=Channel.LETTER,
        request="退休金认证能不能不要老人对着手机眨眼睛，认不出就停发。",
        facts=(
            "鄙人九十有二，白内障，手机让我眨眼张嘴，试了二十余次均告失败，上月养老金遂停。儿女"
            "俱在外地。鄙人活着，特书此信为证，并按手印。"
        ),
        reasons="请派人来看一眼，看一眼就知道了。",
        walk=(
            *on_paper(PENSIONS, "1508", "柏松龄", "即日上门认证，补发后书面答复。"),
            opinion(
                PENSIONS,
                13,
                decided(
                    "恢复发放",
                    Decision.SUPPORT,
                    "已上门认证，当日恢复并补发；今后由社区每年上门一次，不必用手机。",
                ),
                found="人脸识别失败即自动停发，未转人工。",
                why="认证是为了服务，不能因设备识别失败停发应得的养老金。",
                law="《中华人民共和国老年人权益保障法》",
            ),
            handed(PENSIONS, 14, "柏松龄"),
            rate(22, "09:30", SATISFIED, SATISFIED, "来人甚和气，坐了半个钟头。"),
            *ended(28, "柏老先生在电话里说字写得慢，但心里高兴；全市八十五岁以上已改为上门。"),
        ),
    ),
    petition(
        "a-step-of-fifteen-centimetres",
        156,
        "14:20",
        "解语",
        7303,
        "杏林街口",
        category="0102",
        request="杏林街人行道到医院门口差一个台阶，轮椅上不去，请修坡道。",
        facts=(
            "我陪父亲每周透析三次，轮椅推到医院门口，十五公分的坎，每次要求路人抬。医院说坎外面"
            "归市政，市政说坎里面归医院。就差这十五公分。"
        ),
        reasons="一袋水泥的事。",
        walk=(
            *straight(WORKS, "0102", "解语", "会同医院当面划清界线，先修后算。"),
            opinion(
                WORKS,
                14,
                decided(
                    "修坡道", Decision.SUPPORT, "坡道已浇好，加了扶手，沿街另外十一处坎一并修平。"
                ),
                found="界线正在台阶中间，两家都没有列入计划。",
                why="道路和公共建筑之间应当有无障碍衔接。",
                law="《中华人民共和国无障碍环境建设法》",
            ),
            *told(15, "解语", SATISFIED, SATISFIED, "今天父亲自己摇上去的。"),
            *ended(22, "解语说坡道好用，晚上有灯更好，已加灯。"),
        ),
    ),
    petition(
        "a-canteen-with-soft-rice",
        146,
        "11:11",
        "闻静姝",
        7304,
        "柳荫街社区",
        category="0907",
        matter=Matter.SUGGESTION,
        request="建议社区老年食堂晚上也开，米饭煮软一点，能送到楼上。",
        facts=(
            "我母亲八十六，中午在食堂吃，晚上就开水泡馒头。食堂两点关门，楼里像她这样的有十几位"
            "。饭有点硬，她假牙嚼不动，又不好意思说。"
        ),
        reasons="我在外地上班，替她们说一声。",
        walk=(
            *suggested(
                CIVIL,
                18,
                "0907",
                "闻静姝",
                Adoption.PARTLY,
                (
                    "软米饭即日起天天有；五楼以上和行动不便的老人，中午由志愿者送到门。晚餐先在柳荫街和"
                    "杏林街两处试办三个月，看人数再定，没有一次铺开，请您理解。请转告老人家：嚼不动要说"
                    "，我们爱听。"
                ),
            ),
            rate(20, "21:15", SATISFIED, FAIR, "妈妈说饭软了。晚上快点开吧。"),
            *ended(33, "闻静姝说母亲每天等志愿者敲门。"),
        ),
    ),
    petition(
        "eight-lines-of-thanks",
        137,
        "09:00",
        "晏如",
        7305,
        "西城门里19号",
        category="1701",
        channel=Channel.LETTER,
        matter=Matter.ENQUIRY,
        request="来信感谢窗口的同志，没有别的事。",
        facts=(
            "前年为老伴的墓地来过三次，窗口的同志每次都站起来说话，事情办好了还打电话来。今年清"
            "明去扫墓，想起来写封信道谢，信里夹了一片银杏叶。"
        ),
        walk=(
            register(1, "10:00", ZHOU, Matter.ENQUIRY, None, "1701"),
            ask_keeping(3, "11:00", SHEN, Keeping.NO_REQUEST, "来信道谢，没有请求；拟复信致意。"),
            approve(3, "16:00", GU, Step.KEEP, "同意。复信由经办的同志自己写。"),
        ),
    ),
    petition(
        "a-bed-that-costs-more",
        118,
        "20:02",
        "敖青",
        7306,
        "西山养护院",
        category="0907",
        request="养老院突然每月加收六百元护理费，请查合不合规定。",
        facts=(
            "父亲住了三年，合同写每年调整一次、提前三十天告知。这个月账单多了六百，说是升了护理"
            "等级，可是没人来评过，父亲还是自己吃饭自己走。"
        ),
        reasons="该加的我加，不能在账单上才知道。",
        against="西山养护院",
        walk=(
            *straight(CIVIL, "0907", "敖青", "请第三方重新评估，核对合同后书面答复。"),
            opinion(
                CIVIL,
                25,
                decided(
                    "查清加费依据",
                    Decision.SUPPORT,
                    "未经评估自行升级，已责令退还并恢复原等级，查出同样情形十四人一并退还。",
                ),
                found="养护院未组织评估，未提前告知。",
                why="调整护理等级应当经评估并由老人或者代理人确认。",
                law="《中华人民共和国老年人权益保障法》",
            ),
            *told(26, "敖青", SATISFIED, SATISFIED, "退了，也给别的老人退了。"),
            *ended(34, "敖青说评估员来过，父亲还和他下了棋。"),
        ),
    ),
    petition(
        "bills-from-another-province",
        113,
        "16:44",
        "籍寒衣",
        7307,
        "城西街60号",
        category="1501",
        request="父亲在外省住院的两万八没报，说没有备案，请帮忙看看能不能补。",
        facts=(
            "父亲去我弟弟家过年，突发脑梗送进当地医院，哪里顾得上备案。出院回来报销，窗口说没备"
            "案只能按三成。急诊病历、救护车单子都有。"
        ),
        reasons="没有人挑地方生病。",
        walk=(
            *straight(INSURANCE, "1501", "籍寒衣", "核对急诊病历，按急诊政策审核后书面答复。"),
            opinion(
                INSURANCE,
                40,
                decided(
                    "按急诊报销",
                    Decision.SUPPORT,
                    "急诊抢救视同已备案，按规定比例补报一万五千四百元。",
                ),
                decided("自费药品", Decision.REFUSE, "三种药品不在目录内，不能报销。"),
                found="病历载明急诊入院，救护车记录相符。",
                why="急诊抢救人员视同备案，不降低支付比例；目录外药品基金不支付。",
                law="《医疗保障基金使用监督管理条例》",
            ),
            *told(
                41,
                "籍寒衣",
                SATISFIED,
                DISSATISFIED,
                "钱是补了，可是为一张单子跑了五趟，窗口第一回就该告诉我急诊不用备案。",
            ),
            *ended(57, "籍寒衣说钱已到账；意见转医保局，窗口已贴出急诊须知。"),
        ),
    ),
    petition(
        "who-may-vote-in-the-lane",
        91,
        "12:00",
        "衡之",
        7308,
        "马家巷社区",
        category="0903",
        matter=Matter.ENQUIRY,
        request="租房住的能不能参加居委会选举，需要什么证明？",
        facts=(
            "我在马家巷租房住了四年，孩子在这里上学，热心邻里的事。贴出来的选民名单没有我，想问"
            "问租户有没有资格，今年还来不来得及。"
        ),
        walk=(
            *enquired(
                1,
                "0903",
                "衡之",
                (
                    "您好。在本社区住满一年、本人申请参加选举的租户可以登记，带身份证和租房合同（或居住"
                    "证）到社区登记，名单公布后五日内也可以申请补登，不收费。今年补登到本月二十日，来得"
                    "及。感谢您愿意出力。"
                ),
            ),
            rate(2, "18:20", SATISFIED, None, "已补登，谢谢。"),
            *ended(11, "衡之说投了票，还当了监票人。"),
        ),
    ),
    petition(
        "tiles-over-the-lane",
        76,
        "09:12",
        "蔚长青",
        7309,
        "马家巷41号",
        category="0105",
        channel=Channel.VISIT,
        request="老祠堂的瓦往下掉，砸着人怎么得了，请修。",
        facts=(
            "马家巷41号是个老祠堂，没人住，屋檐的瓦一下雨就掉，巷子是孩子上学的路。房管所说是文"
            "物不能动，文物的人说要先立项。去年掉下来砸坏一辆三轮车，写了条子也没下文。"
        ),
        reasons="先搭个棚子挡一挡总行吧。",
        walk=(
            *on_paper(WORKS, "0105", "蔚长青", "先搭防护棚，会同文物部门鉴定后书面答复。"),
            contact(11, "10:00", "pan.zhiyi", "上门", "已见面", "防护棚已搭好，蔚长青在场。"),
            ask_extension(
                56, "10:00", "pan.zhiyi", 25, "修缮方案须报省级文物部门批准，六十日内无法作出结论。"
            ),
            approve(57, "09:30", "tao.jiyue", Step.EXTEND, "同意，棚子每周查一次。"),
            serve_notice(
                60,
                "10:30",
                "pan.zhiyi",
                LetterKind.EXTENSION,
                Service.IN_PERSON,
                "蔚长青",
                "送达回证，本人签字",
            ),
        ),
    ),
    petition(
        "five-hours-for-five-minutes",
        69,
        "17:30",
        "钮百合",
        7310,
        "市第二医院",
        category="1205",
        request="孕检预约了九点，排到下午两点，请医院按时段叫号。",
        facts=(
            "手机约的九点，到了让重新取号，前面七十多个。怀孕七个月，走廊里没有座位。问护士，说"
            "网上的号和窗口的号各叫各的。"
        ),
        reasons="约了时间又不算，还不如不约。",
        walk=(
            *straight(HEALTH, "1205", "钮百合", "到现场跟一遍流程，督促改号源后书面答复。"),
            opinion(
                HEALTH,
                20,
                decided(
                    "按时段叫号",
                    Decision.SUPPORT,
                    "两套号合成一套，按预约时段叫号，产科走廊加了四十个座位。",
                ),
                found="预约号与现场号分池，互不计算。",
                why="医疗机构应当改进预约诊疗，方便患者。",
                law="《医疗机构管理条例》",
            ),
            *told(21, "钮百合", SATISFIED, SATISFIED, "这周二十分钟就看上了。"),
            *ended(29, "钮百合说母子平安。"),
        ),
    ),
    petition(
        "drums-before-dawn",
        55,
        "05:48",
        "路知白",
        7311,
        "西城门外广场",
        category="0402",
        request="广场上早晨五点半敲锣打鼓，请让他们晚一点、小一点。",
        facts=(
            "腰鼓队五点半开练，一直到七点。我妻子化疗，最怕吵。我去说过，领队的大姐很客气，可是"
            "换一拨人又敲。"
        ),
        reasons="不想赶谁走，七点以后敲就好。",
        walk=(
            *straight(NOISE, "0402", "路知白", "会同社区与腰鼓队商量时间和地点后书面答复。"),
            opinion(
                NOISE,
                18,
                decided(
                    "调整时间和音量",
                    Decision.SUPPORT,
                    "约定七点以后开始，五面鼓以上到河边练，广场装了噪声显示屏。",
                ),
                found="清晨五点四十测得六十八分贝。",
                why="在公共场所健身应当避免干扰周围生活环境。",
                law="《中华人民共和国噪声污染防治法》",
            ),
            opened(20, "19:20", "路知白"),
        ),
    ),
)
