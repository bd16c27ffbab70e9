"""The answers that were published, each with its source and its day (A21); all of it invented."""

from datetime import date

from huiyin.commands.epidemic.city import City
from huiyin.commands.epidemic.days import FIRST, moment
from huiyin.publishing.answers import AnswerWording, publish

PUBLISHER = "jiang.suxin"
DELIVERED, INFECTED, WAGES = (
    "居家隔离期间，米菜和药由谁送？",
    "本市病例的情况到哪里看？",
    "推迟复工的日子有没有工资？",
)

ANSWERS: tuple[AnswerWording, ...] = (
    AnswerWording(
        question=DELIVERED,
        answer="由社区代买，送到门口。打门上留的电话，或者打社区值班电话。菜钱、药钱按小票结算，不另"
        "收费。长期服药的，把病历拍照发给社区，凭照片代取。",
        source_title="居家观察人员服务提示",
        source_organ="云岭市民政局",
        source_on=date(2020, 1, 25),
        valid_from=date(2020, 1, 25),
        question_en="Who brings food and medicine while I am isolated at home?",
        answer_en="The community buys them and brings them to your door: call the number left on "
        "it or the community's duty telephone. You pay what the receipt says and nothing more. "
        "For regular medicine send a picture of your record.",
        tags="隔离 生活物资",
    ),
    AnswerWording(
        question=INFECTED,
        answer="以市卫生健康委员会每天上午发布的为准，发布在市政府网站。个人信息不公布；需要楼里知道的"
        "事，由社区在单元门贴出，写明日期。",
        source_title="疫情信息发布安排",
        source_organ="云岭市卫生健康委员会",
        source_on=date(2020, 1, 24),
        valid_from=date(2020, 1, 24),
        question_en="Where do I find how many cases there are in the city?",
        answer_en="The health commission publishes them every morning on the website of the city. "
        "Nothing personal is published; what a building needs to know is posted at its door, "
        "with the day.",
        tags="信息公开",
    ),
    AnswerWording(
        question=WAGES,
        answer="春节假期延长的几天是带薪的。因防控推迟复工，没有超过一个工资支付周期的，按劳动合同约定"
        "支付；超过的，没有提供劳动的按规定发生活费。",
        source_title="疫情防控期间劳动关系问答",
        source_organ="云岭市人力资源和社会保障局",
        source_on=date(2020, 1, 31),
        valid_from=date(2020, 2, 1),
        question_en="Am I paid for the days by which work was put off?",
        answer_en="The days by which the festival was made longer are paid. Where work was put off "
        "because of the epidemic, wages follow the contract within one pay period; after that, "
        "whoever did not work gets a living allowance as the rules say.",
        tags="复工 工资",
    ),
    AnswerWording(
        question="拉民生物资的车怎么过卡口？",
        answer="在网上填车号和货物，两个小时内通行证发到手机；卡口看手机放行。夜里有急事的，打值班电话"
        "当场核验。",
        source_title="民生物资车辆通行办法",
        source_organ="云岭市交通运输局",
        source_on=date(2020, 2, 8),
        valid_from=date(2020, 2, 8),
        question_en="How does a lorry with daily goods pass the checkpoint?",
        answer_en="Enter its number and load on the web; within two hours a pass comes to the "
        "telephone, and the checkpoint looks at it. At night, in urgent cases, call the number "
        "on duty.",
        tags="通行",
    ),
    AnswerWording(
        question="打零工的停工了，能不能申请临时救助？",
        answer="可以。生活一时有困难的，向住的街道或者社区提出，不分户籍；情况紧急的先发后补手续。",
        source_title="急难型临时救助办理指引",
        source_organ="云岭市民政局",
        source_on=date(2020, 2, 10),
        valid_from=date(2020, 2, 10),
        question_en="I live by odd jobs and have none now: can I ask for aid?",
        answer_en="Yes. Ask the street office or community where you live, wherever you are "
        "registered; in urgent need the money comes first and the papers after.",
        tags="救助",
    ),
)


def publish_answers(city: City) -> None:
    """Each in the morning of the day from which it holds."""
    by = city.viewer(PUBLISHER)
    for wording in ANSWERS:
        at = moment(wording.valid_from or FIRST, "09:00")
        publish(city.bureau, wording, by=by, at=at)
