"""The offices of the demo and who answers for what. Every place, address and number is invented.

The government of a level is the parent of its bureau, its organs and the governments below it:
the wall before the accused walks this tree. Parents stand before their children.
"""

from dataclasses import dataclass

from huiyin.rules.terms import Level, OfficeKind

PROVINCE = "990000"
CITY = "990100"
QINGHE = "990121"
BEILING = "990122"

HALL_HOURS = "工作日 9:00—12:00、13:30—17:00"
DESK_HOURS = "工作日 8:30—12:00、14:00—17:30"


@dataclass(frozen=True)
class OfficeRow:
    """One office; `number` stands in official numbers, `code` in letter numbers (文号)."""

    slug: str
    parent: str
    name: str
    short_name: str
    code: str
    number: str
    division: str
    kind: OfficeKind
    level: Level
    address: str
    phone: str
    postcode: str
    contact: str
    hours: str = DESK_HOURS


@dataclass(frozen=True)
class DutyRow:
    """An office answers for a category (and all below it) in a division (and all below it)."""

    office: str
    category: str
    division: str
    basis: str


_G, _B, _D = OfficeKind.GOVERNMENT, OfficeKind.BUREAU, OfficeKind.DEPARTMENT
_T, _E, _C = OfficeKind.TOWNSHIP, OfficeKind.ENTERPRISE, OfficeKind.DISCIPLINE
_J = OfficeKind.JUSTICE
_1, _2, _3, _4 = Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP

OFFICES: tuple[OfficeRow, ...] = (
    # 南江省
    OfficeRow(
        "nanjiang-gov", "", "南江省人民政府", "省政府", "南政",
        "1001", PROVINCE, _G, _1,
        "南江省江城市正阳大道1号", "0990-1001", "990000", "办公厅值班室",
    ),
    OfficeRow(
        "nanjiang-bureau", "nanjiang-gov", "南江省信访局", "省信访局", "南信",
        "1002", PROVINCE, _B, _1,
        "南江省江城市正阳大道3号", "0990-1002", "990000", "唐岚汀", HALL_HOURS,
    ),
    OfficeRow(
        "nanjiang-discipline", "nanjiang-gov",
        "中共南江省纪律检查委员会 南江省监察委员会", "省纪委监委", "南纪",
        "1003", PROVINCE, _C, _1,
        "南江省江城市清风路18号", "0990-1003", "990000", "信访室",
    ),
    # 云岭市
    OfficeRow(
        "yunling-gov", "nanjiang-gov", "云岭市人民政府", "市政府", "云政",
        "2001", CITY, _G, _2,
        "云岭市云中路100号", "0990-2001", "990100", "办公室值班室",
    ),
    OfficeRow(
        "yunling-bureau", "yunling-gov", "云岭市信访局", "市信访局", "云信",
        "2002", CITY, _B, _2,
        "云岭市云中路102号（人民来访接待大厅在一楼）", "0990-2002", "990100", "沈闻舟", HALL_HOURS,
    ),
    OfficeRow(
        "yunling-discipline", "yunling-gov",
        "中共云岭市纪律检查委员会 云岭市监察委员会", "市纪委监委", "云纪",
        "2003", CITY, _C, _2,
        "云岭市竹溪路26号", "0990-2003", "990100", "信访室",
    ),
    OfficeRow(
        "yunling-labour", "yunling-gov", "云岭市人力资源和社会保障局", "市人社局", "云人社",
        "2011", CITY, _D, _2,
        "云岭市学府路58号", "0990-2011", "990102", "钱予安",
    ),
    OfficeRow(
        "yunling-housing", "yunling-gov", "云岭市住房和城乡建设局", "市住建局", "云建",
        "2012", CITY, _D, _2,
        "云岭市建设巷9号", "0990-2012", "990102", "邵庭筠",
    ),
    OfficeRow(
        "yunling-education", "yunling-gov", "云岭市教育局", "市教育局", "云教",
        "2013", CITY, _D, _2,
        "云岭市学府路12号", "0990-2013", "990102", "叶闻笛",
    ),
    OfficeRow(
        "yunling-health", "yunling-gov", "云岭市卫生健康委员会", "市卫健委", "云卫",
        "2014", CITY, _D, _2,
        "云岭市杏林街33号", "0990-2014", "990103", "康予宁",
    ),
    OfficeRow(
        "yunling-environment", "yunling-gov", "云岭市生态环境局", "市生态环境局", "云环",
        "2015", CITY, _D, _2,
        "云岭市碧水路7号", "0990-2015", "990103", "柳见川",
    ),
    OfficeRow(
        "yunling-police", "yunling-gov", "云岭市公安局", "市公安局", "云公",
        "2016", CITY, _J, _2,
        "云岭市长安街1号", "0990-2016", "990101", "石砚平",
    ),
    OfficeRow(
        "yunling-land", "yunling-gov", "云岭市自然资源和规划局", "市自然资源局", "云自然资",
        "2017", CITY, _D, _2,
        "云岭市规划路21号", "0990-2017", "990102", "丘望舒",
    ),
    OfficeRow(
        "yunling-market", "yunling-gov", "云岭市市场监督管理局", "市市场监管局", "云市监",
        "2018", CITY, _D, _2,
        "云岭市集贤路4号", "0990-2018", "990101", "程雨墨",
    ),
    OfficeRow(
        "yunling-civil", "yunling-gov", "云岭市民政局", "市民政局", "云民",
        "2019", CITY, _D, _2,
        "云岭市柳荫街2号", "0990-2019", "990103", "莫晚秋",
    ),
    OfficeRow(
        "yunling-transport", "yunling-gov", "云岭市交通运输局", "市交通局", "云交",
        "2020", CITY, _D, _2,
        "云岭市车站路70号", "0990-2020", "990101", "蓝江月",
    ),
    OfficeRow(
        "yunling-insurance", "yunling-gov", "云岭市医疗保障局", "市医保局", "云医保",
        "2022", CITY, _D, _2,
        "云岭市杏林街35号", "0990-2022", "990103", "糜青橙",
    ),
    OfficeRow(
        "yunling-water", "yunling-gov", "云岭市自来水有限公司", "市自来水公司", "云水司",
        "2021", CITY, _E, _2,
        "云岭市源泉路5号", "0990-2021", "990104", "水务服务部 温若溪",
    ),
    # 青禾县
    OfficeRow(
        "qinghe-gov", "yunling-gov", "青禾县人民政府", "青禾县政府", "青政",
        "3001", QINGHE, _G, _3,
        "青禾县城关禾丰路1号", "0990-3001", "990121", "办公室值班室",
    ),
    OfficeRow(
        "qinghe-bureau", "qinghe-gov", "青禾县信访局", "青禾县信访局", "青信",
        "3002", QINGHE, _B, _3,
        "青禾县城关禾丰路3号", "0990-3002", "990121", "苗春野", HALL_HOURS,
    ),
    OfficeRow(
        "qinghe-discipline", "qinghe-gov",
        "中共青禾县纪律检查委员会 青禾县监察委员会", "青禾县纪委监委", "青纪",
        "3003", QINGHE, _C, _3,
        "青禾县城关清正街6号", "0990-3003", "990121", "信访室",
    ),
    OfficeRow(
        "qinghe-housing", "qinghe-gov", "青禾县住房和城乡建设局", "青禾县住建局", "青建",
        "3011", QINGHE, _D, _3,
        "青禾县城关建设路15号", "0990-3011", "990121", "葛润之",
    ),
    OfficeRow(
        "qinghe-farming", "qinghe-gov", "青禾县农业农村局", "青禾县农业农村局", "青农",
        "3012", QINGHE, _D, _3,
        "青禾县城关丰收路8号", "0990-3012", "990121", "田谷雨",
    ),
    OfficeRow(
        "qinghe-labour", "qinghe-gov", "青禾县人力资源和社会保障局", "青禾县人社局", "青人社",
        "3013", QINGHE, _D, _3,
        "青禾县城关禾丰路27号", "0990-3013", "990121", "荀知行",
    ),
    OfficeRow(
        "liuquan", "qinghe-gov", "青禾县柳泉镇人民政府", "柳泉镇", "柳政",
        "3021", "990121101", _T, _4,
        "青禾县柳泉镇泉水街2号", "0990-3021", "990122", "樊立夏",
    ),
    OfficeRow(
        "shiqiao", "qinghe-gov", "青禾县石桥乡人民政府", "石桥乡", "石政",
        "3022", "990121201", _T, _4,
        "青禾县石桥乡桥头村1号", "0990-3022", "990123", "简松涛",
    ),
    # 北岭县
    OfficeRow(
        "beiling-gov", "yunling-gov", "北岭县人民政府", "北岭县政府", "北政",
        "4001", BEILING, _G, _3,
        "北岭县岭南街10号", "0990-4001", "990131", "办公室值班室",
    ),
    OfficeRow(
        "beiling-bureau", "beiling-gov", "北岭县信访局", "北岭县信访局", "北信",
        "4002", BEILING, _B, _3,
        "北岭县岭南街12号", "0990-4002", "990131", "岑向晚", HALL_HOURS,
    ),
    OfficeRow(
        "beiling-discipline", "beiling-gov",
        "中共北岭县纪律检查委员会 北岭县监察委员会", "北岭县纪委监委", "北纪",
        "4003", BEILING, _C, _3,
        "北岭县明德巷4号", "0990-4003", "990131", "信访室",
    ),
    OfficeRow(
        "beiling-land", "beiling-gov", "北岭县自然资源局", "北岭县自然资源局", "北自然资",
        "4011", BEILING, _D, _3,
        "北岭县岭北路22号", "0990-4011", "990131", "项云坡",
    ),
    OfficeRow(
        "beiling-civil", "beiling-gov", "北岭县民政局", "北岭县民政局", "北民",
        "4012", BEILING, _D, _3,
        "北岭县岭南街36号", "0990-4012", "990131", "艾若竹",
    ),
    OfficeRow(
        "beiling-transport", "beiling-gov", "北岭县交通运输局", "北岭县交通局", "北交",
        "4013", BEILING, _D, _3,
        "北岭县车站路3号", "0990-4013", "990131", "路行川",
    ),
    OfficeRow(
        "wangshan", "beiling-gov", "北岭县望山镇人民政府", "望山镇", "望政",
        "4021", "990122101", _T, _4,
        "北岭县望山镇望山街8号", "0990-4021", "990132", "屈晚晴",
    ),
    OfficeRow(
        "matigou", "beiling-gov", "北岭县马蹄沟乡人民政府", "马蹄沟乡", "马政",
        "4022", "990122201", _T, _4,
        "北岭县马蹄沟乡沟口村5号", "0990-4022", "990133", "边秋实",
    ),
)  # fmt: skip

_LABOUR = "部门职责：劳动关系、工资支付、社会保险和就业"
_HOUSING = "部门职责：住房保障、房地产市场、物业管理、市政和工程质量"
_LAND = "部门职责：土地征收和管理、规划许可"
_DISCIPLINE = "《信访工作条例》第三十条：检举控告按管理权限办理"
_TOWN = "属地管理：本乡镇村务、环境和邻里事务"

DUTIES: tuple[DutyRow, ...] = (
    DutyRow("yunling-labour", "15", CITY, _LABOUR),
    DutyRow("yunling-labour", "1602", CITY, "部门职责：人力资源市场"),
    DutyRow("yunling-housing", "01", CITY, _HOUSING),
    DutyRow("yunling-education", "14", CITY, "部门职责：学校、幼儿园和校外教育的管理"),
    DutyRow("yunling-health", "12", CITY, "部门职责：医疗机构、公共卫生"),
    DutyRow("yunling-environment", "04", CITY, "部门职责：污染防治和环境执法"),
    DutyRow("yunling-police", "1304", CITY, "部门职责：户籍和证件"),
    DutyRow("yunling-police", "1305", CITY, "部门职责：道路交通秩序"),
    DutyRow("yunling-police", "1306", CITY, "部门职责：警务督察"),
    DutyRow("yunling-police", "1307", CITY, "部门职责：社会治安"),
    DutyRow("yunling-police", "1309", CITY, "部门职责：刑事案件侦查"),
    DutyRow("yunling-land", "03", CITY, _LAND),
    DutyRow("yunling-land", "0103", CITY, "部门职责：城乡规划"),
    DutyRow("yunling-market", "11", CITY, "部门职责：市场秩序、价格和产品质量"),
    DutyRow("yunling-market", "1203", CITY, "部门职责：食品药品安全监管"),
    DutyRow("yunling-civil", "09", CITY, "部门职责：社会救助、养老服务和社区建设"),
    DutyRow("yunling-transport", "06", CITY, "部门职责：公交客运、出租汽车和公路"),
    DutyRow("yunling-insurance", "1501", CITY, "部门职责：城乡居民基本医疗保险"),
    DutyRow("yunling-water", "0102", CITY, "《城市供水条例》：市区供水企业的供水服务和抢修"),
    DutyRow("yunling-discipline", "05", CITY, _DISCIPLINE),
    DutyRow("nanjiang-discipline", "05", PROVINCE, _DISCIPLINE),
    DutyRow("qinghe-housing", "01", QINGHE, _HOUSING),
    DutyRow("qinghe-farming", "10", QINGHE, "部门职责：农业补贴、土地承包和农村集体资产"),
    DutyRow("qinghe-labour", "15", QINGHE, _LABOUR),
    DutyRow("qinghe-discipline", "05", QINGHE, _DISCIPLINE),
    DutyRow("liuquan", "1002", "990121101", _TOWN),
    DutyRow("liuquan", "0104", "990121101", _TOWN),
    DutyRow("shiqiao", "1002", "990121201", _TOWN),
    DutyRow("shiqiao", "0104", "990121201", _TOWN),
    DutyRow("beiling-land", "03", BEILING, _LAND),
    DutyRow("beiling-land", "0107", BEILING, "部门职责：集体土地上房屋的征收补偿"),
    DutyRow("beiling-civil", "09", BEILING, "部门职责：社会救助、养老和社区建设"),
    DutyRow("beiling-transport", "06", BEILING, "部门职责：农村公路和客运"),
    DutyRow("beiling-discipline", "05", BEILING, _DISCIPLINE),
    DutyRow("wangshan", "1002", "990122101", _TOWN),
    DutyRow("wangshan", "0104", "990122101", _TOWN),
    DutyRow("matigou", "1002", "990122201", _TOWN),
    DutyRow("matigou", "1011", "990122201", "属地管理：村内小型水利和饮水"),
)
