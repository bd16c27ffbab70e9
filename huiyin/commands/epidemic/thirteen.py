"""The thirteen petitions of the epidemic: marked, told within the hours, served, asked about.

The last three are told on the last days; whether what was promised came about is still followed.
"""

from dataclasses import dataclass
from datetime import date

from huiyin.commands.city.offices import CITY
from huiyin.commands.city.people import two_of
from huiyin.commands.city.story import (
    Story,
    Taken,
    accept,
    allot,
    answer,
    close,
    contact,
    decided,
    follow_up,
    forward,
    opened,
    opened_notice,
    rate,
    register,
    sign,
)
from huiyin.commands.epidemic.answers import DELIVERED, INFECTED, WAGES
from huiyin.commands.epidemic.days import LAST, after
from huiyin.commands.epidemic.urgent import (
    acknowledged,
    explained,
    led,
    led_result,
    marked,
    told,
    tracked,
)
from huiyin.rules.terms import Channel, Decision, LetterKind, Rating
from huiyin.rules.terms_emergency import Tag

WEB, CALL, LETTER = Channel.WEB, Channel.CALL, Channel.LETTER
HOUR = 60
LEADER, DEPUTY, MEMBER = "gu.mingche", "sha.minghe", "hao.jingran"
FOLLOWER = "lu.qingyan"
SENDER = {WEB: "shen.wenzhou", CALL: "fang.zhiqiu", LETTER: "fang.zhiqiu"}
"""Who sends it on: the dispatcher in the group of the channel (T11)."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What differs between them; the rest of the way is the same for all."""

    on: date
    time: str
    channel: Channel
    name: str
    address: str
    office: str
    category: str
    tag: Tag
    request: str
    facts: str
    plan: str  # how the unit will go about it
    result: str  # what the petitioner is told
    kept: str  # what was found when it was followed
    told_after: int  # minutes from the receipt
    found_after: int = 0  # minutes until screening found it; 0: marked when it was registered
    said: str = ""  # what was explained beside
    answer: str = ""  # the question whose published answer it used
    instruction: str = ""  # of the leader
    is_at_night: bool = False  # the last night: served at once, not yet asked about
    is_confirmed: bool = True


def story_of(number: int, case: Case) -> Story:
    """The way of an emergency petition from the first minute to its end."""
    return Story(
        slug=f"epidemic-{number}",
        bureau="yunling-bureau",
        before=(LAST - case.on).days,
        time=case.time,
        channel=case.channel,
        name=case.name,
        phone=f"1990002{number:04d}",
        address=case.address,
        electronic=True,
        request=case.request,
        facts=case.facts,
        division=CITY,
        place=case.address,
        category=case.category,
        walk=tuple(_walk(case)),
    )


def _walk(case: Case) -> list[Taken]:
    at = after(case.on, case.time)
    head, handler = two_of(case.office)
    sender = SENDER[case.channel]
    begun = case.found_after or 6
    told_on = at(case.told_after)[0]
    # The night's two are served before the visitor comes, the others on the next morning.
    # Whoever was told early in the morning is served and asked on that day.
    is_early = at(case.told_after)[1] < "10:00"
    day = told_on if is_early else told_on + 1
    hour = "07" if case.is_at_night else "11" if is_early else "08"
    walk = [
        register(*at(6), "zhou.yuhe", None, None, case.category),
        marked(*at(begun), "zhou.yuhe", case.tag),
        acknowledged(*at(begun + 9), LEADER),
        acknowledged(*at(begun + 21), DEPUTY),
        *([] if case.is_at_night else [acknowledged(*at(begun + 64), MEMBER)]),
        forward(*at(begun + 24), sender, case.office),
        opened_notice(*at(begun + 31), LetterKind.FORWARDING_NOTICE, case.name),
        sign(*at(begun + 38), head),
        allot(*at(begun + 40), head, handler),
        contact(*at(begun + 52), sender, "电话", "已接通", "核对了情况和住址，告知已经交办。"),
        accept(*at(begun + 75), handler, case.plan),
        opened_notice(*at(begun + 83), LetterKind.ACCEPTANCE, case.name),
    ]
    if case.said:
        walk.append(explained(*at(begun + 95), sender, case.said, case.answer))
    if case.instruction:
        walk.append(led(*at(begun + 100), LEADER, case.instruction))
    walk += [
        told(*at(case.told_after), handler, case.result),
        answer(
            *at(case.told_after + 6),
            handler,
            decided(case.request, Decision.SUPPORT, case.result),
            facts_found="经核实，您反映的情况属实。",
            reasons=case.plan,
            laws=("《中华人民共和国传染病防治法》",),
        ),
        opened(day, f"{hour}:41", case.name),
        rate(day, f"{hour}:46", Rating.SATISFIED, Rating.SATISFIED, "回得快，事情办了。"),
    ]
    if case.instruction:
        walk.append(led_result(day, f"{hour}:50", sender, f"已按要求办理：{case.result}"))
    if not case.is_at_night:
        words = "信访人说结果已经告诉了，答复看得懂。"
        walk.append(follow_up(day, f"{hour}:58", "zhou.yuhe", words))
        walk.append(tracked(day + 1, "08:30", FOLLOWER, case.kept, is_confirmed=case.is_confirmed))
    walk.append(close(day if case.is_at_night else day + 1, f"{hour}:55", "zhou.yuhe"))
    return walk


CASES: tuple[Case, ...] = (
    Case(
        on=date(2020, 1, 26), time="09:12", channel=WEB, name="欧阳晓棠",
        address="云岭市柳荫街锦绣里6号楼", office="yunling-civil", category="0903",
        tag=Tag.QUARANTINE,
        request="请给居家隔离的老人送米、菜和降压药。",
        facts="我父母从外地回来，按要求在家隔离，两个人都七十多岁。我在邻省回不来。家里的菜只够"
        "今天，降压药还剩两天的量。楼下贴了电话，一直占线。",
        plan="请社区当天上门送菜，凭病历照片代购药品，并留下专人电话。",
        result="社区已在中午送去五天的米菜和半个月的降压药，网格员电话写在门上，每天上午联系一次。",
        kept="老人说菜和药都收到了，每天上午有人打电话。",
        told_after=5 * HOUR + 20,
        said="居家隔离期间的生活物资由社区代购，菜钱药钱按小票结算，不另收费。",
        answer=DELIVERED,
    ),
    Case(
        on=date(2020, 1, 27), time="10:35", channel=CALL, name="褚云舒",
        address="云岭市集贤路菜市场", office="yunling-market", category="1103", tag=Tag.PRICES,
        request="请查一查菜市场的白菜为什么一天翻了三倍。",
        facts="来电人称，集贤路菜市场的白菜前天两块，昨天四块，今天六块五，问摊主，说进货就贵。"
        "超市排队两个小时，老人去不了。",
        plan="当天到市场核对进货单和标价，对没有进价依据的涨价当场查处。",
        result="三个摊位没有进货依据，已立案并恢复原价；市场从明天起每天供应平价菜四吨，每斤一元八角。",
        kept="去看过两次，平价菜摊每天都在，价格没有变。",
        told_after=9 * HOUR, instruction="今天到现场，看价格，也看供应。",
    ),
    Case(
        on=date(2020, 1, 28), time="08:05", channel=WEB, name="钟离小满",
        address="云岭市杏林街河畔花园", office="yunling-health", category="1201",
        tag=Tag.TREATMENT,
        request="孕妇产检医院改成了发热定点，请告诉我们去哪里检查。",
        facts="我妻子怀孕三十四周，原来建档的医院成了发热定点，电话说产科停诊。下周三要做检查，"
        "不知道病历能不能转，怕耽误。",
        plan="协调妇幼保健院接收，病历由两家医院直接交接。",
        result="已转到市妇幼保健院，下周三上午九点，凭身份证挂号；原医院今天把病历转过去。",
        kept="病历已经到了妇幼保健院，下周三的号也约好了。",
        told_after=6 * HOUR + 40,
    ),
    Case(
        on=date(2020, 1, 30), time="16:48", channel=CALL, name="万俟秋", address="云岭市车站路",
        office="yunling-transport", category="0603", tag=Tag.TRAVEL,
        request="透析病人去医院的班车停了，请想办法。",
        facts="来电人称，每周二、四、六要到市里做透析，镇上的班车从昨天起停运，私家车过卡口要证明，"
        "不知道找谁开。后天就是星期六。",
        plan="由公交公司安排专车，按固定时间接送，凭病历通行。",
        result="从明天起专车早上六点四十在镇口接，做完送回，凭透析病历过卡口，不用另开证明。",
        kept="今早六点四十接到了，同镇另外两位病人也一起坐。",
        told_after=15 * HOUR, instruction="透析一天也不能断。今晚定车，明早回话。",
    ),
    Case(
        on=date(2020, 1, 31), time="11:20", channel=WEB, name="皇甫清妍",
        address="云岭市学府路文澜苑", office="yunling-civil", category="0903",
        tag=Tag.COMMUNITY,
        request="小区只留一个门，救护车进不来，请改一改。",
        facts="为了测温，小区四个门封了三个，留下的是最窄的一个，门口还放了桌子。昨晚三号楼老人"
        "不舒服，救护车在外面绕了二十分钟，是邻居背出去的。",
        plan="请街道当天到场，另开一个能过救护车的门，留人值守。",
        result="东门改为应急通道，钥匙在门岗，二十四小时有人；测温桌子挪到里面，宽度量过能过救护车。",
        kept="晚上去试过，叫门两分钟内开。",
        told_after=7 * HOUR,
    ),
    Case(
        on=date(2020, 2, 1), time="14:02", channel=CALL, name="司徒明辉",
        address="云岭市建设巷18号", office="yunling-health", category="1201",
        tag=Tag.OPENNESS,
        request="请说清楚我们楼是不是有确诊病人。",
        facts="来电人称，楼里贴了封条，群里说什么的都有，有说三例，有说没有的。家里有小孩，窗户"
        "都不敢开。问社区，说不清楚，让等通知。",
        plan="与疾控核对后，由街道贴出带日期的说明，并逐户电话告知。",
        result="本楼没有确诊病例，封条是因为一户密切接触者居家观察，到二月八日解除；说明已贴在单元门。",
        kept="说明贴在单元门上，群里安静了。",
        told_after=7 * HOUR,
        said="病例情况以卫生健康部门每天发布的为准；个人信息不公开，楼里需要知道的会贴出来。",
        answer=INFECTED,
    ),
    Case(
        on=date(2020, 2, 3), time="07:40", channel=WEB, name="令狐远",
        address="云岭市规划路北口工业园", office="yunling-labour", category="1503",
        tag=Tag.RESUMPTION,
        request="厂里不让复工又不发工资，这几天算什么。",
        facts="厂子推迟到十号开工，人事说推迟这几天不算上班，一天不发钱。我们四十多个人都是外地的，"
        "房租照交。春节延长的那三天又怎么算，说法也不一样。",
        plan="向企业说明延长假期和推迟复工的工资口径，要求当天书面告知职工。",
        result="延长的三天是带薪的；推迟复工没有超过一个工资周期的，按合同发。厂里已贴出通知，十五号发。",
        kept="通知贴在厂门口，人事又逐个打了电话。",
        told_after=10 * HOUR + 15, found_after=4 * HOUR,
        said="春节延长的几天和推迟复工的日子怎样发工资，市人社局已有问答，按问答说明。",
        answer=WAGES,
    ),
    Case(
        on=date(2020, 2, 5), time="10:10", channel=LETTER, name="闻人素",
        address="云岭市源泉路福寿养老院", office="yunling-civil", category="0907",
        tag=Tag.COMMUNITY,
        request="养老院封了，想知道里面的老母亲好不好。",
        facts="我母亲八十六岁，住在福寿养老院，从腊月二十九起不让探望。她耳朵背，打电话听不清。"
        "院里说人手不够，没空一个一个接。我们不是要进去，就想看她一眼。",
        plan="请养老院每两天安排一次视频，由护理员帮老人拿手机。",
        result="从明天起单日下午三点视频，护理员拿着手机；今天已经先打了一次，老人认得您，吃得下饭。",
        kept="院里给所有老人排了视频的日子，贴在门口。",
        told_after=6 * HOUR,
    ),
    Case(
        on=date(2020, 2, 7), time="21:15", channel=WEB, name="南宫雪", address="云岭市长安街卡口",
        office="yunling-police", category="1305", tag=Tag.TRAVEL,
        request="拉饲料的车在卡口被拦了两天，请放行。",
        facts="我家养鸡三万只，饲料还能撑一天。车在省道卡口，司机有健康证明，货单齐全，就是没有"
        "通行证，可是通行证要到开了门的窗口去办，窗口没有开门。",
        plan="按民生物资车辆当夜核验放行，并公布网上办证的办法。",
        result="车已在凌晨两点放行，随车发了十五天的通行证；以后在网上填车号，两个小时内发到手机。",
        kept="此后又过了三趟，都凭手机上的通行证。",
        told_after=11 * HOUR, instruction="鸡等不了。今夜放行，明早说清以后怎么办。",
    ),
    Case(
        on=date(2020, 2, 9), time="09:30", channel=CALL, name="上官禾",
        address="云岭市望江路沿街商铺", office="yunling-market", category="1103",
        tag=Tag.PRICES,
        request="药店卖的口罩一戴就断，请查。",
        facts="来电人称，在望江路的药店排队买了十个口罩，五块一个，没有厂名，戴上耳带就断，里面"
        "只有一层。回去退，说疫情期间不退不换。",
        plan="当天抽样封存，查进货渠道，让药店先退款。",
        result="剩下的四百多个已经封存送检，药店没有进货凭证，已立案；钱已经退给您，五十元。",
        kept="退款收到，药店停售整改，检验结果会公布。",
        told_after=8 * HOUR,
    ),
    Case(
        on=date(2020, 2, 13), time="10:50", channel=WEB, name="东方既白",
        address="云岭市学府路12号附近", office="yunling-education", category="1402",
        tag=Tag.OTHER,
        request="孩子上网课没有设备，请想办法。",
        facts="学校十号起上网课，家里只有一部老手机，两个孩子一个初三一个五年级，时间撞在一起。"
        "社区的电脑室关着。初三今年要中考。",
        plan="请学校借出平板，并把课录下来，让撞课的孩子可以晚上看。",
        result="学校今天借出一台平板，明天送到楼下；课程都有回放，保留到学期末。",
        kept="平板送到了，流量卡要下星期才有，再问。",
        told_after=9 * HOUR, is_confirmed=False,
    ),
    Case(
        on=date(2020, 2, 15), time="19:10", channel=WEB, name="公孙越",
        address="云岭市柳荫街2号院", office="yunling-civil", category="0908", tag=Tag.AID,
        request="打零工停了二十天，请问能不能申请临时救助。",
        facts="我在装修队做小工，腊月二十三停工，到现在没有一分钱收入，老婆带一岁的孩子。房东同意"
        "缓一个月，奶粉钱不能缓。不知道打零工的算不算。",
        plan="按急难型临时救助先办后补，值班人员当夜上门核实。",
        result="符合临时救助，先发一千二百元，今天上午到账；奶粉由社区今天送两罐。",
        kept="", told_after=12 * HOUR + 2, is_at_night=True,
    ),
    Case(
        on=date(2020, 2, 15), time="20:40", channel=CALL, name="夏侯宁",
        address="云岭市碧水路疗养院隔离点", office="yunling-health", category="1201",
        tag=Tag.QUARANTINE,
        request="隔离点到期了没有人来解除，请告诉我哪天能走。",
        facts="来电人称，二月一日住进隔离点，今天满十四天，两次检测都没有问题。问医生，说等通知；"
        "问前台，说等医生。十七号单位要报到。",
        plan="与隔离点核对起算日和检测结果，当夜出具解除证明。",
        result="从二月二日起算，满十四天是昨天二十四点，现在就可以走；证明已经送到房间，单位也认。",
        kept="", told_after=10 * HOUR + 45, is_at_night=True,
    ),
)  # fmt: skip

THIRTEEN: tuple[Story, ...] = tuple(story_of(n, case) for n, case in enumerate(CASES, start=1))
