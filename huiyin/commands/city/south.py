"""Petitions of the south of the city: the market, shops, riders, buses, what is eaten at night."""

from huiyin.commands.city.begun import CLAIM, FORWARDED, SHEN, SIXTH, ZHOU, registered
from huiyin.commands.city.lives import (
    AIR,
    DISSATISFIED,
    FAIR,
    LABOUR,
    MARKET,
    SATISFIED,
    TRAFFIC,
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
    decided,
    forward,
    opened_notice,
    rate,
    register,
    sign,
)
from huiyin.rules.terms import Adoption, Channel, Decision, Matter, Naming

SHOP_LAW = "《中华人民共和国消费者权益保护法》"

SOUTH: tuple[Story, ...] = (
    petition(
        "the-card-of-the-closed-gym",
        171,
        "12:25",
        "宗夏",
        7201,
        "城南广场负一层",
        category="1102",
        request="健身房关门跑路，卡里还有两千四，请追回来。",
        facts=(
            "四月办的年卡，六月底贴条说装修，七月人去楼空，器械都搬了。办卡的一百多人建了群，老"
            "板电话停机，合同上的公司注册地址是个菜鸟驿站。"
        ),
        reasons="年卡是他们站在门口拉人办的，不能拍拍屁股走了。",
        against="城南广场某健身房",
        walk=(
            *straight(MARKET, "1102", "宗夏", "查询登记和账户，联系经营者后书面答复。"),
            opinion(
                MARKET,
                44,
                decided(
                    "追回预付款",
                    Decision.EXPLAIN,
                    (
                        "经营者失联，已列入经营异常名录并移送线索；预付款不在监管账户，行政机关不能直接追偿"
                        "，请持合同起诉，法律援助窗口已登记您的名字。"
                    ),
                ),
                found="收取预付款未存入监管账户，涉及一百三十六人。",
                why="预付款纠纷属于民事争议，无法由行政机关裁决返还。",
                law=SHOP_LAW,
            ),
            *told(45, "宗夏", FAIR, DISSATISFIED, "道理懂，可是早干嘛去了，开业的时候就该管账户。"),
            *ended(
                58, "宗夏说已经和另外二十人一起起诉；建议开业就查监管账户，已转市场监管局研究。"
            ),
        ),
    ),
    petition(
        "fees-of-nine-stalls",
        161,
        "08:50",
        "茅长顺等9人",
        7202,
        "城南农贸市场",
        category="1102",
        channel=Channel.VISIT,
        people=9,
        request="市场摊位费半年涨两回，卫生费又另收，请给个明白账。",
        facts=(
            "我们九个卖菜的，原来一个摊一月六百，开春涨到七百五，端午又涨到九百。问就说公司定的"
            "。卫生费原来含在里头，现在一天三块另收，收了地上还是我们自己扫。"
        ),
        reasons="俺们起早贪黑，一斤菜挣两毛，涨多少得有个说法。",
        against="城南农贸市场经营公司",
        walk=(
            *on_paper(MARKET, "1102", "茅长顺", "查收费公示、合同和票据，召集双方商量后书面答复。"),
            opinion(
                MARKET,
                38,
                decided(
                    "公布收费账目",
                    Decision.SUPPORT,
                    "市场已在门口公示全部收费项目和标准，合同期内不再涨价。",
                ),
                decided(
                    "另收的卫生费",
                    Decision.SUPPORT,
                    "合同约定摊位费含保洁，另收部分全部退还，每摊三百七十八元。",
                ),
                found="摊位合同写明含保洁，公司另收卫生费无依据；两次涨价未按合同提前告知。",
                why="收费应当明码标价，合同没有约定的不得另收。",
                law="《中华人民共和国价格法》",
            ),
            handed(MARKET, 41, "茅长顺"),
            rate(45, "19:05", SATISFIED, SATISFIED, "钱是在摊子上当面退的，中。"),
            *ended(52, "茅长顺说账贴出来了，字大，看得清。"),
        ),
    ),
    petition(
        "scales-that-weigh-too-much",
        133,
        "18:22",
        "桂子衿",
        7203,
        "城南农贸市场",
        category="1103",
        request="海鲜摊的秤不准，一斤少一两多，请查。",
        facts=(
            "买了三斤二两的虾，回家称两斤七两，换一家也是。我带了自己的砝码回去当面称，摊主说水"
            "分，砝码又没有水分。"
        ),
        reasons="一次是误差，三家都轻就不是了。",
        walk=(
            *straight(MARKET, "1103", "桂子衿", "突击检查全部摊位的秤，检定后书面答复。"),
            opinion(
                MARKET,
                12,
                decided(
                    "查处不准的秤",
                    Decision.SUPPORT,
                    "抽检四十三台，七台作弊，已没收并处罚，市场设了公平秤两台。",
                ),
                found="七台电子秤被改装，示值偏大百分之十至十四。",
                why="使用以欺骗消费者为目的的计量器具应当没收并处罚。",
                law="《中华人民共和国计量法》",
            ),
            *told(13, "桂子衿", SATISFIED, SATISFIED, "公平秤就在门口，赞一个。"),
            *ended(20, "桂子衿说这个月买的都足秤。"),
        ),
    ),
    petition(
        "rainy-day-orders",
        111,
        "00:20",
        "步云开",
        7204,
        "城南骑手驿站",
        category="1503",
        request="暴雨那天站点不让请假，后来又说我旷工，扣了四百，请退回来。",
        facts=(
            "那天路上水没过脚踝，我摔了一跤，在群里请假，站长说缺一单罚一百。第二天医生让休息，"
            "开了条子，工资条上还是旷工四天扣四百。"
        ),
        reasons="人摔了还罚钱，说不过去。",
        against="城南某配送站",
        walk=(
            *straight(LABOUR, "1503", "步云开", "调取派单记录和工资单，约谈站点后书面答复。"),
            opinion(
                LABOUR,
                24,
                decided("退还扣款", Decision.SUPPORT, "站点已退还四百元，并取消恶劣天气拒单处罚。"),
                found="扣款没有合同依据，诊断证明真实。",
                why="不得以罚款代替管理，恶劣天气应当保障劳动者安全。",
                law="《中华人民共和国劳动法》",
            ),
            *told(25, "步云开", SATISFIED, SATISFIED, "整个站都不罚了，兄弟们让我说声谢。"),
            *ended(33, "步云开说上周下大雨，系统自动延时，没人被罚。"),
        ),
    ),
    petition(
        "smoke-below-the-balcony",
        97,
        "21:50",
        "茹晚晴",
        7205,
        "桂香巷19号",
        category="0402",
        request="楼下烧烤店的油烟直排，请装净化设备，别对着窗户吹。",
        facts=(
            "烟管就伸在二楼窗台下面，傍晚六点到半夜两点，窗户一个夏天没开过。衣服要拿到单位去晾"
            "。投诉过，来检查那天就换成卖凉菜。"
        ),
        reasons="晚上来，晚上来，晚上来。",
        against="桂香巷某烧烤店",
        walk=(
            *straight(AIR, "0402", "茹晚晴", "夜间不打招呼检查，监测后书面答复。"),
            opinion(
                AIR,
                27,
                decided(
                    "治理油烟", Decision.SUPPORT, "已责令停用直排烟管，装净化器，烟道改走屋顶。"
                ),
                found="夜间两次检查，净化器未开启，排口距窗一点二米。",
                why="产生油烟的餐饮店应当安装并正常使用净化设施。",
                law="《中华人民共和国大气污染防治法》",
            ),
            *told(28, "茹晚晴", SATISFIED, FAIR, "白天好多了，半夜偶尔还有味。"),
            *ended(44, "茹晚晴说近半月没有味道。"),
        ),
    ),
    petition(
        "bicycles-on-the-blind-path",
        84,
        "07:45",
        "舒望",
        7206,
        "城南广场地铁口",
        category="0102",
        matter=Matter.SUGGESTION,
        request="建议在地铁口给共享单车画停车框，盲道上不许停。",
        facts=(
            "我眼睛看不见，每天走盲道上班。地铁口盲道上常年倒着一堆自行车，我摔过两次。这封信是"
            "手机读给我听、我说它写的，有错字请包涵。"
        ),
        reasons="画个框，比贴十张告示有用。我愿意带你们的人走一遍。",
        walk=(
            *suggested(
                WORKS,
                15,
                "0102",
                "舒望",
                Adoption.ADOPTED,
                (
                    "我们请您带着走了一遍，也蒙上眼睛走了一遍，十分惭愧。全市三十一个地铁口本月画框，框"
                    "外还车不结算；盲道由企业每天早晚各清一次。谢谢您教我们怎么看路。"
                ),
            ),
            rate(17, "18:05", SATISFIED, SATISFIED, "今天一路走到单位，没有碰到一辆。"),
            *ended(26, "舒望说框画好了，还差两个口子，已补上。"),
        ),
    ),
    petition(
        "what-is-in-the-cold-dishes",
        72,
        "23:58",
        "",
        0,
        "桂香巷",
        category="1203",
        naming=Naming.ANONYMOUS,
        request="桂香巷一家凉菜店后厨在厕所隔壁切菜，请去看看。",
        facts=(
            "我在那里打过工，后厨和厕所就隔一块布，切菜的案子和拖把放一起，隔夜的凉皮第二天拌点"
            "醋再卖。健康证是老板娘一个人的，其他人没有。"
        ),
        reasons="我不留名，但是吃坏肚子的事别再有了。",
        against="桂香巷某凉菜店",
        walk=(
            *straight(MARKET, "1203", "信访人", "不打招呼检查后厨，取样送检后答复。"),
            opinion(
                MARKET,
                16,
                decided(
                    "检查后厨", Decision.SUPPORT, "情况属实，责令停业整改，罚款，没收不合格食品。"
                ),
                found="操作间与厕所未隔断，三名从业人员无健康证，抽检两批不合格。",
                why="餐饮服务应当与有毒、有害场所保持规定距离，从业人员应当取得健康证明。",
                law="《中华人民共和国食品安全法》",
            ),
            *told(17, "信访人", SATISFIED, SATISFIED, "关了，早该关。"),
            *ended(25, "没有电话，凭查询码留言告知复查结果。", reached=False),
        ),
    ),
    petition(
        "no-short-trips",
        61,
        "22:14",
        "耿一苇",
        7208,
        "城南客运站",
        category="0601",
        request="客运站门口的出租车挑客拒载，近了不去，请查一查。",
        facts=(
            "末班车到站，拖着箱子问了六辆，一听十块钱的路程都摇手，有一辆开口五十。排队区没有管"
            "理的人。我记了其中三辆的号码，写在补充材料里。"
        ),
        walk=(
            *straight(TRAFFIC, "0601", "耿一苇", "调取站前监控，约谈车主后书面答复。"),
            opinion(
                TRAFFIC,
                23,
                decided(
                    "查处拒载",
                    Decision.SUPPORT,
                    "三辆车均已处罚，站前设调度员值守到末班车后半小时。",
                ),
                found="监控显示三辆空车拒载，一辆议价。",
                why="出租汽车在站点候客时不得拒载、议价。",
                law="《云岭市出租汽车管理办法》",
            ),
            *told(24, "耿一苇", SATISFIED, SATISFIED, "查得快，还打电话告诉我罚了多少。"),
        ),
    ),
    petition(
        "the-bus-to-the-clinic",
        46,
        "09:40",
        "诸葛秀英",
        7209,
        "南河沿36号",
        category="0603",
        channel=Channel.LETTER,
        request="七路公交撤了南河沿站，老人看病走不动，恳请恢复。",
        facts=(
            "老身今年八十一，住南河沿四十年，一向坐七路去医院拿药，三站地。上月站牌拔了，说是线"
            "路优化。如今要走到大桥头，一里多路，中间还要过两条大马路。我们这一片七八十岁的有几"
            "十位，都是这样。"
        ),
        reasons="年轻人不坐，老人坐。写字手抖，请见谅。",
        walk=on_paper(TRAFFIC, "0603", "诸葛秀英", "上门了解，查客流，研究恢复站点后书面答复。"),
    ),
    petition(
        "a-licence-for-a-breakfast-cart",
        41,
        "05:20",
        "池小北",
        7210,
        "城南菜场外",
        category="1103",
        matter=Matter.ENQUIRY,
        request="想摆个早餐车卖煎饼，要办什么证，哪里能摆？",
        facts=(
            "下岗了，跟人学了摊煎饼，车也买了。有人说要营业执照，有人说小摊不用，怕被收车。早上"
            "五点到八点半，卖完就走，保证地上干净。"
        ),
        walk=(
            *enquired(
                1,
                "1103",
                "池小北",
                (
                    "您好。卖煎饼属于小摊点，办食品小摊点备案卡就行，不收费：带身份证、健康证到城南市场"
                    "监管所，当天领卡。早上五点到九点可以在菜场外东侧划线区摆，先到先得。健康证到社区医"
                    "院办，有低保的免费。祝生意好。"
                ),
            ),
            rate(2, "09:00", SATISFIED, None, "卡领到了，第一天卖了八十套。"),
        ),
    ),
    petition(
        "parcels-in-the-rain",
        31,
        "18:40",
        "蒲一舟",
        7211,
        "南河沿邮政网点",
        category="0604",
        channel=Channel.CALL,
        request="快递网点把包裹堆在露天，下雨泡了，还让签收，请处理。",
        facts=(
            "来电人说网点搬家后一直堆在院里，一块塑料布盖着。他的一箱书全泡了，网点说保价才赔。"
            "老人打电话说看不清手机，取件码要人念。"
        ),
        walk=(
            register(1, "10:00", ZHOU, CLAIM, SIXTH, "0604"),
            forward(18, "11:20", SHEN, "yunling-transport"),
            sign(19, "09:15", "kuang.yuanzhou"),
        ),
    ),
    petition(
        "music-under-the-overpass",
        27,
        "20:48",
        "褚云岫",
        7212,
        "城南立交桥下",
        category="1102",
        request="立交桥下夜市占了整条人行道，推婴儿车只能走机动车道。",
        facts=(
            "摊位从桥墩一直摆到公交站，两边都是，中间过不去。推婴儿车、轮椅的都走马路，前天一辆"
            "车急刹，差一点。摊主也不容易，能不能退后两米。"
        ),
        walk=(
            registered("1102"),
            forward(2, "10:10", SHEN, "yunling-market"),
            opened_notice(2, "19:30", FORWARDED, "褚云岫"),
            sign(4, "09:05", "ming.zhaoqi"),
        ),
    ),
)
