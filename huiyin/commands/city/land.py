"""Petitions from the villages and townships: land, roads, subsidies, the old and the poor."""

from huiyin.commands.city.offices import BEILING
from huiyin.commands.city.story import (
    Story,
    accept,
    allot,
    close,
    contact,
    follow_up,
    forward,
    inform,
    note,
    opened_notice,
    register,
    serve,
    serve_notice,
    sign,
)
from huiyin.rules.terms import Channel, LetterKind, Matter, Procedure, Service

CEN, MIAO = "cen.xiangwan", "miao.chunye"
CLAIM, SIXTH = Matter.CLAIM, Procedure.PETITION
FORWARDED, ACCEPTED = LetterKind.FORWARDING_NOTICE, LetterKind.ACCEPTANCE

LAND: tuple[Story, ...] = (
    Story(
        slug="half-a-road",
        bureau="beiling-bureau",
        before=23,
        time="09:50",
        channel=Channel.LETTER,
        name="牛启发",
        address="北岭县马蹄沟乡沟口村二组",
        people=18,
        request="修好沟口村到乡里那段被水冲掉半边的路。",
        facts=(
            "去年夏天发大水，沟口村到乡里的路在老柳树拐弯那儿冲掉了半边，只剩一辆小车宽，下面就"
            "是河沟。拉化肥的车过不来，娃娃坐校车每次都要下来走过去再上车。村里拿石头拦了一道，"
            "晚上看不见，正月里有个骑摩托的掉下去，腿摔断了。乡里来看过、量过、照过相，后面就没"
            "有话了。我们村十八个人按了手印。"
        ),
        reasons="今年汛期眼看又到了，再冲一回，这条路就没了。",
        complained_about="",
        division="990122201",
        place="沟口村至乡政府公路老柳树弯",
        category="0602",
        walk=(
            register(3, "15:10", CEN, CLAIM, SIXTH, "0602"),
            note(
                3,
                "15:16",
                CEN,
                (
                    "乡道还是村道要核实管养单位：问过乡里，说去年已移交县交通局管养，交通局说还"
                    "没有办完交接。"
                ),
            ),
        ),
    ),
    Story(
        slug="minimum-living-allowance",
        bureau="beiling-bureau",
        before=78,
        time="15:25",
        channel=Channel.VISIT,
        name="蒲秀芝",
        phone="19900004501",
        address="北岭县望山镇后坪村",
        request="重新核一下我家的低保，为什么停了。",
        facts=(
            "我男人前年中风，左边身子动不了，大儿子在外面打零工，小女儿上初二。低保吃了一年零三"
            "个月，去年秋天忽然停了，镇上说我家有一辆车。那车是大儿子给老板开的，登记了他的名字，"
            "早就过户回去了，我有过户的单子。我去镇上说了三次，头两次说人不在，第三次说要等年底"
            "统一审。药不能等到年底吃。"
        ),
        reasons="有就说有，没有就说没有，我没有瞒过一样东西。",
        complained_about="望山镇低保经办人员",
        division="990122101",
        place="望山镇后坪村",
        category="0908",
        walk=(
            register(0, "15:50", CEN, CLAIM, SIXTH, "0908"),
            forward(5, "10:10", CEN, "beiling-civil"),
            serve_notice(
                6, "09:30", CEN, FORWARDED, Service.POST, "蒲秀芝", "挂号信回执，村委会代收转交"
            ),
            sign(8, "08:55", "zhuo.haitang"),
            allot(8, "09:05", "zhuo.haitang", "ai.ruozhu"),
            accept(
                10,
                "14:30",
                "ai.ruozhu",
                "调取车辆登记变更记录，入户核查家庭收入和支出，重新测算后答复。",
            ),
            serve_notice(
                12,
                "11:20",
                "ai.ruozhu",
                ACCEPTED,
                Service.IN_PERSON,
                "蒲秀芝",
                "送达回证，按手印，村干部见证",
            ),
            contact(
                13,
                "10:00",
                "ai.ruozhu",
                "上门",
                "已见面",
                "看到过户单原件，日期早于停发日期两个月。先按临时救助给了两个月的生活补助。",
            ),
            contact(
                44,
                "16:10",
                "ai.ruozhu",
                "电话",
                "未接通",
                "连打两次无人接，村里说她陪丈夫在县医院。",
            ),
            note(
                58,
                "09:00",
                "ai.ruozhu",
                "车管部门回函到了，确认早已过户。恢复低保的审批表缺镇里盖章，已催两次。",
            ),
        ),
    ),
    Story(
        slug="grain-subsidy-of-a-rented-field",
        bureau="qinghe-bureau",
        before=17,
        time="10:44",
        channel=Channel.CALL,
        name="汤满仓",
        phone="19900004502",
        address="青禾县石桥乡桥头村",
        request="把种粮补贴发给真正种地的人，去年的一万三千多元请补发。",
        facts=(
            "来电人称，租了本村四十一户共三百八十亩地种小麦，已经五年。前三年种粮补贴按合同打到"
            "他卡上，去年起直接打给了承包户，合同写得清清楚楚补贴归种地的人。找村里，村里说是县"
            "里系统改了；找县里，说村里报的花名册就是这样。承包户多数愿意退，有十来户不肯。"
        ),
        reasons="化肥、柴油一年比一年贵，补贴是给种粮的，不是给名字的。",
        complained_about="",
        division="990121201",
        place="桥头村",
        category="1005",
        walk=(
            register(1, "09:20", MIAO, CLAIM, SIXTH, "1005"),
            forward(4, "15:00", MIAO, "qinghe-farming"),
            serve_notice(
                6, "09:40", MIAO, FORWARDED, Service.POST, "汤满仓", "挂号信回执，本人签收"
            ),
        ),
    ),
    Story(
        slug="transition-rent",
        bureau="beiling-bureau",
        before=30,
        time="21:08",
        name="柯立群",
        phone="19900004503",
        address="北岭县岭北路临时租住（原岭北村一组）",
        electronic=True,
        people=3,
        request="按协议补发七个月的过渡费，并告知安置房什么时候能住。",
        facts=(
            "岭北村旧村改造，我家三年前签协议腾房，过渡费每月一千二，每季度一发。从去年九月起就"
            "没有再发，今年问了五次，有说财政没到账的，有说要换银行卡的。安置房原说两年交，现在"
            "第三年了还在做地下室。我们三兄弟三家，父母跟着我租房，房东下月要涨房租。"
        ),
        reasons="白纸黑字的协议，逾期还应当加倍。请给一个书面的时间。",
        complained_about="岭北村改造指挥部",
        division=BEILING,
        place="岭北村一组",
        category="0107",
        walk=(
            register(1, "08:50", CEN, CLAIM, SIXTH, "0107"),
            forward(4, "10:30", CEN, "beiling-land"),
            opened_notice(4, "12:10", FORWARDED, "柯立群"),
            sign(5, "09:05", "nie.panshan"),
            allot(5, "09:12", "nie.panshan", "xiang.yunpo"),
            accept(
                8,
                "11:20",
                "xiang.yunpo",
                "核对三户协议和发放台账，商财政部门确定补发时间，向施工单位核实工期后答复。",
            ),
            opened_notice(8, "21:40", ACCEPTED, "柯立群"),
            contact(
                12,
                "15:45",
                "xiang.yunpo",
                "电话",
                "已接通",
                "核对账号，没有换卡的问题，欠发七个月属实。告知财政已列入本季度支出。",
            ),
            note(
                19,
                "10:00",
                "xiang.yunpo",
                "同批未发的一共九十四户，不只这三户，建议一并补发，已写专报。",
            ),
        ),
    ),
    Story(
        slug="warning-of-a-party-member",
        bureau="qinghe-bureau",
        before=38,
        time="10:10",
        channel=Channel.LETTER,
        name="申如山",
        phone="19900004504",
        address="青禾县柳泉镇上河村",
        request="对给我的党内警告处分不服，请求重新审查。",
        facts=(
            "我是上河村的老支部委员，党龄三十一年。去年村里修文化广场，多出来的二十方砂石我做主"
            "铺了通往敬老院的那段路，没有开会。镇里认定我违反集体决策程序，给了党内警告。砂石没"
            "有一方用到我家，敬老院的老人可以作证。处分决定去年底送到我手里，我当时没有说话，心"
            "里一直过不去。"
        ),
        reasons="程序不对我承认，但给处分是不是重了，请上级看一看。",
        complained_about="",
        division="990121101",
        place="柳泉镇上河村",
        category="0501",
        walk=(
            register(2, "09:30", MIAO, CLAIM, Procedure.PARTY, "0501"),
            inform(
                6,
                "10:20",
                MIAO,
                procedure=Procedure.PARTY,
                organ="中共青禾县柳泉镇委员会、中共青禾县纪律检查委员会",
                basis=(
                    "《中国共产党章程》《中国共产党纪律处分条例》：党员对所受党纪处分不服的，可"
                    "以依照党章和有关规定提出申诉。"
                ),
                time_limit="提出申诉和作出答复的期限，按照党内有关规定执行；申诉期间不停止处分的执行。",
                what_to_do=(
                    "请写一份申诉书，写清对处分决定中哪些事实、定性或者轻重有意见，附处分决定和"
                    "证明材料，先交作出处分决定的党组织；对其答复仍有意见的，可以向上一级党组织"
                    "提出。"
                ),
            ),
            serve(9, "09:00", MIAO, Service.POST, "申如山", "挂号信回执，本人签收"),
            follow_up(13, "15:30", MIAO, "申如山说信收到了，看得懂，申诉书已经交到镇里。"),
            close(13, "16:00", MIAO),
        ),
    ),
)
