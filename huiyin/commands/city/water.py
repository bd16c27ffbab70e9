"""Petitions about water, sewage and what else comes to a house through a pipe."""

from huiyin.commands.city.offices import CITY
from huiyin.commands.city.story import (
    Story,
    accept,
    allot,
    answer,
    close,
    contact,
    decided,
    follow_up,
    forward,
    note,
    opened,
    opened_notice,
    rate,
    register,
    serve,
    serve_notice,
    sign,
    supplement,
)
from huiyin.rules.terms import Channel, Decision, LetterKind, Matter, Procedure, Rating, Service

ZHOU, SHEN, HEAD, WEN, JIN = "zhou.yuhe", "shen.wenzhou", "meng.yuanzhu", "wen.ruoxi", "jin.duhe"
CLAIM, SIXTH = Matter.CLAIM, Procedure.PETITION
FORWARDED, ACCEPTED = LetterKind.FORWARDING_NOTICE, LetterKind.ACCEPTANCE

WATER: tuple[Story, ...] = (
    Story(
        slug="three-days-without-water",
        bureau="yunling-bureau",
        before=70,
        time="08:17",
        name="郑小满",
        phone="19900001206",
        address="云岭市柳荫街44号柳荫新村3栋2单元501",
        electronic=True,
        people=1,
        request="马上恢复柳荫新村的供水；停水以前要通知到户。",
        facts=(
            "柳荫新村从前天天没亮停到现在，三天了，一滴水没有。头一天客服说爆管正在抢修，第二天"
            "说快好了，今天打过去一直占线。我家有八十岁的婆婆和一个刚满月的孩子，全靠去单位用桶"
            "往回拎水，五楼没有电梯。整个小区六栋楼都一样，没有人来贴过通知，也没有送水车。"
        ),
        reasons="坏了修可以理解，但三天没有一个准信，老人孩子等不起。",
        complained_about="市自来水有限公司",
        division=CITY,
        place="柳荫街44号柳荫新村",
        category="0102",
        walk=(
            register(0, "08:41", ZHOU, CLAIM, SIXTH, "0102"),
            forward(0, "08:55", SHEN, "yunling-water"),
            opened_notice(0, "09:06", FORWARDED, "郑小满"),
            sign(0, "09:10", HEAD),
            allot(0, "09:14", HEAD, WEN),
            contact(
                0,
                "09:32",
                WEN,
                "电话",
                "已接通",
                (
                    "说明主管爆裂位置已挖开，正在换管；请她说明哪几户最急需用水。当天下午两点起"
                    "在小区南门停一辆送水车，到恢复供水为止。"
                ),
            ),
            accept(
                1, "10:20", WEN, "现场抢修与调查停水原因、通知情况并行，办理中随时电话告知进展。"
            ),
            opened_notice(1, "12:48", ACCEPTED, "郑小满"),
            contact(
                1,
                "21:05",
                WEN,
                "电话",
                "已接通",
                "告知当晚八点四十分恢复供水，先放几分钟浑水再用。对方表示已经来水。",
            ),
            answer(
                12,
                "15:30",
                WEN,
                decided(
                    "恢复供水",
                    Decision.SUPPORT,
                    "已于停水第四日晚恢复正常供水，管段全部更换，复压合格。",
                ),
                decided(
                    "停水前通知到户",
                    Decision.SUPPORT,
                    (
                        "突发爆管无法提前通知，但抢修超过二十四小时没有张贴告示，是我公司的过失。"
                        "即日起抢修超过四小时即在单元门张贴告示并短信通知登记用户。"
                    ),
                ),
                facts_found=(
                    "柳荫街DN300主管因相邻工地打桩移位断裂，停水共八十七小时。抢修第二日发现管"
                    "沟积水塌方，重新支护耽误二十六小时。抢修期间客服只有口头答复，未张贴告示；"
                    "第三日才安排送水车。"
                ),
                reasons=(
                    "供水企业负有及时抢修和告知用户的责任；停水超过二十四小时应当采取应急供水措"
                    "施，本次应急供水启动偏晚。"
                ),
                laws=("《城市供水条例》", "《信访工作条例》"),
            ),
            opened(13, "19:22", "郑小满"),
            rate(
                14,
                "07:50",
                Rating.SATISFIED,
                Rating.SATISFIED,
                "来水了，也认了错，告示后来真的贴了。",
            ),
            follow_up(
                20,
                "10:15",
                SHEN,
                "信访人表示供水正常，上周邻街停水两小时，单元门上贴了告示，也收到了短信。",
            ),
            close(21, "09:30", SHEN),
        ),
    ),
    Story(
        slug="meter-runs-at-night",
        bureau="yunling-bureau",
        before=52,
        time="10:26",
        channel=Channel.VISIT,
        name="龙国桢",
        phone="19900001207",
        address="云岭市马家巷17号",
        request="一、退还多收的水费；二、把这块水表换掉，误工费也要赔。",
        facts=(
            "我一个人住，以前每月水费二十几块，去年十月换了新水表以后，每月一百三到一百六。我关"
            "了总阀出门五天，回来表上走了四个字。营业厅说水表检定合格，让我自己查漏，我请人查了，"
            "家里不漏。跑了四趟营业厅，每趟都要请半天假。"
        ),
        reasons="表是他们换的，换完就不对，不能让用户自己证明。",
        complained_about="市自来水有限公司",
        division=CITY,
        place="马家巷17号",
        category="0102",
        walk=(
            register(0, "10:48", ZHOU, CLAIM, SIXTH, "0102"),
            forward(2, "09:20", SHEN, "yunling-water"),
            serve_notice(
                2, "16:00", ZHOU, FORWARDED, Service.POST, "龙国桢", "挂号信回执，本人签收"
            ),
            sign(3, "08:50", HEAD),
            allot(3, "08:56", HEAD, JIN),
            accept(5, "14:10", JIN, "拆表送检，入户查漏，调取换表前后两年用水记录后作出处理意见。"),
            serve_notice(
                6, "10:30", JIN, ACCEPTED, Service.IN_PERSON, "龙国桢", "送达回证，本人签字"
            ),
            contact(
                8,
                "09:00",
                JIN,
                "上门",
                "已见面",
                "拆下旧表封存，双方在封条上签字；换装备用表。约定检定时可以到场。",
            ),
            answer(
                38,
                "16:40",
                JIN,
                decided(
                    "退还多收的水费",
                    Decision.SUPPORT,
                    (
                        "按换表前十二个月平均用量重新计算，退还七个月多收水费七百二十四元，已退"
                        "至缴费账户。"
                    ),
                ),
                decided("更换水表", Decision.SUPPORT, "已更换为检定合格的新表。"),
                decided(
                    "赔偿误工费",
                    Decision.EXPLAIN,
                    (
                        "四次往返确实给您添了麻烦，但现行供水规定没有误工赔偿的依据，我公司向您"
                        "书面致歉。"
                    ),
                ),
                facts_found=(
                    "送检水表在小流量段示值误差超过允许范围，关阀后仍有走字。换表前月均用水七吨，"
                    "换表后月均四十一吨，入户查漏未见渗漏。"
                ),
                reasons="水表不准的后果不应由用户承担，多收部分应当退还。误工损失缺少可适用的规定。",
                laws=("《中华人民共和国计量法》", "《城市供水条例》"),
            ),
            serve(41, "10:10", JIN, Service.IN_PERSON, "龙国桢", "送达回证，本人签字"),
            rate(
                43,
                "20:31",
                Rating.FAIR,
                Rating.DISSATISFIED,
                "钱退了，可是拖了快两个月，道歉信上连我的名字都写错了一个字。",
            ),
        ),
    ),
    Story(
        slug="yellow-water",
        bureau="yunling-bureau",
        before=26,
        time="19:44",
        name="宋疏影",
        phone="19900001208",
        address="云岭市槐树里6号楼1单元302",
        electronic=True,
        request="查清楚我们楼自来水为什么发黄，能不能喝，给个检测结果。",
        facts=(
            "大概三周前开始，早上第一拨水是茶色的，放十来分钟才清。白毛巾洗几次就黄了。我拿净水"
            "器的滤芯拍了照，三天就糊成铁锈色。同一条街的8号楼没有这个问题，只有我们6号楼和7号"
            "楼有。家里小孩一岁半，冲奶粉我们现在都买桶装水。"
        ),
        reasons="是水管老了还是水箱脏了，总得有人来取个样。物业说不归他们管。",
        complained_about="",
        division=CITY,
        place="槐树里6号楼、7号楼",
        category="0102",
        walk=(
            register(1, "09:05", ZHOU, CLAIM, SIXTH, "0102"),
            forward(2, "10:30", SHEN, "yunling-water"),
            opened_notice(2, "12:20", FORWARDED, "宋疏影"),
            sign(3, "08:35", HEAD),
            allot(3, "08:40", HEAD, WEN),
            accept(
                6,
                "11:00",
                WEN,
                "早中晚三次取样送检，同时检查入楼管和屋顶水箱，结果出来后书面答复。",
            ),
            opened_notice(6, "20:15", ACCEPTED, "宋疏影"),
            supplement(
                15,
                "21:36",
                (
                    "补充：昨天七楼的邻居把屋顶水箱的盖子拍给我看了，盖子裂了一条缝，里面有落叶。"
                    "照片是昨天下午五点拍的，我可以转给你们。另外7号楼王阿姨家也愿意让你们进去"
                    "取样。"
                ),
            ),
            contact(
                16,
                "09:20",
                WEN,
                "电话",
                "已接通",
                "感谢补充，水箱当日下午查看；约定次日早上六点半上门取第一拨水。",
            ),
            note(
                20,
                "17:10",
                WEN,
                (
                    "初检铁、浊度两项偏高，微生物合格。6、7号楼共用屋顶水箱，产权在原单位房管科，"
                    "已撤并，需商住建部门确认由谁清洗更换。"
                ),
            ),
        ),
    ),
    Story(
        slug="thin-stream-on-the-twelfth-floor",
        bureau="yunling-bureau",
        before=6,
        time="20:03",
        name="贾予衡",
        phone="19900001209",
        address="云岭市望江台小区5号楼1204",
        electronic=True,
        request="解决望江台高层早晚水压不够的问题，明确到底归谁管。",
        facts=(
            "我住十二楼。今年开春起，早上七点前后和晚上七点前后，水龙头只有筷子那么粗，热水器打"
            "不着火，洗澡洗到一半变凉水。物业说市政管网压力不够，自来水客服说二次加压泵归物业。"
            "我两边各打了三次电话，通话时间都记着，推了四个月。"
        ),
        reasons="请上门测一次压力，是谁的责任就写清楚是谁的，我们业主好知道找谁。",
        complained_about="望江台物业服务中心；市自来水有限公司",
        division=CITY,
        place="望江台小区5号楼",
        category="0102",
        walk=(
            register(1, "10:12", ZHOU, CLAIM, SIXTH, "0102"),
            forward(3, "09:45", SHEN, "yunling-water"),
            opened_notice(3, "18:50", FORWARDED, "贾予衡"),
        ),
    ),
    Story(
        slug="ditch-behind-the-houses",
        bureau="qinghe-bureau",
        before=40,
        time="16:35",
        name="孔有田",
        phone="19900001210",
        address="青禾县柳泉镇下河村三组",
        people=5,
        request="把下河村三组屋后的臭水沟治一治，污水不要再往沟里直排。",
        facts=(
            "我们三组屋后这条沟，原来是浇地的，现在上头两个组的厕所水、洗碗水都往里放，还有一家"
            "做豆腐的。夏天臭得窗户都不敢开，蚊子一团一团的。前年镇上来修过污水管，管子埋了一半"
            "就停了，井盖都还在那里扔着。我们五户人家签了名，也去村里说过，村里说没钱。"
        ),
        reasons="管子都埋了一半了，总不能烂在那里。",
        complained_about="",
        division="990121101",
        place="下河村三组屋后排水沟",
        category="0104",
        walk=(
            register(1, "09:30", "miao.chunye", CLAIM, SIXTH, "0104"),
            forward(3, "10:05", "miao.chunye", "liuquan"),
            serve_notice(
                4, "11:00", "miao.chunye", FORWARDED, Service.POST, "孔有田", "挂号信回执，本人签收"
            ),
            sign(4, "15:20", "fan.lixia"),
            allot(5, "08:40", "fan.lixia", "mi.baizhi"),
            accept(
                7,
                "10:50",
                "mi.baizhi",
                "到村入户了解，查看原工程资料，召开三个组的户代表会后作出处理意见。",
            ),
            serve_notice(
                8, "09:30", "mi.baizhi", ACCEPTED, Service.IN_PERSON, "孔有田", "送达回证，本人签字"
            ),
            contact(
                10,
                "15:00",
                "mi.baizhi",
                "上门",
                "已见面",
                (
                    "和五户一起沿沟走了一遍，数出直排口十一个，其中豆腐作坊一个。五户同意施工时"
                    "从菜地边过管。"
                ),
            ),
            answer(
                36,
                "16:20",
                "mi.baizhi",
                decided(
                    "治理臭水沟",
                    Decision.SUPPORT,
                    "本月起清淤并撒生石灰，明年春灌以前完成沟底硬化。",
                ),
                decided(
                    "停止污水直排",
                    Decision.SUPPORT,
                    (
                        "续建未完工的污水管四百二十米，三组、四组五十七户接入；豆腐作坊在接管前"
                        "自建沉淀池，由镇里每半月查一次。"
                    ),
                ),
                facts_found=(
                    "沟长约六百米，现有直排口十一个。前年实施的污水管工程因施工单位退场停工，埋"
                    "管四百一十米，尚余四百二十米，剩余资金三十八万元仍在镇财政专户。"
                ),
                reasons="工程停工后没有及时续建，责任在镇政府；资金仍在，具备续建条件。",
                laws=("《中华人民共和国水污染防治法》", "《中华人民共和国乡村振兴促进法》"),
            ),
        ),
    ),
)
