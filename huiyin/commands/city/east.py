"""Petitions of the city's east: schools, children, young families, the towers they live in."""

from huiyin.commands.city.lives import (
    DISSATISFIED,
    FAIR,
    HOUSING,
    NOISE,
    SATISFIED,
    SCHOOLS,
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
from huiyin.commands.city.story import Story, contact, decided, rate
from huiyin.rules.terms import Adoption, Channel, Decision, Matter, Naming

SCHOOL_LAW = "《中华人民共和国义务教育法》"
HOUSE_LAW = "《物业管理条例》"

EAST: tuple[Story, ...] = (
    petition(
        "cold-radiators-in-building-nine",
        204,
        "19:20",
        "祝南枝等23人",
        7101,
        "晨光苑9栋",
        category="0102",
        people=23,
        request="晨光苑9栋暖气不热，请派人测温并退还不达标的采暖费。",
        facts=(
            "入冬以来9栋东边两个单元室温一直在十四五度，孩子写作业手都是凉的。热力站说小区内的"
            "管道归物业，物业说进口温度就不够。我们二十三户每天早晚拍了温度计，存了三个星期的照"
            "片，两边的人谁都没有同时来过一次。"
        ),
        reasons="交的是足额的钱，住的是冷房子。请让两家一起上门，当面量。",
        walk=(
            *straight(
                WORKS, "0102", "祝南枝", "会同热力站和物业同时入户测温，查清管路后书面答复。"
            ),
            opinion(
                WORKS,
                28,
                decided(
                    "查清原因并修好",
                    Decision.SUPPORT,
                    "已清洗东边两个单元的立管，更换失灵的平衡阀，复测室温二十度以上。",
                ),
                decided("退还采暖费", Decision.SUPPORT, "按不达标的三十一天折算，每户退费已到账。"),
                found="三方同时测温，23户平均室温十四点八度；平衡阀失灵，立管淤堵。",
                why="供热单位应当保证室温不低于规定标准，不达标的应当退费。",
                law="《云岭市供热管理办法》",
            ),
            *told(29, "祝南枝", SATISFIED, SATISFIED, "两家人终于站在同一间屋里了。"),
            *ended(36, "祝南枝说二十三户都热了，退费也收到了。"),
        ),
    ),
    petition(
        "the-bell-at-six",
        194,
        "06:05",
        "郁清和",
        7102,
        "学苑路27号",
        category="0402",
        request="城东中学的广播铃早上六点就响，请调低音量。",
        facts=(
            "学校的喇叭正对着我们楼，六点起床铃、六点二十跑操的音乐，周六也放。我是夜班护士，早"
            "上七点半下班，回来刚躺下又是课间操。"
        ),
        reasons="学生要跑操我理解，喇叭能不能朝里，能不能小一点。",
        walk=(
            *straight(NOISE, "0402", "郁清和", "实地测音量，与学校商定办法后书面答复。"),
            opinion(
                NOISE,
                17,
                decided(
                    "调低广播音量",
                    Decision.SUPPORT,
                    "学校已把三只喇叭转向操场，起床铃改为宿舍内广播，周六不放。",
                ),
                found="居民楼外测得广播时段七十一分贝，超过规定值。",
                why="使用广播喇叭应当采取措施，避免影响周围居民。",
                law="《中华人民共和国噪声污染防治法》",
            ),
            *told(18, "郁清和", SATISFIED, SATISFIED, "喇叭转过去了，睡了个整觉。"),
            *ended(25, "郁清和说现在只能隐约听见。"),
        ),
    ),
    petition(
        "fans-on-the-top-floor",
        176,
        "21:31",
        "谈笑",
        7103,
        "城东实验小学",
        category="1402",
        matter=Matter.SUGGESTION,
        request="建议给顶楼教室装遮阳帘，夏天把体育课挪到早上。",
        facts=(
            "我儿子在五楼，教室西晒，下午三十四五度，两个吊扇转也是热风。学校说统一装空调要等预"
            "算。我去看过，窗外连个遮阳板都没有，其实挂一排外帘，一间才几百块。"
        ),
        reasons="等空调可以，先把太阳挡一挡。",
        walk=(
            *suggested(
                SCHOOLS,
                19,
                "1402",
                "谈笑",
                Adoption.ADOPTED,
                (
                    "您算得很细，我们照您说的先做：全市有西晒顶楼教室的十二所学校，本月内加装外遮阳；高"
                    "温日的体育课一律安排在上午第一、二节。空调改造仍按计划分三年完成。谢谢您。"
                ),
            ),
            rate(21, "12:20", SATISFIED, SATISFIED, "儿子说帘子是绿色的，好看。"),
            *ended(30, "谈笑说帘子装上后教室降了三度。"),
        ),
    ),
    petition(
        "four-sets-of-uniforms",
        151,
        "20:16",
        "鄢素心",
        7104,
        "城东第二小学",
        category="1403",
        request="请查城东第二小学一次收四套校服钱是不是自愿，不要的能不能退。",
        facts=(
            "一年级入学发了张单子，夏装两套、秋装一套、冬装一套，八百六十元，群里接龙。我家老大"
            "的校服还能给老二穿，问班主任能不能只买夏装，回话说系统里只能选全套。"
        ),
        reasons="不是买不起，是穿得着的才买。",
        against="城东第二小学",
        walk=(
            *straight(SCHOOLS, "1403", "鄢素心", "核对收费单据、询问学校和厂家后书面答复。"),
            opinion(
                SCHOOLS,
                22,
                decided(
                    "校服自愿购买",
                    Decision.SUPPORT,
                    "已责令学校重新征求意见，可以单件选购，也可以穿哥哥姐姐的。",
                ),
                decided(
                    "退还不要的",
                    Decision.SUPPORT,
                    "未拆封的一律退款，由厂家到校办理，共退一百一十七户。",
                ),
                found="征订系统只设全套一个选项，未告知可以自愿选购。",
                why="学生自愿购买校服，不得强制。",
                law=SCHOOL_LAW,
            ),
            *told(23, "鄢素心", SATISFIED, SATISFIED, "退了三套，五百多，谢谢。"),
            *ended(31, "鄢素心说退款到账，老师也没有为难孩子。"),
        ),
    ),
    petition(
        "eighteen-floors-one-lift",
        141,
        "08:11",
        "骆怀谷",
        7105,
        "金桂家园2栋",
        category="0109",
        channel=Channel.VISIT,
        request="修好2栋停了五十天的电梯，十八层楼就剩一部了。",
        facts=(
            "两部梯停了一部，等零件等了五十天。早上上班上学，一趟梯等二十分钟。十六楼有个坐轮椅"
            "的老人，这个月没下过楼。物业说维修资金要三分之二业主签字，楼里一半是租户，签不齐。"
        ),
        reasons="人命关天的时候，签字能不能有个应急的办法。",
        against="金桂家园物业服务企业",
        walk=(
            *on_paper(HOUSING, "0109", "骆怀谷", "核实停梯原因，研究维修资金应急使用后书面答复。"),
            opinion(
                HOUSING,
                33,
                decided(
                    "修复电梯",
                    Decision.SUPPORT,
                    "已启用维修资金应急程序，零件已订，预计两周后修好。",
                ),
                found="主板损坏，符合应急使用维修资金的情形，物业未提出申请。",
                why="电梯故障危及人身安全的，可以应急使用维修资金。",
                law=HOUSE_LAW,
            ),
            handed(HOUSING, 35, "骆怀谷"),
            rate(47, "09:30", SATISFIED, DISSATISFIED, "说两周，又是一个月。十六楼的老人等不起。"),
            *ended(60, "电话里骆怀谷说电梯昨天才好，要求以后应急申请当天就报。已转告物业科。"),
        ),
    ),
    petition(
        "a-place-in-the-kindergarten",
        129,
        "22:45",
        "应采薇",
        7106,
        "东湖里小区",
        category="1405",
        request="小区配套幼儿园没有学位，请安排我家孩子就近入园。",
        facts=(
            "开发商卖房时说配套公办园，今年报名三百多个、招一百二。我家住最里面一栋，离得最近，"
            "摇号没摇上，调剂的园要坐四十分钟公交。孩子三岁半，爷爷奶奶眼睛都不好。"
        ),
        reasons="别的都能等，孩子一天一天在长。",
        walk=(
            *straight(SCHOOLS, "1405", "应采薇", "核对招生名单、摸清周边学位后书面答复。"),
            opinion(
                SCHOOLS,
                26,
                decided(
                    "就近入园",
                    Decision.EXPLAIN,
                    (
                        "本园学位已由摇号排定，没有空位；已协调一公里外的桂苑幼儿园增开一个小班，您家可以优"
                        "先登记。"
                    ),
                ),
                found="报名三百一十二人，学位一百二十个，摇号过程有公证。",
                why="学位不足时按公布的办法摇号，名单不能变动；增加学位是政府应做的事。",
                law="《中华人民共和国学前教育法》",
            ),
            *told(27, "应采薇", SATISFIED, FAIR, "桂苑要走二十分钟，比公交强。"),
            *ended(40, "应采薇说孩子已经入园，适应得还好。"),
        ),
    ),
    petition(
        "visitors-pay-by-the-hour",
        119,
        "13:40",
        "冼若川",
        7107,
        "东湖里小区",
        category="0109",
        request="小区地面停车费从五元涨到十五元，请核查有没有经过业主同意。",
        facts=(
            "六月一号贴了一张纸就涨了，落款是物业。问业主委员会，主任说不知道。保安说不交不抬杆"
            "，我爸来看孙子，三个小时收了三十。"
        ),
        reasons="涨价可以商量，一张纸不算商量。",
        against="东湖里小区物业服务企业",
        walk=(
            *straight(HOUSING, "0109", "冼若川", "调取物业合同和备案材料后书面答复。"),
            opinion(
                HOUSING,
                29,
                decided(
                    "核查涨价程序",
                    Decision.SUPPORT,
                    "未经业主共同决定，已责令恢复原标准，多收部分凭票退还。",
                ),
                found="物业自行提价，无业主大会决议，也未备案。",
                why="占用业主共有道路停放车辆的收费，由业主共同决定。",
                law=HOUSE_LAW,
            ),
            *told(30, "冼若川", FAIR, SATISFIED, "退了六十元。贴纸撕了。"),
            *ended(41, "冼若川说收费恢复了五元。"),
        ),
    ),
    petition(
        "the-broken-slide",
        101,
        "15:02",
        "卞念真",
        7108,
        "晨光苑小广场",
        category="0102",
        channel=Channel.CALL,
        request="小广场的滑梯裂了，边上有铁丝，请修好或者先围起来。",
        facts=(
            "来电人说滑梯底下裂了一道口子，有根铁丝翘着，前天她外孙女的裤子挂破了，腿划了一道。"
            "社区贴过一张纸条说禁止使用，孩子哪认得字。"
        ),
        reasons="先围起来，再慢慢修。",
        walk=(
            *on_paper(WORKS, "0102", "卞念真", "当日围挡，更换滑梯后书面答复。"),
            opinion(
                WORKS,
                21,
                decided(
                    "修好滑梯",
                    Decision.SUPPORT,
                    "当日围挡，已换新滑梯，并查了全区八十六处儿童设施，修了九处。",
                ),
                found="滑梯使用十一年，底板开裂。",
                why="公共场所的设施应当定期检查，保障安全。",
                law="《中华人民共和国未成年人保护法》",
            ),
            handed(WORKS, 23, "卞念真"),
            rate(30, "10:15", SATISFIED, SATISFIED, "打完电话两个小时就围起来了。"),
            *ended(37, "卞念真说新滑梯是黄的，孩子抢着滑。"),
        ),
    ),
    petition(
        "lessons-that-were-never-given",
        87,
        "23:10",
        "皮慕白",
        7109,
        "城东文化广场三楼",
        category="1403",
        naming=Naming.WITHHELD,
        request="培训机构停课三个月不退费，请督促退还剩余的四十一节课。",
        facts=(
            "一次交了六十节的钱，上到十九节老师走了，说等新老师，等到现在。群里说退费的都被移出"
            "去了。我还在那边做兼职，不想让他们知道是我写的。"
        ),
        reasons="课不上，钱要退，道理很简单。",
        against="城东文化广场某培训机构",
        walk=(
            *straight(SCHOOLS, "1403", "信访人", "约谈举办者，核对合同和预收款账户后书面答复。"),
            contact(
                20,
                "10:30",
                "ye.wendi",
                "电话",
                "已接通",
                "约谈举办者，对方承认停课，愿意分批退费。",
            ),
            opinion(
                SCHOOLS,
                51,
                decided(
                    "退还剩余课时费",
                    Decision.SUPPORT,
                    "已从预收款监管账户按剩余课时退费，共退六十三户。",
                ),
                found="停课十二周，未履行六十三份合同，监管账户余额足以退费。",
                why="培训机构不能提供服务的，应当退还预收费。",
                law="《校外培训行政处罚暂行办法》",
            ),
            *told(52, "信访人", SATISFIED, SATISFIED, "没人知道是我，钱回来了。"),
            *ended(60, "信访人表示退费已到账，没有人追问。"),
        ),
    ),
    petition(
        "where-the-school-record-goes",
        75,
        "09:50",
        "桑知微",
        7110,
        "东湖里小区",
        category="1402",
        matter=Matter.ENQUIRY,
        request="孩子从外省转学到云岭上初二，学籍怎么转，要不要回原校盖章？",
        facts=(
            "我们下个月搬来，孩子初二。原学校说现在网上转，这边学校又让我拿一张纸去盖章，来回要"
            "坐一天的车，所以先问清楚。"
        ),
        walk=(
            *enquired(
                1,
                "1402",
                "桑知微",
                (
                    "您好。现在学籍由转入学校在全国学籍系统发起，原学校网上同意，不用您跑回去盖章。您带"
                    "户口簿、房产证明或租房备案、原校成绩单到转入学校登记就行，十五个工作日内办结。那张"
                    "纸是旧表，我们已请学校撤下。"
                ),
            ),
            *(rate(3, "08:30", SATISFIED, None, "少跑八百公里。"),),
            *ended(12, "桑知微说学籍已经转好。"),
        ),
    ),
    petition(
        "the-bus-that-passes-the-school",
        66,
        "17:36",
        "甄予怀",
        7111,
        "学苑路东段",
        category="0603",
        request="请让18路在学苑中学站停靠，孩子们现在要走一公里半。",
        facts=(
            "道路修好半年了，18路还是绕行，从学校门口开过去不停。早上六点五十，几百个孩子背着书"
            "包沿着没有人行道的路走。我跟车数过，一趟下车的有四十多个。"
        ),
        reasons="车就从门口过，停一下而已。",
        walk=straight(TRAFFIC, "0603", "甄予怀", "现场查看站点条件，与公交企业研究后书面答复。"),
    ),
)
