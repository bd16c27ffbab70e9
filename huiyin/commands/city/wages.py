"""Petitions about work: wages, contracts, insurance, the pension."""

from huiyin.commands.city.offices import CITY, QINGHE
from huiyin.commands.city.story import (
    Story,
    allot,
    close,
    contact,
    follow_up,
    forward,
    inform,
    note,
    opened_notice,
    rate,
    register,
    serve,
    serve_notice,
    sign,
)
from huiyin.rules.terms import Channel, LetterKind, Matter, Procedure, Rating, Service

ZHOU, SHEN, HEAD, QIAN, LUO = "zhou.yuhe", "shen.wenzhou", "feng.tinglan", "qian.yuan", "luo.xingye"
CLAIM = Matter.CLAIM
FORWARDED = LetterKind.FORWARDING_NOTICE

WAGES: tuple[Story, ...] = (
    Story(
        slug="twelve-plasterers",
        bureau="yunling-bureau",
        before=62,
        time="09:18",
        channel=Channel.VISIT,
        name="马三顺",
        phone="19900002301",
        address="云岭市云锦路工地生活区（户籍地北岭县望山镇）",
        people=12,
        request="要回去年八月到十二月的工钱，十二个人一共二十三万六千元。",
        facts=(
            "我们十二个人在云锦路商业楼抹灰，带班的叫老丁，说好三百八一天，按月先给生活费，年底"
            "结清。到腊月二十几，老丁说总包没给他钱，总包说给了老丁了。现在老丁电话不接。我们有"
            "记工的本子，每天都是带班签的字，还有进出工地刷脸的记录可以查。来的是我们选的三个代"
            "表，其他人在门外等。"
        ),
        reasons="干活给钱，天经地义。有两家孩子等着交学费，不想闹，就想把账算清。",
        complained_about="云锦路商业楼项目总承包单位",
        division=CITY,
        place="云锦路商业楼工地",
        category="1503",
        walk=(
            register(0, "09:40", ZHOU, CLAIM, Procedure.DUTY, "1503"),
            forward(1, "08:45", SHEN, "yunling-labour"),
            serve_notice(
                1,
                "10:00",
                ZHOU,
                FORWARDED,
                Service.IN_PERSON,
                "马三顺等三名代表",
                "送达回证，三名代表签字",
            ),
            sign(1, "10:30", HEAD),
            allot(1, "10:34", HEAD, QIAN),
            contact(
                2,
                "09:10",
                QIAN,
                "来访",
                "已见面",
                "三名代表带来记工本原件，复印后退还；约好其余九人分两批来做笔录。",
            ),
            inform(
                4,
                "16:00",
                QIAN,
                procedure=Procedure.DUTY,
                organ="云岭市人力资源和社会保障局（劳动保障监察支队）",
                basis=(
                    "《保障农民工工资支付条例》《劳动保障监察条例》：对拖欠农民工工资的，由人力"
                    "资源社会保障行政部门依法查处，施工总承包单位对分包单位拖欠的工资先行清偿。"
                ),
                time_limit="自立案之日起六十个工作日内办结；情况复杂的，经批准可以延长三十个工作日。",
                what_to_do=(
                    "本局已立案调查，您不必再到别处申请。请保管好记工本原件，其余九人带身份证来"
                    "做笔录；有新的付款或者联系不上的情况，请随时告诉承办人。"
                ),
            ),
            serve(
                4, "17:00", QIAN, Service.IN_PERSON, "马三顺等三名代表", "送达回证，三名代表签字"
            ),
            contact(
                18,
                "14:20",
                QIAN,
                "电话",
                "已接通",
                (
                    "告知已对总包单位下达限期改正指令书，总包认可刷脸记录与记工本相符的天数，十"
                    "日内由工资专户发放。"
                ),
            ),
            contact(
                29,
                "11:05",
                QIAN,
                "电话",
                "已接通",
                "二十三万一千八百元已全部到个人卡，差额四千二百元为双方确认的停工日。",
            ),
            rate(
                30,
                "20:10",
                Rating.SATISFIED,
                Rating.SATISFIED,
                "一个月拿到钱，没让我们跑冤枉路。谢谢做笔录的那位同志。",
            ),
            follow_up(40, "10:00", SHEN, "马三顺说十二个人都拿到了，对停工日的扣减没有意见。"),
            close(41, "09:10", SHEN),
        ),
    ),
    Story(
        slug="dismissed-while-expecting",
        bureau="yunling-bureau",
        before=10,
        time="22:12",
        name="卢意浓",
        phone="19900002302",
        address="云岭市朝晖路9号院2栋",
        electronic=True,
        request="要求公司支付违法解除劳动合同的赔偿金，补发两个月工资。",
        facts=(
            "我在一家做外贸服装的公司当跟单，合同签到明年六月。怀孕三个月时告诉了主管，第二个月"
            "就把我调到仓库盘点，要站一整天。我请了两天病假，有医院的条子，回来人事就说我旷工，"
            "让我当天交工牌。工资也停了两个月没发。我有解除通知书、病假条和聊天记录。"
        ),
        reasons="公司说可以去告。我不知道该去哪里告，也怕肚子大了跑不动，请告诉我一条最近的路。",
        complained_about="某外贸服装公司",
        division=CITY,
        place="朝晖路外贸产业园",
        category="1506",
        walk=(
            register(1, "09:15", ZHOU, CLAIM, Procedure.ARBITRATION, "1506"),
            forward(2, "10:20", SHEN, "yunling-labour"),
            opened_notice(2, "13:02", FORWARDED, "卢意浓"),
            sign(3, "09:00", HEAD),
            allot(3, "09:03", HEAD, LUO),
            contact(
                5,
                "10:40",
                LUO,
                "电话",
                "已接通",
                (
                    "解释为什么走仲裁，说明可以网上立案、可以申请法律援助、不收费。对方说会先在"
                    "网上试。"
                ),
            ),
            inform(
                8,
                "15:10",
                LUO,
                procedure=Procedure.ARBITRATION,
                organ="云岭市劳动人事争议仲裁委员会（学府路58号一楼，可以网上立案，不收费）",
                basis=(
                    "《中华人民共和国劳动争议调解仲裁法》《中华人民共和国劳动合同法》：因解除劳"
                    "动合同、劳动报酬发生的争议，由劳动争议仲裁委员会仲裁。"
                ),
                time_limit=(
                    "应当自知道或者应当知道权利受到侵害之日起一年内申请仲裁；仲裁庭一般在受理后"
                    "四十五日内裁决。"
                ),
                what_to_do=(
                    "请准备仲裁申请书、劳动合同、解除通知书、病假条、工资流水和聊天记录。怀孕行"
                    "动不便的，可以网上提交，也可以委托家人；需要免费律师的，可以向市法律援助中"
                    "心申请。"
                ),
            ),
        ),
    ),
    Story(
        slug="riders-deductions",
        bureau="yunling-bureau",
        before=13,
        time="19:20",
        name="袁骁",
        phone="19900002303",
        address="云岭市城南路批发市场3区",
        electronic=True,
        people=7,
        request="查一下飞禾配送城南站，把乱扣我们的钱退回来。",
        facts=(
            "我们七个人在飞禾配送城南站送餐。三月换了站长，每人每月少发四百到七百，工资条上写的"
            "是“装备折旧”“站点服务费”。箱子和衣服入职时我们自己花钱买的，哪来的折旧？问站长，站"
            "长说不服就别干。没签过劳动合同，手机上点了个电子协议，现在打开是空白的。"
        ),
        reasons="单子是一单一单跑出来的，下雨天摔了也是自己的。扣可以，拿出规定来。",
        complained_about="飞禾配送城南站",
        division=CITY,
        place="城南路批发市场3区",
        category="1503",
        walk=(
            register(2, "09:48", ZHOU, CLAIM, Procedure.DUTY, "1503"),
            note(
                2,
                "09:52",
                ZHOU,
                (
                    "七人联名，附工资截图十四张。是劳动关系还是合作用工要先弄清，转办前请人社局"
                    "看一眼材料。"
                ),
            ),
        ),
    ),
    Story(
        slug="insurance-gap",
        bureau="yunling-bureau",
        before=20,
        time="11:06",
        channel=Channel.CALL,
        name="甘玉兰",
        phone="19900002304",
        address="云岭市钟鼓巷23号",
        request="补上原云岭针织厂拖欠的三年养老保险，否则明年办不了退休。",
        facts=(
            "来电人称，一九九五年到二〇〇九年在云岭针织厂挡车，厂子二〇〇九年改制。现在到社保窗"
            "口一查，二〇〇六到二〇〇八年三年没有缴费记录，可是工资条上月月都扣了个人部分。改制"
            "后的公司说这是老厂的事，社保窗口说要单位来补。同车间至少还有二十多人一样。"
        ),
        reasons="个人那份早就从工资里扣走了，工资条还在。来电人明年到退休年龄，怕耽误办手续。",
        complained_about="原云岭针织厂及改制后的公司",
        division=CITY,
        place="原云岭针织厂",
        category="1502",
        walk=(
            register(2, "10:10", ZHOU, CLAIM, Procedure.PETITION, "1502"),
            forward(6, "16:30", SHEN, "yunling-labour"),
            serve_notice(7, "10:20", ZHOU, FORWARDED, Service.POST, "甘玉兰", "邮政回执，家人代收"),
            sign(9, "14:05", HEAD),
            allot(9, "14:08", HEAD, LUO),
            note(
                11,
                "16:40",
                LUO,
                (
                    "改制方案存市国资部门档案室，已约下周调阅；欠费清单拟请社保中心按在册职工名"
                    "单一并导出，不只查她一个人。"
                ),
            ),
        ),
    ),
    Story(
        slug="four-years-at-the-machine-works",
        bureau="qinghe-bureau",
        before=3,
        time="10:20",
        channel=Channel.LETTER,
        name="赵培根",
        address="青禾县城关老街71号",
        request="恳请核实工龄，把一九七九年至一九八三年在县农机修造厂的四年算进去。",
        facts=(
            "尊敬的领导：我叫赵培根，今年六十七岁，青禾县城关人。一九七九年三月，我经街道推荐进"
            "原青禾县农机修造厂当学徒，跟一位姓吕的师傅学车工，头一年每月十八元，第三年转正三十"
            "一元五角。八三年底厂里合并，一部分人去了市里，我和另外九个人转到县供销社，一直干到"
            "退休。办退休的时候，档案袋里只有供销社的材料，工龄就从一九八四年算起，农机厂的四年"
            "没有了。同一批进厂的人，有的算了，我没有算，问起来说是人家自己找到了花名册。我托儿"
            "子问过，老花名册移交到了县档案馆，我腿脚不便，去过两回都没有碰上管事的人，第二回还"
            "下着雪。现附上学徒转正时的合影一张，我是后排左起第三个，吕师傅坐在中间；粮油关系转"
            "移证一张，上面有厂里的公章。都是复印件，原件我留着，需要就拿来。"
        ),
        reasons=(
            "四年工龄一个月差不了多少钱，但这是我年轻时候实实在在干过的，想要一个说法。字写得不"
            "好，请领导谅解。"
        ),
        complained_about="",
        division=QINGHE,
        place="原青禾县农机修造厂",
        category="1508",
    ),
)
