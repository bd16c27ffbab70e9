"""Petitions of the new estates by the river: homes just bought, streets just laid, new lamps."""

from huiyin.commands.city.begun import FORWARDED, LU, SHEN, sent
from huiyin.commands.city.lives import (
    DISSATISFIED,
    FAIR,
    HOUSING,
    NOISE,
    PIPES,
    PLANNING,
    POLICE,
    SATISFIED,
    WORKS,
    ended,
    opinion,
    petition,
    straight,
    suggested,
    told,
)
from huiyin.commands.city.story import Story, decided, forward, opened_notice, rate, sign
from huiyin.commands.city.turns import agree_return, contribute, invite, object_to, rework
from huiyin.rules.terms import Adoption, Decision, Matter

HOUSE_LAW = "《物业管理条例》"

RIVER: tuple[Story, ...] = (
    petition(
        "one-hundred-and-twenty-deeds",
        166,
        "20:00",
        "闵嘉树等120人",
        7501,
        "江湾一号",
        category="0109",
        people=120,
        request="房子住了三年办不出产权证，请督促开发商补齐手续。",
        facts=(
            "江湾一号三年前交房，一百二十户到现在没有证，孩子入户、卖房、贷款都卡着。开发商说消"
            "防验收差一项，住建说等开发商报，谁也没有给过日期。"
        ),
        reasons="给个日期，我们可以等；没有日期，等就没有头。",
        against="江湾一号开发企业",
        walk=(
            *straight(HOUSING, "0109", "闵嘉树", "开专题会列出缺项和日期，每两周公布进度。"),
            opinion(
                HOUSING,
                55,
                decided("补齐验收", Decision.SUPPORT, "消防缺项由开发商出资补齐，已通过验收。"),
                decided(
                    "办理产权证", Decision.SUPPORT, "自下月十日起分三批办理，窗口延长到晚上八点。"
                ),
                found="缺地下车库防火卷帘一项，开发商拖延三年未整改。",
                why="开发企业应当在约定期限内完成备案，协助买受人办理登记。",
                law="《城市房地产开发经营管理条例》",
            ),
            *told(56, "闵嘉树", SATISFIED, SATISFIED, "第一批四十户拿到证了。"),
            *ended(80, "闵嘉树说一百二十户都办完了。"),
        ),
    ),
    petition(
        "the-wall-that-weeps",
        143,
        "07:50",
        "仰光",
        7502,
        "云水湾一期6栋",
        category="0105",
        request="外墙渗水三年修了四次，请鉴定是不是质量问题。",
        facts=(
            "每次下雨主卧北墙就湿一片，修一次干三个月。修的人说是窗户，窗户的人说是墙。保修期还"
            "有一年，我怕拖过去。"
        ),
        walk=(
            *straight(WORKS, "0105", "仰光", "委托第三方淋水试验后书面答复。"),
            opinion(
                WORKS,
                47,
                decided(
                    "鉴定原因",
                    Decision.SUPPORT,
                    "系外墙保温层开裂，属于施工质量问题，由施工单位整面返修，保修期重新计算。",
                ),
                found="淋水试验两小时内墙出现湿斑，保温层三处通缝。",
                why="保修期内的质量缺陷由施工单位返修。",
                law="《建设工程质量管理条例》",
            ),
            *told(48, "仰光", SATISFIED, DISSATISFIED, "结论满意，可四次修补为什么没人早点鉴定。"),
            *ended(75, "仰光说整面墙已返修，雨季没再漏。"),
        ),
    ),
    petition(
        "water-for-the-top-floors",
        131,
        "07:02",
        "海若",
        7503,
        "云水湾一期11栋",
        category="0102",
        request="顶上五层早上没水，请检查二次供水。",
        facts=(
            "二十八层以上早七点到八点没有水，洗脸都要存。水司说泵是物业的，物业说刚换过，发票给"
            "我看了。"
        ),
        walk=(
            *straight(PIPES, "0102", "海若", "连续七天记录压力，查泵房后书面答复。"),
            opinion(
                PIPES,
                16,
                decided(
                    "保证供水",
                    Decision.SUPPORT,
                    "变频器参数设错，已重设；泵房移交水司统一管理，今后找我们就行。",
                ),
                found="早高峰压力比设计低百分之四十，系新泵参数错误。",
                why="二次供水设施应当保证不间断供水。",
                law="《城市供水条例》",
            ),
            *told(17, "海若", SATISFIED, SATISFIED, "一个电话解决三年的事。"),
            *ended(24, "海若说早上水很大。"),
        ),
    ),
    petition(
        "the-fee-that-grew-by-a-third",
        109,
        "19:44",
        "项斯远",
        7504,
        "江湾新村",
        category="0109",
        request="物业费涨三成，投票结果不公开，请核查选票。",
        facts=(
            "公告说同意的占六成七，可我问了一个单元十二户，只有两户投过票。要求看票，物业说有隐"
            "私。我们不看名字，看个数总行吧。"
        ),
        against="江湾新村物业服务企业",
        walk=(
            *straight(HOUSING, "0109", "项斯远", "封存选票，由街道会同业主代表逐张核对。"),
            opinion(
                HOUSING,
                34,
                decided(
                    "核查选票",
                    Decision.SUPPORT,
                    "有效同意票为四成一，未达到规定，涨价无效，多收部分抵下季度。",
                ),
                found="一百六十三张选票笔迹相同，计为无效。",
                why="物业费调整由业主共同决定，须达到法定比例。",
                law=HOUSE_LAW,
            ),
            *told(35, "项斯远", SATISFIED, SATISFIED, "数票那天来了八十多个邻居。"),
            *ended(46, "项斯远说费用已抵扣。"),
        ),
    ),
    petition(
        "lawn-or-parking",
        95,
        "16:10",
        "颜回之",
        7505,
        "云水湾二期",
        category="0103",
        request="中心绿地要改停车场，规划图上明明是绿地，请制止。",
        facts=(
            "上周来了挖机，说要建八十个车位。买房时的沙盘和规划公示都是绿地，我有照片。不少邻居"
            "愿意要车位，也有很多不愿意，反正不能说挖就挖。"
        ),
        walk=(
            *straight(PLANNING, "0103", "颜回之", "先叫停，核对规划许可后书面答复。"),
            opinion(
                PLANNING,
                15,
                decided(
                    "制止改建",
                    Decision.SUPPORT,
                    "未经许可，已责令停工并恢复；如需增加车位，应当由业主决定并申请规划变更。",
                ),
                found="规划许可载明为集中绿地，无变更许可。",
                why="不得擅自改变绿地用途。",
                law="《中华人民共和国城乡规划法》",
            ),
            *told(16, "颜回之", SATISFIED, SATISFIED, "挖机走了，草皮补了。"),
            *ended(24, "颜回之说草已返青。"),
        ),
    ),
    petition(
        "a-plug-for-the-car",
        81,
        "22:22",
        "全思",
        7506,
        "江湾一号",
        category="0109",
        request="自家车位装充电桩，物业不给盖章，请协调。",
        facts=(
            "电力的人来看过说能装，就差物业一个章。物业说怕着火，要全体业主同意。隔壁小区早就装了。"
        ),
        walk=(
            *straight(HOUSING, "0109", "全思", "会同供电企业和消防现场勘查后书面答复。"),
            opinion(
                HOUSING,
                14,
                decided("协调安装", Decision.SUPPORT, "物业已出具证明，统一走线，装了二十六户。"),
                found="车位和线路符合安装条件。",
                why="物业服务企业应当配合安装充电设施。",
                law=HOUSE_LAW,
            ),
            *told(15, "全思", SATISFIED, FAIR, "办成了，章盖得有点慢。"),
            *ended(23, "全思说已充上电。"),
        ),
    ),
    petition(
        "red-for-ninety-seconds",
        71,
        "08:20",
        "弓长",
        7507,
        "江湾大道与滨河路口",
        category="1305",
        request="路口左转灯只有八秒，一次过三辆车，请调一调。",
        facts=(
            "早上从小区出来左转，要等四五个红灯，九十秒红八秒绿。有人干脆闯。我用行车记录仪录了"
            "一周，可以给你们。"
        ),
        walk=(
            *straight(POLICE, "1305", "弓长", "看录像、数车流，调整配时后书面答复。"),
            opinion(
                POLICE,
                11,
                decided(
                    "调整配时",
                    Decision.SUPPORT,
                    "早高峰左转绿灯调为二十二秒，试行两周效果好，已固定。",
                ),
                found="左转每小时三百一十辆，原配时通过一百二十辆。",
                why="交通信号应当根据通行需要及时调整。",
                law="《中华人民共和国道路交通安全法》",
            ),
            *told(12, "弓长", SATISFIED, SATISFIED, "一个灯就过。"),
            *ended(19, "弓长说现在没人闯了。"),
        ),
    ),
    petition(
        "lamps-on-the-new-bridge",
        58,
        "21:40",
        "云中鹤",
        7508,
        "滨河大桥",
        category="0102",
        request="新桥的灯亮了一个月就灭了一半，请修。",
        facts=(
            "晚上骑车过桥，一段亮一段黑，桥缝看不见。打过城建热线，说还没移交，找施工方；施工方"
            "说已经移交。"
        ),
        walk=(
            *straight(WORKS, "0102", "云中鹤", "先修后查移交手续。"),
            opinion(
                WORKS,
                12,
                decided(
                    "修好路灯",
                    Decision.SUPPORT,
                    "四十六盏全部修复，移交手续已补办，今后由市政养护。",
                ),
                found="电缆接头进水，施工方与养护方未办移交。",
                why="城市照明设施应当保持正常亮灯。",
                law="《城市照明管理规定》",
            ),
            *told(13, "云中鹤", SATISFIED, SATISFIED, "亮得很。"),
            *ended(20, "云中鹤说全亮了。"),
        ),
    ),
    petition(
        "half-an-answer-about-a-garage",
        49,
        "18:18",
        "南宫适",
        7509,
        "云水湾一期地下车库",
        category="0109",
        request="一、车库顶滴水，车漆腐蚀，请修；二、请公布车位剩余数量。",
        facts=(
            "车库B2一下雨就滴，滴下来是白的，我的引擎盖腐蚀了一片。另外售楼处说车位卖完了，可每"
            "晚空着一半。两件事都请答复。"
        ),
        against="云水湾一期开发企业",
        walk=(
            *straight(HOUSING, "0109", "南宫适", "查漏点、核车位台账后书面答复。"),
            opinion(
                HOUSING,
                30,
                decided("修车库顶", Decision.SUPPORT, "已注浆堵漏，开发商赔偿车漆修复费。"),
                found="顶板伸缩缝止水带破损。",
                why="保修期内的渗漏由开发企业负责。",
                law="《建设工程质量管理条例》",
            ),
            *told(31, "南宫适", FAIR, DISSATISFIED, "问了两件，只答了一件。"),
            rework(
                35,
                "10:30",
                LU,
                "信访人第二项请求（公布车位数量）没有答复，请补充查明并重新答复。",
                days=20,
            ),
        ),
    ),
    petition(
        "rings-along-the-bank",
        37,
        "17:01",
        "水青",
        7510,
        "滨河步道",
        category="0102",
        matter=Matter.SUGGESTION,
        request="建议滨河步道每隔一百米挂一个救生圈和一根绳。",
        facts=(
            "我每天在河边跑步，夏天看见三次有人落水，都是路人下去救的，周围连根竹竿都没有。救生"
            "圈一个几十块，挂在灯杆上就行。"
        ),
        walk=(
            *suggested(
                WORKS,
                13,
                "0102",
                "水青",
                Adoption.ADOPTED,
                (
                    "采纳。六公里步道已挂救生圈六十二个、抛绳包六十二个，灯杆上标了编号，报警时说编号就"
                    "能找到地方。谢谢您替大家看见。"
                ),
            ),
            rate(15, "06:30", SATISFIED, SATISFIED, "跑步时数了，一个不少。"),
        ),
    ),
    petition(
        "dogs-in-the-night",
        33,
        "03:12",
        "左丘明月",
        7511,
        "江湾新村14栋",
        category="1307",
        request="楼下商铺养的三条狗整夜叫，请管。",
        facts=(
            "三条大狗拴在商铺后院，夜里一有人过就叫，一叫半小时。业主群里吵了几百条。我不恨狗，"
            "我恨没人管狗。"
        ),
        walk=(
            *straight(POLICE, "1307", "左丘明月", "入户核查养犬登记，会同有关部门测音后书面答复。"),
            invite(6, "10:00", "shi.yanping", "yunling-environment", "请夜间测音，判断是否超标。"),
            contribute(
                16, "16:00", NOISE.handler, "连续三夜测得六十一至六十六分贝，超过夜间标准。"
            ),
        ),
    ),
    petition(
        "whose-drain-is-it",
        26,
        "14:14",
        "司空见",
        7512,
        "江湾大道辅路",
        category="0102",
        request="辅路下水口堵了，雨后水漫进车库，请疏通。",
        facts=(
            "辅路三个下水口都被水泥糊住了，估计是施工留下的。上周大雨水进了地下车库，两辆车泡了"
            "。物业用沙袋挡着。"
        ),
        walk=(
            *sent("0102", "yunling-water", "司空见"),
            object_to(
                3,
                "15:20",
                "meng.yuanzhu",
                "雨水口属于市政排水设施，不属于供水管网。",
                "云岭市住房和城乡建设局",
                "公司职责为供水服务和抢修。",
            ),
            agree_return(4, "10:00", SHEN, "核实无误，雨水口由市政养护。"),
            forward(4, "10:20", SHEN, "yunling-housing"),
            opened_notice(4, "20:00", FORWARDED, "司空见"),
            sign(5, "09:10", "tao.jiyue"),
        ),
    ),
)
