"""Petitions of the north: factories, workers, lorries, and who lives beside them."""

from huiyin.commands.city.begun import FORWARDED, SHEN, ZHOU, registered, taken_on
from huiyin.commands.city.lives import (
    AIR,
    DISSATISFIED,
    FAIR,
    LABOUR,
    NOISE,
    PENSIONS,
    PIPES,
    POLICE,
    SATISFIED,
    TRAFFIC,
    ended,
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
    allot,
    decided,
    forward,
    inform,
    opened,
    opened_notice,
    rate,
    register,
    sign,
    withdraw,
)
from huiyin.commands.city.turns import assign, note_review
from huiyin.rules.terms import Adoption, Channel, Decision, Matter, Procedure

WAGE_LAW = "《中华人民共和国劳动法》"

NORTH: tuple[Story, ...] = (
    petition(
        "nineteen-years-at-the-furnace",
        199,
        "09:00",
        "铁立秋",
        7401,
        "北郊钢厂新村",
        category="1508",
        channel=Channel.VISIT,
        request="我在炉前干了十九年，请按特殊工种办退休。",
        facts=(
            "一九八八年进厂，炉前工干到二〇〇七年，后来厂子改制转到保卫科。去年满五十五，办手续"
            "说档案里只有八年的炉前记录，另外十一年的考勤表找不到。跟我一个班的老韩、老魏都按特"
            "殊工种退了。"
        ),
        reasons="炉子前头站过的人，腿上都是疤，这个不会假。",
        walk=(
            *on_paper(PENSIONS, "1508", "铁立秋", "到原厂档案室查工资台账和考勤后书面答复。"),
            opinion(
                PENSIONS,
                50,
                decided(
                    "按特殊工种退休",
                    Decision.REFUSE,
                    "现有档案能证明八年四个月，未满规定年限，不能按特殊工种办理。",
                ),
                found="原始工资台账缺一九九六年以后部分，证人材料不能替代原始档案。",
                why="特殊工种年限以原始档案记载为准。",
                law="《中华人民共和国社会保险法》",
            ),
            handed(PENSIONS, 53, "铁立秋"),
            rate(57, "10:30", FAIR, DISSATISFIED, "档案是厂里丢的，不是我丢的。"),
            note_review(70, "10:20", ZHOU, "当面递交", "申请书原件，收件人签字"),
            *ended(90, "铁立秋已申请复查；告知可以补充岗位津贴单据。"),
        ),
    ),
    petition(
        "dust-of-parked-lorries",
        173,
        "19:33",
        "翟子墨",
        7402,
        "北环路33号",
        category="0402",
        request="空地上停了上百辆渣土车，进出扬尘，请管一管。",
        facts=(
            "北环路33号对面原来是块空地，去年开始停渣土车，早出晚归，地面没有硬化，一刮风窗台上"
            "一层土。我妈有哮喘。"
        ),
        reasons="停车可以，地面铺一铺，出门冲一冲。",
        walk=(
            *straight(AIR, "0402", "翟子墨", "查明场地权属，监测后书面答复。"),
            opinion(
                AIR,
                25,
                decided(
                    "治理扬尘", Decision.SUPPORT, "已责令铺碎石、建冲洗池，限车五十辆，其余迁走。"
                ),
                found="场地未硬化，无冲洗设施，颗粒物超标一点六倍。",
                why="易产生扬尘的场所应当采取防尘措施。",
                law="《中华人民共和国大气污染防治法》",
            ),
            *told(26, "翟子墨", SATISFIED, SATISFIED, "窗台干净了。"),
            *ended(35, "翟子墨说出门都冲轮子了。"),
        ),
    ),
    petition(
        "horns-at-the-level-crossing",
        149,
        "02:36",
        "燕回",
        7403,
        "北郊铁路道口",
        category="1305",
        request="半夜大货车在道口排队按喇叭，请改信号灯和禁鸣。",
        facts=(
            "道口栏杆一放十分钟，货车一排二三十辆，等急了就按喇叭，一响全响。我家窗户离路六米，"
            "装了双层玻璃也没用。"
        ),
        walk=(
            *straight(POLICE, "1305", "燕回", "夜间蹲点，会同铁路部门研究后书面答复。"),
            opinion(
                POLICE,
                31,
                decided(
                    "禁鸣和疏导",
                    Decision.SUPPORT,
                    "设禁鸣标志和抓拍，货车夜间改走北外环；栏杆时间由铁路部门另行研究。",
                ),
                found="夜间十点至四点平均排队二十四辆，鸣笛每小时六十余次。",
                why="在禁止鸣喇叭的区域或者路段不得鸣喇叭。",
                law="《中华人民共和国道路交通安全法》",
            ),
            *told(32, "燕回", SATISFIED, FAIR, "少多了，偶尔还有一两辆。"),
            *ended(46, "燕回说能睡了。"),
        ),
    ),
    petition(
        "a-course-that-was-a-sale",
        139,
        "14:18",
        "时雨",
        7404,
        "北郊人才市场",
        category="1504",
        request="交了三千八说培训完包上岗，结果是卖课，请查处退费。",
        facts=(
            "招聘会上说招仓库管理员，面试完让先交培训费，培训就是两天录像，完了说岗位满了，可以"
            "再交两千学叉车。跟我一起的有六个人，都是刚下学的。"
        ),
        reasons="我们是来找活的，不是来送钱的。",
        against="北郊某职业培训公司",
        walk=(
            *straight(LABOUR, "1504", "时雨", "查办学许可和收费，约谈公司后书面答复。"),
            opinion(
                LABOUR,
                20,
                decided("退费", Decision.SUPPORT, "六人培训费已全部退回。"),
                decided("查处", Decision.SUPPORT, "公司无培训许可，已责令停办并清出招聘会。"),
                found="以招聘为名收取培训费，无办学许可证。",
                why="用人单位和中介不得以招聘为名收取费用。",
                law="《人力资源市场暂行条例》",
            ),
            *told(21, "时雨", SATISFIED, SATISFIED, "退了！我们六个合写了一面小旗。"),
            *ended(30, "时雨说已经在物流园正式上班。"),
        ),
    ),
    petition(
        "thirty-one-fans",
        126,
        "22:08",
        "阮小满等31人",
        7405,
        "北郊注塑厂",
        category="1503",
        people=31,
        request="车间四十度，高温津贴一分没有，请督促补发。",
        facts=(
            "注塑机边上四十度，一个夏天中暑七个。老板说发了绿豆汤就不发钱。我们三十一个人签了名"
            "，怕被辞，请先别说是谁带的头。"
        ),
        reasons="绿豆汤归绿豆汤，津贴归津贴。",
        against="北郊某注塑厂",
        walk=(
            *straight(LABOUR, "1503", "阮小满", "进车间测温，核工资表后书面答复。"),
            opinion(
                LABOUR,
                19,
                decided(
                    "补发高温津贴",
                    Decision.SUPPORT,
                    "已补发六月至八月津贴，全厂一百零四人共九万三千六百元。",
                ),
                found="车间温度三十九度六，工资表无高温津贴。",
                why="安排在高温下工作又不能降温的，应当发津贴，不得以饮料代替。",
                law="《防暑降温措施管理办法》",
            ),
            *told(20, "阮小满", SATISFIED, SATISFIED, "三十一个人写信，一百零四个人领钱。"),
            *ended(28, "阮小满说没有人被辞退。"),
        ),
    ),
    petition(
        "sunday-is-also-a-day",
        106,
        "23:30",
        "单一凡",
        7406,
        "北郊电子厂",
        category="1506",
        request="两年没休过周日，也没有加班费，要求补发。",
        facts=(
            "合同写每周休一天，实际轮着上，打卡记录都在手机里。去年底问主管，主管说底薪里含了。"
            "我算了，两年少了一万九。"
        ),
        against="北郊某电子厂",
        walk=(
            register(1, "09:20", ZHOU, Matter.CLAIM, Procedure.ARBITRATION, "1506"),
            forward(2, "10:10", SHEN, "yunling-labour"),
            opened_notice(2, "19:30", FORWARDED, "单一凡"),
            sign(3, "09:05", "feng.tinglan"),
            allot(3, "09:12", "feng.tinglan", "qian.yuan"),
            inform(
                7,
                "15:10",
                "qian.yuan",
                procedure=Procedure.ARBITRATION,
                organ="云岭市劳动人事争议仲裁委员会（学府路58号一楼）",
                basis="《中华人民共和国劳动争议调解仲裁法》：因劳动报酬发生的争议，由仲裁委员会仲裁。",
                time_limit="自知道权利受到侵害之日起一年内；在职期间的劳动报酬不受一年限制。",
                what_to_do=(
                    "带身份证、合同、打卡记录到仲裁窗口，当场立案，不收费；需要写申请书，窗口有人帮。"
                ),
            ),
            opened(8, "21:00", "单一凡"),
            rate(9, "21:20", SATISFIED, SATISFIED, "窗口的人帮我把打卡记录打印出来了。"),
            *ended(20, "单一凡说仲裁已立案。"),
        ),
    ),
    petition(
        "a-finger-at-the-press",
        93,
        "10:44",
        "娄清秋",
        7407,
        "北郊五金厂",
        category="1505",
        request="冲床压掉半截手指，厂里不报工伤，请查厂里的安全装置。",
        facts=(
            "那台冲床的光栅坏了一个月，主管叫先干着。出事那天送医院的路上让我说是自己家里弄的。"
            "厂里还有两台一样的，我不想再有人跟我一样。"
        ),
        against="北郊某五金厂",
        walk=(
            register(1, "09:20", ZHOU, Matter.CLAIM, Procedure.DUTY, "1505"),
            forward(1, "10:10", SHEN, "yunling-labour"),
            opened_notice(1, "19:30", FORWARDED, "娄清秋"),
            sign(2, "09:05", "feng.tinglan"),
            allot(2, "09:12", "feng.tinglan", "qian.yuan"),
            inform(
                4,
                "16:00",
                "qian.yuan",
                procedure=Procedure.DUTY,
                organ="云岭市人力资源和社会保障局工伤科、劳动保障监察支队",
                basis="《工伤保险条例》：用人单位未申请的，职工本人一年内可以直接申请认定。",
                time_limit="认定申请六十日内作出决定；监察已立案，一般六十个工作日内办结。",
                what_to_do="带病历和同事证言到工伤科申请，厂里不盖章也受理；两台冲床已责令停用。",
            ),
            opened(5, "20:00", "娄清秋"),
            rate(6, "10:00", SATISFIED, SATISFIED, "机器停了，这个最要紧。"),
            *ended(24, "娄清秋说工伤已认定。"),
        ),
    ),
    petition(
        "plastic-in-the-air",
        79,
        "23:05",
        "尉迟晓等58人",
        7408,
        "北苑小区",
        category="0402",
        people=58,
        request="再生塑料厂夜里熔料，全小区头疼，请查处并公布结果。",
        facts=(
            "夜里十一点起风就有烧塑料的味，咳嗽、流眼泪，小区五十八个人记了一个月的日记，哪天几"
            "点什么味都写着，复印一份给你们。白天去看什么也没有。"
        ),
        reasons="我们要的是晚上来的人。",
        against="北郊某再生塑料厂",
        walk=(
            registered("0402"),
            assign(2, "10:30", SHEN, "yunling-environment", 85),
            opened_notice(2, "19:40", FORWARDED, "尉迟晓"),
            *taken_on(
                "du.songyue", "xia.buyu", "按日记所记时段夜间突击检查，监测后书面答复。", "尉迟晓"
            ),
            opinion(
                NOISE,
                55,
                decided(
                    "查处夜间熔料", Decision.SUPPORT, "三次夜查两次当场抓到，已查封熔料设备并处罚。"
                ),
                decided("公布结果", Decision.SUPPORT, "处罚决定和三次监测数据已在小区门口张贴。"),
                found="夜间停用治理设施熔料，非甲烷总烃超标四倍。",
                why="产生挥发性有机物的活动应当在密闭空间进行并正常使用治理设施。",
                law="《中华人民共和国大气污染防治法》",
            ),
            *told(56, "尉迟晓", SATISFIED, SATISFIED, "日记没有白写。"),
        ),
    ),
    petition(
        "one-tap-for-forty-beds",
        62,
        "21:10",
        "凌霄",
        7409,
        "北郊工业园宿舍",
        category="0102",
        request="园区宿舍一层四十个人一个水龙头，还常停水，请增容。",
        facts=(
            "水表是按仓库装的，改成宿舍以后没换。晚上八点以后没水，女工要到一楼打水上四楼。园区"
            "说报了水司，水司说没收到。"
        ),
        walk=(
            *straight(PIPES, "0102", "凌霄", "到现场核水量，协助园区办增容后书面答复。"),
            opinion(
                PIPES,
                57,
                decided("增容", Decision.SUPPORT, "已换大口径水表和加压泵，每层加装六个水龙头。"),
                found="按仓库设计的口径不足宿舍用量的三分之一。",
                why="供水企业应当按规定满足用水需要。",
                law="《城市供水条例》",
            ),
        ),
    ),
    petition(
        "eight-hundred-for-a-form",
        51,
        "13:13",
        "夏侯淳",
        7410,
        "北郊人才市场",
        category="1602",
        request="中介收了八百元介绍费又不给工作，请帮我要回来。",
        facts=(
            "说好进厂就退，进厂第二天厂里说不招了，中介说钱已经交给厂里。厂里说从来不收钱。收据"
            "上只盖了一个私章。"
        ),
        walk=(
            *straight(LABOUR, "1602", "夏侯淳", "约谈中介，核对收据后书面答复。"),
            withdraw(9, "18:00", "中介看到你们的人来，当天就退钱了。不用再办了，谢谢。"),
        ),
    ),
    petition(
        "a-shuttle-at-shift-change",
        45,
        "06:15",
        "钟离恪",
        7411,
        "北郊工业园",
        category="0603",
        matter=Matter.SUGGESTION,
        request="建议早晚换班时开两趟公交直达工业园，不用转三次车。",
        facts=(
            "园区两万人，早班七点、晚班七点。现在从城南来要转三次，早上第一班车赶不上打卡，很多"
            "人骑摩托，冬天摔。我做了个小调查，五百多人说会坐。"
        ),
        walk=(
            *suggested(
                TRAFFIC,
                22,
                "0603",
                "钟离恪",
                Adoption.NOT_ADOPTED,
                (
                    "您的调查我们逐条看了。目前早高峰车辆已全部上线，没有余车，暂不能开直达线；我们把它"
                    "列为新购车辆到位后的第一条新线，预计明年上半年。在此之前，12路首班提前十五分钟，可"
                    "以赶上七点打卡。没能马上办到，抱歉。"
                ),
            ),
            rate(25, "19:00", SATISFIED, FAIR, "提前十五分钟也有用。"),
        ),
    ),
)
