"""Petitions about where people live: flats, roofs, landlords of the state, the house next door."""

from huiyin.commands.city.offices import CITY, QINGHE
from huiyin.commands.city.story import (
    Story,
    accept,
    allot,
    answer_name,
    ask_name,
    contact,
    forward,
    inform,
    note,
    opened_notice,
    register,
    serve,
    serve_notice,
    sign,
    withdraw,
)
from huiyin.rules.terms import Channel, LetterKind, Matter, Naming, Procedure, Service

ZHOU, SHEN, HEAD = "zhou.yuhe", "shen.wenzhou", "tao.jiyue"
SHAO, PAN = "shao.tingyun", "pan.zhiyi"
CLAIM, SIXTH = Matter.CLAIM, Procedure.PETITION
FORWARDED, ACCEPTED = LetterKind.FORWARDING_NOTICE, LetterKind.ACCEPTANCE

HOMES: tuple[Story, ...] = (
    Story(
        slug="roof-of-the-rented-flat",
        bureau="yunling-bureau",
        before=66,
        time="14:52",
        name="熊佩兰",
        phone="19900003401",
        address="云岭市建设里公租房12号楼603",
        electronic=True,
        request="把公租房12号楼顶楼的漏水彻底修好，泡坏的墙和床给个说法。",
        facts=(
            "我家住公租房顶楼，前年就开始漏，修过三次，每次都是刷一层黑胶，过一个雨季又漏。今年"
            "更厉害，卧室吊顶掉下来一块，床垫湿透发霉，孩子咳嗽一个月了。报修电话每次都说登记了，"
            "等排期。房租我一个月没有欠过。"
        ),
        reasons="租的房子也是房子。刷胶是糊弄，要么翻修屋面，要么给我们换一套不漏的。",
        complained_about="公租房运营管理单位",
        division=CITY,
        place="建设里公租房12号楼",
        category="0109",
        walk=(
            register(1, "09:20", ZHOU, CLAIM, SIXTH, "0109"),
            forward(3, "10:00", SHEN, "yunling-housing"),
            opened_notice(3, "18:12", FORWARDED, "熊佩兰"),
            sign(4, "09:00", HEAD),
            allot(4, "09:06", HEAD, SHAO),
            accept(
                8,
                "15:40",
                SHAO,
                "请第三方检测屋面，核对三次维修记录，与运营单位商定修缮和周转办法后书面答复。",
            ),
            opened_notice(8, "20:44", ACCEPTED, "熊佩兰"),
            contact(
                20,
                "10:15",
                SHAO,
                "上门",
                "已见面",
                "看了卧室吊顶和床垫，拍照六张。先搬进10号楼空置房周转，免周转期租金。",
            ),
            contact(
                47,
                "09:40",
                SHAO,
                "电话",
                "已接通",
                "检测报告出来了，防水层整体失效，需整幢翻修。告诉她报价正在审，月底前给书面答复。",
            ),
            note(
                55,
                "17:00",
                SHAO,
                (
                    "翻修预算五十八万元已报局长办公会。处理意见书初稿已写好，等预算批复写进去，"
                    "注意六十日期限。"
                ),
            ),
        ),
    ),
    Story(
        slug="lifts-and-the-reserve-fund",
        bureau="yunling-bureau",
        before=22,
        time="23:05",
        naming=Naming.WITHHELD,
        name="邱见微",
        phone="19900003402",
        address="云岭市梧桐苑8幢1801",
        electronic=True,
        request="请核查梧桐苑物业动用维修资金换电梯配件的账，并督促公布明细。",
        facts=(
            "去年年底物业贴了一张单子，说8幢两部电梯换曳引机花了四十一万，从维修资金里出。可是从"
            "头到尾没有开过业主会，征求意见表上有我们家的签名，根本不是我签的。楼里还有三户也说"
            "自己没签过。电梯换完不到五个月又停了两次，维保公司的人私下说机器是翻新的。"
        ),
        reasons=(
            "我在物业的关联公司上班，怕穿小鞋，请不要把我的名字给住建局和物业。账对不对，一看合"
            "同和发票就知道。"
        ),
        complained_about="梧桐苑物业服务企业",
        division=CITY,
        place="梧桐苑8幢",
        category="0109",
        walk=(
            register(1, "09:33", ZHOU, CLAIM, SIXTH, "0109"),
            forward(3, "11:10", SHEN, "yunling-housing"),
            opened_notice(3, "22:40", FORWARDED, "信访人"),
            sign(4, "08:50", HEAD),
            allot(4, "08:55", HEAD, PAN),
            accept(
                7,
                "16:10",
                PAN,
                (
                    "调取维修资金使用申请、表决材料、合同和发票，抽查签名真实性；不到信访人所在"
                    "单位了解。"
                ),
            ),
            opened_notice(8, "07:36", ACCEPTED, "信访人"),
            ask_name(
                9,
                "10:05",
                PAN,
                (
                    "核对表决表签名需要知道是哪一户，只用于比对笔迹，不告知物业企业，由两名工作"
                    "人员在局内进行。"
                ),
            ),
            answer_name(10, "21:18", agrees=True),
            contact(
                11,
                "15:30",
                ZHOU,
                "电话",
                "已接通",
                "经信访部门转约，信访人同意周末到住建局留笔迹样本，不与物业见面。",
            ),
        ),
    ),
    Story(
        slug="queue-for-a-rented-flat",
        bureau="yunling-bureau",
        before=26,
        time="15:12",
        channel=Channel.VISIT,
        name="谷守仁",
        phone="19900003403",
        address="云岭市北关巷3号后院平房",
        request="问清楚我家公租房轮候排到第几，为什么比我晚申请的先分到了。",
        facts=(
            "我和老伴都过了六十五，三年前交的公租房申请，批下来有通知书，轮候号是二百多少。每年"
            "去问，都说快了。上个月听说同院的一家去年才申请，已经拿到钥匙。我去窗口问，小姑娘说"
            "系统里看不到名次。我们现在住的平房冬天要生炉子，老伴有肺气肿。"
        ),
        reasons="该轮到谁就轮到谁，我不插队，但是队伍要看得见。",
        complained_about="公租房轮候管理窗口",
        division=CITY,
        place="北关巷3号",
        category="0109",
        walk=(
            register(0, "15:30", ZHOU, CLAIM, SIXTH, "0109"),
            forward(5, "09:50", SHEN, "yunling-housing"),
            serve_notice(
                5, "15:00", ZHOU, FORWARDED, Service.POST, "谷守仁", "挂号信回执，本人签收"
            ),
        ),
    ),
    Story(
        slug="forty-six-households",
        bureau="yunling-bureau",
        before=5,
        time="14:30",
        name="盛怀远等46人",
        phone="19900003404",
        address="云岭市滨河路云水湾二期业主代表",
        electronic=True,
        people=46,
        request=(
            "一、请明确云水湾二期的交房日期；二、请公开预售监管账户的余额和用途；三、请督促开发"
            "企业按合同支付逾期违约金。"
        ),
        facts=(
            "我们是云水湾二期的46户业主，合同约定去年6月30日交房，至今外墙没有做完，工地上平时只"
            "有十几个人，塔吊上个月已经拆走一台。开发企业先后发过三次延期通知，第一次说天气，第"
            "二次说材料涨价，第三次说环保检查，最后一次连新的日期都没有写。46户里有31户一边还房"
            "贷一边租房，最多的已经多付了一年半房租；有6户是卖了老房子换的这一套，现在三代人挤在"
            "亲戚家；还有2户孩子今年要上小学，没有房产证报不了名。上个月我们推选五名代表去售楼部，"
            "接待的人说总部没有钱，让我们再等等，不肯写下来。我们也向银行问过监管账户的余额，银"
            "行说只对住建部门提供。"
        ),
        reasons="预售款应当专款专用、接受监管。我们要的是一个能兑现的日期和一本看得懂的账。",
        complained_about="云水湾二期开发企业",
        division=CITY,
        place="滨河路云水湾二期",
        category="0109",
        walk=(
            register(1, "10:26", ZHOU, CLAIM, SIXTH, "0109"),
            note(
                1,
                "10:40",
                ZHOU,
                (
                    "联名46户，附代表推选书和合同样本。代表五人，符合规定。违约金属合同约定，转"
                    "办时请住建局一并说明可走的途径。"
                ),
            ),
        ),
    ),
    Story(
        slug="ceiling-below-a-bathroom",
        bureau="yunling-bureau",
        before=36,
        time="12:48",
        name="白露晞",
        phone="19900003405",
        address="云岭市锦绣路25号3单元402",
        electronic=True,
        request="请协调楼上住户修卫生间漏水，我家吊顶已经塌了一角。",
        facts=(
            "楼上装修换了浴缸之后，我家卫生间天花板就开始滴水，先是一块印子，后来灯都短路了。找"
            "楼上，他说请人试过水没漏；找物业，物业说邻里的事他们只能劝。上周吊顶掉下来一角，差"
            "点砸到我妈。我不想打官司，就想有个懂行的人来看一眼到底是不是他家漏的。"
        ),
        reasons="住建局管装修，应该能派人鉴定一下。",
        complained_about="",
        division=CITY,
        place="锦绣路25号3单元",
        category="0109",
        walk=(
            register(1, "09:10", ZHOU, CLAIM, SIXTH, "0109"),
            forward(2, "14:20", SHEN, "yunling-housing"),
            opened_notice(2, "19:00", FORWARDED, "白露晞"),
            sign(3, "09:25", HEAD),
            allot(3, "09:28", HEAD, PAN),
            accept(
                6, "10:30", PAN, "会同物业上门做闭水试验，按结果提出处理意见，并可主持双方协商。"
            ),
            opened_notice(6, "12:33", ACCEPTED, "白露晞"),
            contact(
                9,
                "15:00",
                PAN,
                "上门",
                "已见面",
                "闭水二十四小时，确认浴缸下水接口渗漏。楼上住户在场认可，答应一周内修好并赔吊顶。",
            ),
            withdraw(
                15,
                "20:26",
                "楼上已经修好，试了三天不漏，吊顶的钱也赔了，我们两家说开了，不用再办了，谢谢。",
            ),
        ),
    ),
    Story(
        slug="shed-on-the-terrace",
        bureau="yunling-bureau",
        before=21,
        time="09:41",
        channel=Channel.VISIT,
        name="戚长林",
        phone="19900003406",
        address="云岭市南营街60号",
        request="撤销对我家棚子的限期拆除决定，或者按别人家一样处理。",
        facts=(
            "我家临街平房后面搭了个棚子放三轮车，二十多年了。上月自然资源和规划局送来一张限期拆"
            "除决定书，说是没有规划许可，限十五天自己拆。这条街家家都有棚子，隔壁的比我家还大，"
            "没见人管。我腿不好，三轮车就靠这个棚子遮雨，拆了放哪里。"
        ),
        reasons="我不是不讲理，要拆大家一起拆，补手续也行。",
        complained_about="市自然资源和规划局",
        division=CITY,
        place="南营街60号",
        category="0103",
        walk=(
            register(0, "10:05", ZHOU, CLAIM, Procedure.ADMINISTRATIVE, "0103"),
            inform(
                2,
                "11:00",
                SHEN,
                procedure=Procedure.ADMINISTRATIVE,
                organ="云岭市人民政府（行政复议机构：市司法局，云中路100号2号楼）",
                basis=(
                    "《中华人民共和国行政复议法》《中华人民共和国城乡规划法》：对行政机关作出的"
                    "限期拆除决定不服的，可以依法申请行政复议，也可以依法提起行政诉讼。"
                ),
                time_limit=(
                    "自知道或者应当知道该决定之日起六十日内申请行政复议；直接起诉的，六个月内向"
                    "人民法院提起。"
                ),
                what_to_do=(
                    "请带决定书、身份证和申请书到行政复议机构，当面说也可以由工作人员记录；不收"
                    "费。认为邻近违建未受处理的，可以另向市自然资源和规划局举报，由该局依职责查"
                    "处。"
                ),
            ),
            serve(5, "15:40", ZHOU, Service.IN_PERSON, "戚长林", "送达回证，本人签字"),
        ),
    ),
    Story(
        slug="unpaid-builder",
        bureau="qinghe-bureau",
        before=11,
        time="11:15",
        channel=Channel.FAX,
        name="青禾县禾盛园林工程有限公司",
        phone="19900003407",
        address="青禾县城关工业路19号",
        request="请县住建局支付城关公园绿化工程尾款一百一十二万元。",
        facts=(
            "我公司于前年承建城关公园二期绿化工程，同年十一月验收合格，合同约定养护期满一年付清"
            "尾款。养护期至今已满七个月，经四次书面催告，答复均为“等财政拨款”。我公司为小微企业，"
            "在册职工三十一人，因尾款未付，苗木款和部分职工工资已延后两个月，银行贷款下月到期。"
            "随传真附合同、验收单和四次催告函。"
        ),
        reasons="机关单位不得以预算、拨款为由拖延支付中小企业款项。请给出明确的付款时间。",
        complained_about="青禾县住房和城乡建设局",
        division=QINGHE,
        place="青禾县城关公园二期",
        category="0108",
        walk=(
            register(1, "09:00", "miao.chunye", CLAIM, SIXTH, "0108"),
            forward(3, "10:40", "miao.chunye", "qinghe-housing"),
            serve_notice(
                4,
                "10:00",
                "miao.chunye",
                FORWARDED,
                Service.POST,
                "青禾县禾盛园林工程有限公司",
                "挂号信回执，单位收发室签收",
            ),
            sign(5, "09:15", "hou.changgai"),
            allot(5, "09:20", "hou.changgai", "ge.runzhi"),
        ),
    ),
)
