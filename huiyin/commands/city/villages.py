"""Petitions of the two counties: fields, accounts, buses, water; and two more sealed ones."""

from huiyin.commands.city.begun import ACCEPTED, CLAIM, FORWARDED, GU, SHEN, SIXTH, ZHOU
from huiyin.commands.city.lives import (
    BY_HAND,
    BY_POST,
    DISSATISFIED,
    FAIR,
    SATISFIED,
    Unit,
    handed,
    opinion,
)
from huiyin.commands.city.offices import BEILING, CITY, QINGHE
from huiyin.commands.city.story import (
    Story,
    Taken,
    accept,
    accuse,
    allot,
    close,
    contact,
    decided,
    follow_up,
    forward,
    hand_over,
    note,
    rate,
    register,
    serve_notice,
    sign,
)
from huiyin.rules.terms import Channel, Decision, Matter, Naming, Service

MIAO, CEN = "miao.chunye", "cen.xiangwan"
FARMING = Unit("qinghe-farming", "geng.nianfeng", "tian.guyu")
WAGES = Unit("qinghe-labour", "chu.yanlin", "xun.zhixing")
LIUQUAN = Unit("liuquan", "fan.lixia", "mi.baizhi")
SHIQIAO = Unit("shiqiao", "jian.songtao", "ou.qiaoxi")
LAND = Unit("beiling-land", "nie.panshan", "xiang.yunpo")
AID = Unit("beiling-civil", "zhuo.haitang", "ai.ruozhu")
ROADS = Unit("beiling-transport", "che.yuanzhi", "lu.xingchuan")
WANGSHAN = Unit("wangshan", "qu.wanqing", "ying.shanyue")
MATIGOU = Unit("matigou", "bian.qiushi", "gou.xiyan")


def _in_county(desk: str, unit: Unit, category: str, name: str, way: str) -> tuple[Taken, ...]:
    """Taken up through the county's bureau; letters go by post, then by hand."""
    return (
        register(1, "09:30", desk, CLAIM, SIXTH, category),
        forward(3, "10:05", desk, unit.office),
        sign(4, "09:20", unit.head),
        allot(4, "09:40", unit.head, unit.handler),
        serve_notice(6, "11:00", desk, FORWARDED, Service.POST, name, BY_POST),
        accept(7, "15:00", unit.handler, way),
        serve_notice(9, "10:30", unit.handler, ACCEPTED, Service.IN_PERSON, name, BY_HAND),
    )


def _ended(day: int, desk: str, words: str) -> tuple[Taken, ...]:
    return follow_up(day, "10:20", desk, words), close(day + 1, "09:30", desk)


VILLAGES: tuple[Story, ...] = (
    Story(
        slug="a-culvert-under-the-road",
        bureau="beiling-bureau",
        before=187,
        time="08:40",
        channel=Channel.VISIT,
        name="山大牛",
        phone="19900007601",
        address="北岭县望山镇岭根村",
        request="村口涵洞太小，一下雨就淹路，请换大的。",
        facts=(
            "涵洞是七几年修的，一抱粗，如今上头建了大棚，水下来得快，一下雨娃娃上学就得绕山梁。"
            "去年冲走一头猪。找过镇里，说列进计划了，计划在哪一年没说。"
        ),
        reasons="水不等人。",
        division="990122101",
        place="岭根村口",
        category="0104",
        walk=(
            *_in_county(CEN, WANGSHAN, "0104", "山大牛", "雨天到现场看，做方案后书面答复。"),
            opinion(
                WANGSHAN,
                33,
                decided("换涵洞", Decision.SUPPORT, "已换双孔管涵，雨季前完工。"),
                found="原涵洞过水断面不足三分之一。",
                why="资金已列入本年度以工代赈，具备实施条件。",
                law="《中华人民共和国乡村振兴促进法》",
            ),
            handed(WANGSHAN, 35, "山大牛"),
            rate(60, "12:00", SATISFIED, SATISFIED, "昨儿大雨，没淹。"),
            *_ended(62, CEN, "山大牛说路没淹，猪也没跑。"),
        ),
    ),
    Story(
        slug="seed-that-did-not-grow",
        bureau="qinghe-bureau",
        before=154,
        time="11:30",
        channel=Channel.CALL,
        name="禾生",
        phone="19900007602",
        address="青禾县石桥乡柳湾村",
        request="统一发的稻种不出苗，误了一季，请查种子、给赔偿。",
        facts=(
            "来电人说合作社统一发的种，撒下去出了不到三成，补种又晚了节气。同村二十来户都这样。"
            "种子袋子还留着，上头的日期是前年的。"
        ),
        reasons="庄稼误一季，就是误一年。",
        division=QINGHE,
        place="柳湾村",
        category="1005",
        walk=(
            *_in_county(MIAO, FARMING, "1005", "禾生", "封样送检，入户查苗后书面答复。"),
            opinion(
                FARMING,
                36,
                decided("查种子", Decision.SUPPORT, "送检发芽率四成一，属过期种子，已立案。"),
                decided("赔偿", Decision.SUPPORT, "由供种企业按亩产七成赔付二十三户，已到账。"),
                found="种子过保质期十四个月，二十三户二百一十亩。",
                why="种子质量造成损失的，经营者应当赔偿。",
                law="《中华人民共和国种子法》",
            ),
            handed(FARMING, 38, "禾生"),
            rate(45, "20:00", SATISFIED, SATISFIED, "赔了，明年自己留种。"),
            *_ended(48, MIAO, "禾生说二十三户都领到了。"),
        ),
    ),
    Story(
        slug="the-price-of-a-hillside",
        bureau="beiling-bureau",
        before=135,
        time="15:15",
        channel=Channel.LETTER,
        name="岳镇山",
        phone="19900007603",
        address="北岭县马蹄沟乡南坡村",
        request="征山坡地的补偿按荒地算，实际种了二十年核桃，请重算。",
        facts=(
            "修水库路征了我四亩坡地，按荒地给的钱。坡上六十四棵核桃树，二十年的树龄，照片和卖核"
            "桃的账本都有。丈量那天我在外打工，是村里代签的字。"
        ),
        reasons="树不会自己长在荒地上。",
        division=BEILING,
        place="南坡村",
        category="0303",
        walk=(
            *_in_county(CEN, LAND, "0303", "岳镇山", "现场数树，核对影像图后书面答复。"),
            opinion(
                LAND,
                52,
                decided(
                    "重算补偿",
                    Decision.SUPPORT,
                    "按园地补差，青苗按六十四棵盛果期核桃计，补发三万一千元。",
                ),
                found="十五年前的影像图已显示成片林木，代签无委托。",
                why="补偿应当按征收时土地的实际用途计算。",
                law="《中华人民共和国土地管理法》",
            ),
            handed(LAND, 55, "岳镇山"),
            rate(66, "09:00", SATISFIED, FAIR, "数对了，就是信走得慢。"),
            *_ended(70, CEN, "岳镇山说款到了。"),
        ),
    ),
    Story(
        slug="fourteen-from-the-tea-garden",
        bureau="qinghe-bureau",
        before=122,
        time="09:05",
        channel=Channel.VISIT,
        name="采薇",
        phone="19900007604",
        address="青禾县柳泉镇茶场",
        people=14,
        others=(("冬青", "19900009111"), ("春桃", "19900009112"), ("秋菊", "")),
        request="采茶三十天工钱没给，十四个人共两万五千二。",
        facts=(
            "清明前后在茶场采茶，讲好一天六十，管饭。采完老板说茶没卖出去，让等。记工本是自己画的正字。"
        ),
        reasons="我们都五六十岁了，工夫不值钱也得给钱，等着买化肥。",
        division=QINGHE,
        place="柳泉镇茶场",
        category="1503",
        walk=(
            *_in_county(MIAO, WAGES, "1503", "采薇", "核对记工本，约谈茶场后书面答复。"),
            opinion(
                WAGES,
                17,
                decided("付清工钱", Decision.SUPPORT, "茶场当面付清十四人工钱共两万五千二百元。"),
                found="记工本与茶场收茶记录一致。",
                why="应当按约定及时足额支付劳动报酬。",
                law="《中华人民共和国劳动法》",
            ),
            handed(WAGES, 18, "采薇"),
            rate(20, "19:00", SATISFIED, SATISFIED, "一个一个按手印领的，一分不少。"),
            *_ended(25, MIAO, "采薇说钱领了，化肥也买了。"),
        ),
    ),
    Story(
        slug="three-years-of-village-accounts",
        bureau="qinghe-bureau",
        before=100,
        time="20:20",
        name="明白",
        phone="19900007605",
        address="青禾县柳泉镇西岗村",
        request="请公布村里三年的鱼塘承包款和修路捐款账目。",
        facts=(
            "村里公开栏贴的还是前年的天气预报。鱼塘一年两万，修路大家捐了六万多，花在哪里没人说"
            "得清。我不是说谁拿了，就是要看账。"
        ),
        reasons="账贴出来，闲话就没了。",
        division="990121101",
        place="西岗村",
        category="1002",
        walk=(
            *_in_county(MIAO, LIUQUAN, "1002", "明白", "由镇里会同村民代表清账，上墙后书面答复。"),
            opinion(
                LIUQUAN,
                50,
                decided("公布账目", Decision.SUPPORT, "三年收支已逐笔上墙，并开会念了一遍。"),
                found="账目基本清楚，有八千元支出缺少票据，已要求补正。",
                why="村集体财务应当至少每季度公布一次。",
                law="《中华人民共和国村民委员会组织法》",
            ),
            handed(LIUQUAN, 52, "明白"),
            rate(58, "21:30", SATISFIED, SATISFIED, "账一贴，真没闲话了。"),
            *_ended(63, MIAO, "明白说下季度的也贴了。"),
        ),
    ),
    Story(
        slug="rubbish-by-the-reservoir",
        bureau="qinghe-bureau",
        before=81,
        time="06:40",
        channel=Channel.CALL,
        name="顾盼",
        phone="19900007606",
        address="青禾县石桥乡桥头村",
        request="水库边倒的垃圾没人清，下雨就冲进水里。",
        facts=(
            "来电人说垃圾桶撤了以后，大家就往水库边倒，夏天臭，下雨全冲下去，底下两个村吃这个水。"
        ),
        reasons="桶搬回来就好。",
        division="990121201",
        place="桥头村水库",
        category="0104",
        walk=(
            *_in_county(MIAO, SHIQIAO, "0104", "顾盼", "当日清运，重新设桶后书面答复。"),
            contact(
                10, "16:00", SHIQIAO.handler, "电话", "已接通", "告知当天拉走六车，桶次日放回。"
            ),
            opinion(
                SHIQIAO,
                20,
                decided("清运", Decision.SUPPORT, "已清运六车，设桶十二个，隔日清一次。"),
                found="撤桶并点后未设新点。",
                why="农村生活垃圾应当及时收集清运。",
                law="《中华人民共和国固体废物污染环境防治法》",
            ),
            handed(SHIQIAO, 22, "顾盼"),
            rate(30, "08:00", SATISFIED, DISSATISFIED, "头两个礼拜隔日来，后来又一礼拜一次了。"),
        ),
    ),
    Story(
        slug="the-last-bus-up-the-valley",
        bureau="beiling-bureau",
        before=60,
        time="17:20",
        name="凌波",
        phone="19900007607",
        address="北岭县望山镇",
        request="进山的末班车从六点提到四点半，学生放学赶不上，请改回去。",
        facts=(
            "镇中学五点放学，末班车四点半就走了，十几个娃走两个钟头山路。司机说天黑不安全，可是"
            "走路更不安全。"
        ),
        division=BEILING,
        place="望山镇至岭根村",
        category="0603",
        walk=_in_county(CEN, ROADS, "0603", "凌波", "随车走一趟，与学校和客运公司商量后书面答复。"),
    ),
    Story(
        slug="five-guarantees-for-one-man",
        bureau="beiling-bureau",
        before=48,
        time="10:10",
        channel=Channel.VISIT,
        name="孤松",
        phone="19900007608",
        address="北岭县马蹄沟乡沟口村",
        request="我无儿无女，六十八了，请按特困供养。",
        facts=(
            "一个人住窑洞，地种不动了，侄子在外头十年没回来。报过一回，说我有侄子，不算。侄子又"
            "不是儿子。腿疼，来一趟走了半天。"
        ),
        division=BEILING,
        place="沟口村",
        category="0908",
        walk=(
            *_in_county(CEN, AID, "0908", "孤松", "上门核查家境，符合的先救助后补手续。"),
            contact(
                10,
                "11:00",
                AID.handler,
                "上门",
                "已见面",
                "入户核查，送去米面油和棉被，临时救助已发。",
            ),
            opinion(
                AID,
                24,
                decided("特困供养", Decision.SUPPORT, "自本月起按分散供养发放，指定邻居照料。"),
                found="无法定赡养义务人，无劳动能力，无生活来源。",
                why="侄子不是法定赡养义务人，符合特困人员条件。",
                law="《社会救助暂行办法》",
            ),
            handed(AID, 26, "孤松"),
            rate(33, "12:00", SATISFIED, SATISFIED, "请人代写：谢谢，棉被暖和。"),
        ),
    ),
    Story(
        slug="a-spring-that-ran-dry",
        bureau="beiling-bureau",
        before=25,
        time="09:00",
        channel=Channel.VISIT,
        name="泉旺等22人",
        phone="19900007609",
        address="北岭县马蹄沟乡上沟村",
        people=22,
        request="村里的泉干了，二十二户吃水靠拉，请打井。",
        facts=(
            "开春泉眼就细了，五月断流。现在三轮车到沟底拉水，一车三户分。老人多，拉不动。水利上"
            "的人来看过，拍了照就走了。"
        ),
        reasons="人能将就，牲口不能将就。",
        division="990122201",
        place="上沟村",
        category="1011",
        walk=_in_county(CEN, MATIGOU, "1011", "泉旺", "先送水，请水文队找水后书面答复。"),
    ),
    Story(
        slug="sealed-three",
        bureau="yunling-bureau",
        before=116,
        time="11:45",
        channel=Channel.LETTER,
        name="贺兰石",
        phone="19900007610",
        address="青禾县柳泉镇",
        matter=Matter.ACCUSATION,
        request="实名举报柳泉镇政府虚报厕改户数套取补助，请查。",
        facts=(
            "镇里报了四百一十户改厕，我挨户走过，真改的不到二百。台账上有的人已经去世两年，有的"
            "户在外地买了房，照片是同一个厕所换角度拍的。名单和我走访的记录附后，一共九页。"
        ),
        reasons="钱是给老百姓修厕所的。请不要让镇里知道是我。",
        complained_about="青禾县柳泉镇人民政府",
        division=CITY,
        place="柳泉镇",
        category="0505",
        walk=(
            register(1, "09:10", ZHOU, Matter.ACCUSATION, None, "0505"),
            accuse(1, "09:15", ZHOU, office="liuquan"),
            hand_over(2, "09:00", SHEN, "qinghe-discipline"),
            serve_notice(
                5, "10:00", ZHOU, FORWARDED, Service.POST, "贺兰石", "加封面挂号邮寄，本人签收"
            ),
        ),
    ),
    Story(
        slug="sealed-four",
        bureau="yunling-bureau",
        before=53,
        time="03:33",
        naming=Naming.ANONYMOUS,
        matter=Matter.ACCUSATION,
        request="检举北岭县民政局截留救灾棉被，请查仓库。",
        facts=(
            "去年冬天下拨的救灾棉被一千条，发到村里六百多，余下的锁在局里仓库，过年当福利分了一"
            "批。出库单上的签字是一个人签的，笔迹一看就知道。仓库在老粮站后院。"
        ),
        reasons="我在里头做事，只能说到这里。",
        complained_about="北岭县民政局",
        division=BEILING,
        place="北岭县",
        category="0505",
        walk=(
            register(1, "08:50", ZHOU, Matter.ACCUSATION, None, "0505"),
            accuse(1, "08:55", ZHOU, office="beiling-civil"),
            note(1, "14:00", GU, "检举对象为县级单位，交市纪委监委研究办理层级，材料专人送达。"),
            hand_over(2, "09:10", SHEN, "yunling-discipline"),
        ),
    ),
)
