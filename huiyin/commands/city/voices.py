"""Suggestions and questions, and the two accusations that go sealed to their organ."""

from huiyin.commands.city.offices import BEILING, CITY, QINGHE
from huiyin.commands.city.story import (
    Story,
    accuse,
    allot,
    answer_suggestion,
    close,
    contact,
    follow_up,
    forward,
    hand_over,
    note,
    opened,
    opened_notice,
    rate,
    register,
    reply,
    serve,
    serve_notice,
    sign,
)
from huiyin.commands.city.turns import approve, ask_clearing
from huiyin.rules.terms import Adoption, Channel, LetterKind, Matter, Naming, Rating, Service, Step

ZHOU, SHEN, GU = "zhou.yuhe", "shen.wenzhou", "gu.mingche"
FORWARDED = LetterKind.FORWARDING_NOTICE
SUGGESTION, ENQUIRY, ACCUSATION = Matter.SUGGESTION, Matter.ENQUIRY, Matter.ACCUSATION

VOICES: tuple[Story, ...] = (
    Story(
        slug="open-the-playground",
        bureau="yunling-bureau",
        before=55,
        time="17:09",
        name="江未迟",
        phone="19900006701",
        address="云岭市第三中学高二学生",
        electronic=True,
        matter=SUGGESTION,
        request="建议周末和寒暑假把第三中学的操场开放给附近的人用。",
        facts=(
            "我是三中高二的学生。学校的操场去年翻新了，塑胶跑道特别好，可是周末大门一锁，我们住"
            "在旁边的同学只能到马路上跑步，车来车往的。我数过，周日下午学校后门的人行道上有三十"
            "多个人在跑，还有推婴儿车的。"
        ),
        reasons=(
            "能不能刷身份证从东门进，只开操场不开教学楼，门卫室就在边上。别的市有学校这样做，还"
            "买了保险。我愿意当志愿者，周日下午负责登记。"
        ),
        division=CITY,
        place="第三中学操场",
        category="1407",
        walk=(
            register(1, "09:26", ZHOU, SUGGESTION, None, "1407"),
            forward(3, "10:00", SHEN, "yunling-education"),
            opened_notice(3, "17:40", FORWARDED, "江未迟"),
            sign(4, "09:10", "ji.yichen"),
            allot(4, "09:15", "ji.yichen", "ye.wendi"),
            contact(
                9,
                "16:30",
                "ye.wendi",
                "电话",
                "已接通",
                "和江未迟、学校总务处三方通话，把从东门进、只开操场的想法一条一条过了一遍。",
            ),
            answer_suggestion(
                15,
                "15:00",
                "ye.wendi",
                Adoption.ADOPTED,
                (
                    "您的建议具体可行。第三中学自下月第一个周末起，周六、周日和寒暑假每天14:00至"
                    "20:00从东门开放操场，凭身份证登记，市里统一购买公众责任险。其余六所有独立出"
                    "入口的学校下学期跟进。感谢您数人数、想办法，也欢迎您来当第一批志愿者。"
                ),
            ),
            opened(15, "18:22", "江未迟"),
            rate(16, "07:12", Rating.SATISFIED, Rating.SATISFIED, "真的开了！！"),
            follow_up(
                24,
                "16:45",
                SHEN,
                "江未迟说第一周来了两百多人，秩序很好，建议再装一个饮水机，已转告学校。",
            ),
            close(25, "09:00", SHEN),
        ),
    ),
    Story(
        slug="evening-vaccination",
        bureau="yunling-bureau",
        before=48,
        time="09:30",
        channel=Channel.LETTER,
        name="简静淑",
        phone="19900006702",
        address="云岭市杏林街47号",
        matter=SUGGESTION,
        request="建议社区卫生服务中心的预防接种门诊周六全天开、平时开到晚上七点。",
        facts=(
            "我在社区做了二十年计生和妇幼工作，去年退休，现在帮女儿带孩子。接种门诊只在工作日上"
            "午开，年轻父母请半天假扣半天工资，常常是老人抱着去，医生问过敏史、问发烧没有，老人"
            "说不全。去年我们楼道里就有两家因为请不下假，疫苗晚打了一个多月。"
        ),
        reasons=(
            "晚上和周六开，人手可以轮，打针的时间准了，孩子少受罪。若全市做不到，先从杏林街试起"
            "也好。"
        ),
        division=CITY,
        place="杏林街社区卫生服务中心",
        category="1201",
        walk=(
            register(2, "10:40", ZHOU, SUGGESTION, None, "1201"),
            forward(4, "09:15", SHEN, "yunling-health"),
            sign(5, "09:30", "hao.jingran"),
            allot(5, "09:33", "hao.jingran", "kang.yuning"),
            serve_notice(
                6, "10:00", ZHOU, FORWARDED, Service.POST, "简静淑", "挂号信回执，本人签收"
            ),
            answer_suggestion(
                15,
                "16:10",
                "kang.yuning",
                Adoption.PARTLY,
                (
                    "周六全天开诊予以采纳：杏林街、三桥街两个中心下月起试行，三个月后评估推开。"
                    "平时延长到晚上七点暂不采纳：接种后须留观三十分钟并有急救力量在场，目前晚间"
                    "儿科值班医师不足。您提到的老人说不清过敏史，我们将在预约短信里附一张由父母"
                    "填写的询问表。谢谢您二十年的经验。"
                ),
            ),
            serve(18, "10:30", "kang.yuning", Service.POST, "简静淑", "挂号信回执，本人签收"),
            rate(
                24,
                "10:05",
                Rating.SATISFIED,
                Rating.SATISFIED,
                "答得实在，能做的做，不能做的说了为什么。",
            ),
            follow_up(30, "15:20", SHEN, "简静淑对答复满意，周六已经带外孙去打过一次。"),
            close(31, "09:20", SHEN),
        ),
    ),
    Story(
        slug="more-seconds-of-green",
        bureau="yunling-bureau",
        before=16,
        time="07:45",
        name="毕云帆",
        phone="19900006703",
        address="云岭市长安街与学府路路口附近",
        electronic=True,
        matter=SUGGESTION,
        request="建议把长安街与学府路路口行人绿灯延长几秒，或者加个安全岛。",
        facts=(
            "我每天推轮椅送父亲去康复医院，长安街双向八车道，行人绿灯只有二十二秒。我自己走得快，"
            "也要小跑；推着轮椅，走到第六条车道就变红灯了，好几次右转的车对着我们按喇叭。旁边中"
            "医院的老人更多，很多人干脆等两个灯。我拿手机计时录了视频，一周里走了十四趟，一趟都"
            "没有走完过。"
        ),
        reasons="不是要给谁添堵，八条车道本来就不是二十二秒走得完的。",
        division=CITY,
        place="长安街与学府路路口",
        category="1305",
        walk=(
            register(1, "09:40", ZHOU, SUGGESTION, None, "1305"),
            forward(2, "09:10", SHEN, "yunling-police"),
            opened_notice(2, "09:31", FORWARDED, "毕云帆"),
            sign(3, "10:00", "gong.chengye"),
            allot(3, "10:05", "gong.chengye", "shi.yanping"),
            answer_suggestion(
                14,
                "17:05",
                "shi.yanping",
                Adoption.ADOPTED,
                (
                    "经现场测算，轮椅和慢行老人通过该路口需要三十四秒。自本月二十日起，行人绿灯"
                    "由二十二秒延长至三十六秒，早晚高峰同样执行；二次过街安全岛已列入学府路下半"
                    "年改造。感谢您用一周时间计时，视频已作为测算依据。"
                ),
            ),
        ),
    ),
    Story(
        slug="moving-a-household-register",
        bureau="yunling-bureau",
        before=28,
        time="11:02",
        name="简乐之",
        phone="19900006704",
        address="外省某市",
        electronic=True,
        matter=ENQUIRY,
        request="想问一下，外地户口要把孩子和老人一起迁到云岭，需要哪些材料？",
        facts=(
            "我在云岭买了房，去年交的房，社保在云岭交了两年多。爱人和孩子（五岁）、还有一位七十"
            "岁的母亲，户口都在外省老家农村。网上说法不一，有的说母亲投靠子女要先满几年，有的说"
            "直接可以。打算下个月请假回来一趟办，所以想先问清楚，省得来回跑。"
        ),
        reasons="",
        division=CITY,
        place="云岭市区",
        category="1304",
        walk=(
            register(1, "09:08", ZHOU, ENQUIRY, None, "1304"),
            reply(
                2,
                "10:30",
                SHEN,
                (
                    "您好。按市公安局公布的办理指南：有合法稳定住所并实际居住的，本人、配偶、未"
                    "成年子女和父母可以一并迁入，父母没有年限要求。请准备：全家身份证和户口簿、"
                    "结婚证、孩子出生医学证明、房屋权属证明、与母亲的亲属关系证明（老户口簿能反"
                    "映关系的可以代替）。现在可以跨省通办，先在住房所在地派出所户籍窗口申请，由"
                    "公安机关网上调取迁出地信息，您不用回老家。窗口工作日8:30—17:30，周六上午也"
                    "办。办理中遇到问题，可以打市公安局户政电话，或者再来信告诉我们。"
                ),
            ),
            opened(2, "12:44", "简乐之"),
            rate(3, "12:50", Rating.SATISFIED, None, "一次说清，省了两张机票。"),
            follow_up(12, "09:50", SHEN, "简乐之说四口人已经一起办好。"),
        ),
    ),
    Story(
        slug="library-seats-for-the-exam",
        bureau="yunling-bureau",
        before=8,
        time="13:36",
        name="辛未央",
        phone="19900006705",
        address="云岭市学府路23号",
        electronic=True,
        matter=ENQUIRY,
        request="请问市图书馆自习室考研季会不会延长开放？预约名额怎么放？",
        facts=(
            "我在学府路租房备考，家里没有书桌，天天去市图书馆自习。座位要在小程序上预约，每天早"
            "上八点放号，两分钟就没了。有人一约约一周，人却不来。去年十一月馆里贴过延长到晚十一"
            "点的通知，今年还没看见，打服务台电话没有人接。"
        ),
        reasons="",
        division=CITY,
        place="市图书馆",
        category="1408",
        walk=(
            register(1, "10:00", ZHOU, ENQUIRY, None, "1408"),
            reply(
                2,
                "15:45",
                SHEN,
                (
                    "您好。经向市图书馆核实：自下月一日起至考试结束，一楼、三楼自习区开放到23:00。"
                    "预约名额改为早8点、中午12点两次放号；约而不到满两次的，停约七天，空出的座位"
                    "每小时自动放回。服务台电话因线路改造改为0990-2088。祝您考试顺利。"
                ),
            ),
            opened(2, "16:10", "辛未央"),
        ),
    ),
    Story(
        slug="sealed-one",
        bureau="yunling-bureau",
        before=29,
        time="10:02",
        channel=Channel.LETTER,
        name="裴正言",
        phone="19900006706",
        address="青禾县城关丁香路5号",
        matter=ACCUSATION,
        request="实名检举青禾县住房和城乡建设局局长侯长垓，请有权机关查处。",
        facts=(
            "本人在青禾县做了十一年建筑监理。去年城关公园和两条市政道路的养护标段一共招标三次，"
            "三次都是开标前一晚，侯长垓在城郊一家农庄见投标单位的负责人，我有其中两次的照片，车"
            "牌看得清。三次中标的都是同一家公司，登记的法人是一个六十多岁的农村老人，实际出资人"
            "是侯长垓的妻弟。道路验收那天沥青厚度比设计少一公分多，检测员不肯签字，第二天就被换"
            "掉，新来的人当场签了合格。我当时在监理日志里照实记了，上月公司通知我不再续聘。材料"
            "附后：照片、三次开标记录、检测员自己写的经过、监理日志复印件，一共二十三页。"
        ),
        reasons="我只讲我看见的和手上有的，愿意当面作证。请不要把我的名字转到县住建局。",
        complained_about="青禾县住房和城乡建设局局长侯长垓",
        division=QINGHE,
        place="青禾县城关",
        category="0505",
        walk=(
            register(1, "09:00", ZHOU, ACCUSATION, None, "0505"),
            accuse(1, "09:04", ZHOU, office="qinghe-bureau"),
            ask_clearing(
                1,
                "09:20",
                SHEN,
                "qinghe-bureau",
                "标记选错了：检举的是县住建局局长本人，来信没有提到县信访局。",
            ),
            approve(1, "09:50", GU, Step.CLEAR_ACCUSED, "同意，随即按来信重新标记。"),
            accuse(1, "10:00", ZHOU, person="hou.changgai"),
            hand_over(2, "08:40", SHEN, "qinghe-discipline"),
            serve_notice(
                4, "10:00", ZHOU, FORWARDED, Service.POST, "裴正言", "加封面挂号邮寄，本人签收"
            ),
        ),
    ),
    Story(
        slug="sealed-two",
        bureau="yunling-bureau",
        before=12,
        time="02:18",
        naming=Naming.ANONYMOUS,
        electronic=True,
        matter=ACCUSATION,
        request="举报北岭县交通运输局拿农村公路养护款搞招待、发福利，请查账。",
        facts=(
            "每年下来的农村公路养护款，县交通局先抽走一成，名义上是“监理费”“巡查费”，其实进了局"
            "里食堂和工会的账，逢年过节发购物卡，股级以上人人有份。去年马蹄沟那条路冲了半边，说"
            "没有钱修，可同一个月局里换了两台空调和一套茶桌。发卡有签名册，在工会柜子里，每年换"
            "一本新的。"
        ),
        reasons="我就在这个系统里，不能留姓名。你们去看工会的账和食堂的采购单就明白了。",
        complained_about="北岭县交通运输局",
        division=BEILING,
        place="北岭县",
        category="0505",
        walk=(
            register(1, "08:36", ZHOU, ACCUSATION, None, "0505"),
            accuse(1, "08:39", ZHOU, office="beiling-transport"),
            note(
                1,
                "15:00",
                GU,
                (
                    "检举的是单位集体行为，按管理权限由县纪委监委办理；材料密封后由专人送达，不"
                    "经县信访局。"
                ),
            ),
            hand_over(2, "09:05", SHEN, "beiling-discipline"),
        ),
    ),
)
