"""Petitions about the street and the school: noise, smoke, smells, lamps, lunches, courts."""

from huiyin.commands.city.offices import CITY
from huiyin.commands.city.story import (
    Story,
    allot,
    answer_name,
    ask_name,
    close,
    contact,
    follow_up,
    forward,
    inform,
    opened,
    opened_notice,
    rate,
    register,
    serve,
    serve_notice,
    sign,
)
from huiyin.rules.terms import Channel, LetterKind, Matter, Naming, Procedure, Rating, Service

ZHOU, SHEN, FANG = "zhou.yuhe", "shen.wenzhou", "fang.zhiqiu"
DU, LIU, XIA = "du.songyue", "liu.jianchuan", "xia.buyu"
CLAIM, SIXTH = Matter.CLAIM, Procedure.PETITION
FORWARDED = LetterKind.FORWARDING_NOTICE

STREET: tuple[Story, ...] = (
    Story(
        slug="concrete-at-midnight",
        bureau="yunling-bureau",
        before=1,
        time="23:41",
        name="罗一鸣",
        phone="19900005601",
        address="云岭市云锦路66号云锦花园三期",
        electronic=True,
        request="管一管云锦花园三期西边工地夜里施工，别再半夜浇混凝土了。",
        facts=(
            "工地就在我们楼对面，隔一条马路。这半个月几乎天天干到凌晨两点，泵车轰轰响，窗户关死"
            "都没用。今天晚上十一点又开始了，我现在就在阳台上听着打字。孩子初三，第二天六点半要"
            "起床；老人吃了药也睡不着。打过物业电话，物业说管不了外面。"
        ),
        reasons="听说夜里施工要有证明还要公告，我们小区门口什么也没贴。",
        complained_about="云锦花园三期西侧工地施工单位",
        division=CITY,
        place="云锦路云锦花园三期西侧工地",
        category="0402",
    ),
    Story(
        slug="stone-dust",
        bureau="yunling-bureau",
        before=33,
        time="13:27",
        name="鲍清和",
        phone="19900005602",
        address="云岭市城南片区三里桥12号",
        electronic=True,
        people=4,
        request="查处三里桥石材加工点的噪声和粉尘，让它停下来整改。",
        facts=(
            "三里桥菜场后面开了个石材加工点，四面敞着切石板，从早上七点切到天黑，粉尘飘得晾的衣"
            "服一层白。我家离它不到二十米，测噪声的手机软件常年显示八十多。我妈有哮喘，今年住了"
            "两次院。我们四家去找过老板，他说有营业执照，让我们爱告哪告哪。"
        ),
        reasons="居民区里切石头，环保总有人该管。",
        complained_about="三里桥石材加工点",
        division=CITY,
        place="城南片区三里桥菜场后",
        category="0402",
        walk=(
            register(1, "09:00", ZHOU, CLAIM, Procedure.DUTY, "0402"),
            forward(2, "09:30", SHEN, "yunling-environment"),
            opened_notice(2, "12:31", FORWARDED, "鲍清和"),
            sign(3, "08:40", DU),
            allot(3, "08:43", DU, LIU),
            inform(
                6,
                "16:30",
                LIU,
                procedure=Procedure.DUTY,
                organ="云岭市生态环境局（生态环境综合行政执法支队）",
                basis=(
                    "《中华人民共和国噪声污染防治法》《中华人民共和国大气污染防治法》：对排放噪"
                    "声、粉尘的违法行为，由生态环境主管部门依法查处。"
                ),
                time_limit="自收到申请之日起两个月内履行职责或者答复；情况复杂的依法延长并告知。",
                what_to_do=(
                    "本局已于昨日现场监测并立案，您不需要另外申请。处理结果会书面告诉您；两个月"
                    "内没有履行职责或者答复的，可以依法申请行政复议或者提起行政诉讼。"
                ),
            ),
            opened(7, "07:58", "鲍清和"),
            contact(
                20,
                "10:30",
                LIU,
                "电话",
                "已接通",
                (
                    "告知昼间噪声超标七分贝、无除尘设施，已责令停产整治并拟处罚；加工点已断电封"
                    "存两台切割机。"
                ),
            ),
            rate(
                25,
                "21:14",
                Rating.SATISFIED,
                Rating.FAIR,
                "停了，清静了。就怕过两个月又偷偷开，希望回头看一次。",
            ),
        ),
    ),
    Story(
        slug="sour-smell-by-the-canal",
        bureau="yunling-bureau",
        before=9,
        time="16:22",
        channel=Channel.CALL,
        name="尤桂香",
        phone="19900005603",
        address="云岭市运河路30号",
        request="查运河路食品厂夜里排的酸臭味。",
        facts=(
            "来电人称，最近一个月，每天夜里十点以后运河路一带有一股酸臭味，像泔水又像坏豆腐，风"
            "往北吹时最重，要到天亮才散。白天去闻不到。她怀疑是路北的豆制品厂夜里偷排，因为厂后"
            "墙的管子夜里冒白气。来电人七十八岁，夜里开不了窗，儿子给她买了空气净化器也不管用。"
        ),
        reasons="白天来查查不到的，要夜里来。",
        complained_about="运河路豆制品厂",
        division=CITY,
        place="运河路30号附近",
        category="0402",
        walk=(
            register(0, "16:40", ZHOU, CLAIM, Procedure.DUTY, "0402"),
            forward(2, "10:05", FANG, "yunling-environment"),
            serve_notice(
                3, "09:20", ZHOU, FORWARDED, Service.OTHER, "尤桂香", "电话告知并录音，另寄书面一份"
            ),
        ),
    ),
    Story(
        slug="dark-road-to-school",
        bureau="yunling-bureau",
        before=3,
        time="10:05",
        channel=Channel.CALL,
        name="武安澜",
        phone="19900005604",
        address="云岭市望江路南段菜市场旁",
        request="恢复望江路南段的路灯。",
        facts=(
            "来电人称，从菜市场到第三中学六百来米，路灯坏了近一个月，一多半不亮。上周有学生放学"
            "骑车撞上石墩，膝盖缝了四针。灯杆上的维修电话是空号。"
        ),
        reasons="不能等摔了人再修。",
        complained_about="",
        division=CITY,
        place="望江路南段（菜市场至第三中学）",
        category="0102",
        walk=(register(0, "10:19", ZHOU, CLAIM, SIXTH, "0102"),),
    ),
    Story(
        slug="wires-from-the-third-floor",
        bureau="yunling-bureau",
        before=14,
        time="21:15",
        naming=Naming.ANONYMOUS,
        request="建设里小区楼道充电，求你们来管一次，真管的那种！！",
        facts=(
            "7栋一楼天天停五六辆电瓶车，还有从三楼甩线下来充的。上个月冒过一回烟，邻居拿水泼灭的。"
            "社区贴的通知第二天就给撕了。"
        ),
        reasons="光罚不给地方充也不是办法。怕哪天出人命。",
        complained_about="",
        division=CITY,
        place="建设里小区7栋",
        category="0101",
    ),
    Story(
        slug="lunch-at-school",
        bureau="yunling-bureau",
        before=2,
        time="06:52",
        naming=Naming.WITHHELD,
        name="竺念慈",
        phone="19900005605",
        address="云岭市城东街道学苑路",
        electronic=True,
        request="查一下城东实验小学食堂的配餐，价格和饭菜对不上，账要给家长看。",
        facts=(
            "孩子在城东实验小学读三年级，午餐每顿十二元。我连着三周让孩子回来说吃了什么，基本是"
            "一荤半素，肉丸子里大半是淀粉，汤是凉的，有两次没吃饱。家长群里有人提意见，第二天就"
            "有老师在群里说不要传播负能量，后来没人再敢说。"
        ),
        reasons=(
            "我不想让孩子被另眼看待，所以请不要把名字告诉学校。伙食费怎么收怎么花，应该让家长看"
            "得到。"
        ),
        complained_about="城东实验小学",
        division=CITY,
        place="城东实验小学",
        category="1403",
    ),
    Story(
        slug="interest-classes-at-the-kindergarten",
        bureau="yunling-bureau",
        before=12,
        time="20:36",
        naming=Naming.WITHHELD,
        name="芮知夏",
        phone="19900005606",
        address="云岭市文昌路幼儿园附近",
        request="制止文昌路幼儿园变相强制报兴趣班，退还这学期的兴趣班费。",
        facts=(
            "文昌路幼儿园是公办园，下午四点放学，从这学期起，四点到五点半开“兴趣班”，一科一千二，"
            "不报的孩子就要四点准时接走，不接的坐在走廊小板凳上等。我们双职工谁能四点到？等于逼"
            "着交。老师还在群里接龙报名，没报的家长被单独艾特。"
        ),
        reasons="公办园应该管到下班。孩子还要在那里上两年，请替我保密。",
        complained_about="文昌路幼儿园",
        division=CITY,
        place="文昌路幼儿园",
        category="1403",
        walk=(
            register(1, "09:12", ZHOU, CLAIM, SIXTH, "1403"),
            forward(3, "15:20", SHEN, "yunling-education"),
            serve_notice(
                3, "16:30", ZHOU, FORWARDED, Service.POST, "信访人", "加封面邮寄，邮政回执"
            ),
            sign(4, "08:48", "ji.yichen"),
            allot(4, "08:52", "ji.yichen", "ye.wendi"),
            ask_name(
                5,
                "10:10",
                "ye.wendi",
                "拟逐班核对未报名幼儿的接园情况，想知道是哪个班，便于优先了解。",
            ),
            answer_name(6, "12:25", agrees=False),
            contact(
                7,
                "10:00",
                ZHOU,
                "电话",
                "已接通",
                "信访人不愿公开姓名，但愿意说明是中班。已请教育局改为三个年级全部抽查。",
            ),
        ),
    ),
    Story(
        slug="a-judgment-on-paper",
        bureau="yunling-bureau",
        before=45,
        time="14:05",
        channel=Channel.VISIT,
        name="雷广田",
        phone="19900005607",
        address="云岭市三桥街18号",
        request="帮忙让欠我货款的人把钱还了，法院判了一年多还没拿到。",
        facts=(
            "前年卖给一家饭店三万八千块的冻货，老板打了欠条跑到外地。我打官司赢了，判决书上写得"
            "明明白白，申请执行也快一年了，只执行回来两千多。我听人说他老婆名下新买了车。我去法"
            "院问，法官说名下查不到财产，让我提供线索。"
        ),
        reasons="判了不算数，那打官司有什么用。请政府出面说一说。",
        complained_about="",
        division=CITY,
        place="三桥街",
        category="1308",
        walk=(
            register(0, "14:30", ZHOU, CLAIM, Procedure.LITIGATION, "1308"),
            inform(
                0,
                "15:10",
                SHEN,
                procedure=Procedure.LITIGATION,
                organ="作出判决的人民法院执行机构，或者其上一级人民法院",
                basis=(
                    "《中华人民共和国民事诉讼法》：生效判决由人民法院强制执行；行政机关、信访部"
                    "门不能代替人民法院办理。"
                ),
                time_limit=(
                    "人民法院自收到申请执行书之日起超过六个月未执行的，可以向上一级人民法院申请"
                    "执行。"
                ),
                what_to_do=(
                    "请把车辆和转移财产的线索写成书面材料，连同判决书、申请执行书交执行法官，并"
                    "可以申请将被执行人纳入失信名单、限制高消费；执行已超过六个月的，可以向上一"
                    "级人民法院提出。写材料有困难的，本大厅法律援助窗口可以免费帮助。"
                ),
            ),
            serve(0, "15:25", ZHOU, Service.IN_PERSON, "雷广田", "送达回证，本人签字"),
            rate(2, "19:02", Rating.FAIR, None, "没解决，不过讲清楚了，材料也是他们窗口帮写的。"),
            follow_up(10, "10:40", SHEN, "雷广田说线索已经交上去，法院通知他下周去谈话。"),
            close(10, "11:00", SHEN),
        ),
    ),
)
