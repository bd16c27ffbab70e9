"""The staff of the demo: invented names, the posts they hold, and whom the sign-in page shows."""

from dataclasses import dataclass

from huiyin.rules.terms import Role


@dataclass(frozen=True)
class PersonRow:
    """A member of staff: a login, a name, and posts as (role, office slug)."""

    username: str
    name: str
    posts: tuple[tuple[Role, str], ...]


def _one(username: str, name: str, role: Role, office: str) -> PersonRow:
    return PersonRow(username, name, ((role, office),))


_HEAD, _HANDLER = Role.HEAD, Role.HANDLER

PEOPLE: tuple[PersonRow, ...] = (
    # 云岭市信访局
    _one("zhou.yuhe", "周雨禾", Role.REGISTRAR, "yunling-bureau"),
    _one("shen.wenzhou", "沈闻舟", Role.DISPATCHER, "yunling-bureau"),
    _one("gu.mingche", "顾明澈", Role.LEADER, "yunling-bureau"),
    _one("lu.qingyan", "陆清砚", Role.SUPERVISOR, "yunling-bureau"),
    _one("jiang.suxin", "江素莘", Role.REVIEWER, "yunling-bureau"),
    PersonRow(
        "fang.zhiqiu",
        "方稚秋",
        ((Role.REGISTRAR, "yunling-bureau"), (Role.DISPATCHER, "yunling-bureau")),
    ),
    _one("ruan.zhixia", "阮知夏", Role.HEALTH_OFFICER, "yunling-bureau"),
    _one("tan.jiqing", "谭既晴", Role.SYSTEM_ADMIN, "yunling-bureau"),
    _one("yan.shoucheng", "严守澄", Role.SECURITY_ADMIN, "yunling-bureau"),
    _one("bai.yanqiu", "白砚楸", Role.AUDIT_ADMIN, "yunling-bureau"),
    # 南江省信访局和省纪委监委
    _one("he.xuzhou", "何叙洲", Role.LEADER, "nanjiang-bureau"),
    PersonRow(
        "tang.lanting",
        "唐岚汀",
        ((Role.REGISTRAR, "nanjiang-bureau"), (Role.DISPATCHER, "nanjiang-bureau")),
    ),
    _one("xiang.shuoyuan", "向朔原", _HEAD, "nanjiang-discipline"),
    _one("wei.zhuyin", "魏竹音", _HANDLER, "nanjiang-discipline"),
    # 市级机关、单位
    _one("cheng.jianbai", "程鉴白", _HEAD, "yunling-discipline"),
    _one("ni.yunshu", "倪芸枢", _HANDLER, "yunling-discipline"),
    _one("feng.tinglan", "冯汀澜", _HEAD, "yunling-labour"),
    _one("qian.yuan", "钱予安", _HANDLER, "yunling-labour"),
    _one("luo.xingye", "骆星野", _HANDLER, "yunling-labour"),
    _one("tao.jiyue", "陶霁岳", _HEAD, "yunling-housing"),
    _one("shao.tingyun", "邵庭筠", _HANDLER, "yunling-housing"),
    _one("pan.zhiyi", "潘枳意", _HANDLER, "yunling-housing"),
    _one("du.songyue", "杜松樾", _HEAD, "yunling-environment"),
    _one("liu.jianchuan", "柳见川", _HANDLER, "yunling-environment"),
    _one("xia.buyu", "夏步屿", _HANDLER, "yunling-environment"),
    _one("meng.yuanzhu", "孟沅渚", _HEAD, "yunling-water"),
    _one("wen.ruoxi", "温若溪", _HANDLER, "yunling-water"),
    _one("jin.duhe", "金渡禾", _HANDLER, "yunling-water"),
    _one("ji.yichen", "季砚辰", _HEAD, "yunling-education"),
    _one("ye.wendi", "叶闻笛", _HANDLER, "yunling-education"),
    _one("hao.jingran", "郝旌然", _HEAD, "yunling-health"),
    _one("kang.yuning", "康予宁", _HANDLER, "yunling-health"),
    _one("gong.chengye", "龚澄野", _HEAD, "yunling-police"),
    _one("shi.yanping", "石砚平", _HANDLER, "yunling-police"),
    _one("yin.heshan", "尹鹤杉", _HEAD, "yunling-land"),
    _one("qiu.wangshu", "丘望舒", _HANDLER, "yunling-land"),
    _one("ming.zhaoqi", "明昭旗", _HEAD, "yunling-market"),
    _one("cheng.yumo", "程雨墨", _HANDLER, "yunling-market"),
    _one("sha.minghe", "沙鸣鹤", _HEAD, "yunling-civil"),
    _one("mo.wanqiu", "莫晚秋", _HANDLER, "yunling-civil"),
    _one("kuang.yuanzhou", "邝远舟", _HEAD, "yunling-transport"),
    _one("lan.jiangyue", "蓝江月", _HANDLER, "yunling-transport"),
    _one("shu.yunqi", "舒云起", _HEAD, "yunling-insurance"),
    _one("mi.qingcheng", "糜青橙", _HANDLER, "yunling-insurance"),
    # 青禾县
    PersonRow(
        "miao.chunye",
        "苗春野",
        ((Role.REGISTRAR, "qinghe-bureau"), (Role.DISPATCHER, "qinghe-bureau")),
    ),
    _one("qi.mingxu", "祁明溆", Role.LEADER, "qinghe-bureau"),
    _one("mao.qingyi", "毛青薏", _HEAD, "qinghe-discipline"),
    _one("ruan.zhiwei", "阮知苇", _HANDLER, "qinghe-discipline"),
    _one("hou.changgai", "侯长垓", _HEAD, "qinghe-housing"),
    _one("ge.runzhi", "葛润之", _HANDLER, "qinghe-housing"),
    _one("geng.nianfeng", "耿稔丰", _HEAD, "qinghe-farming"),
    _one("tian.guyu", "田谷雨", _HANDLER, "qinghe-farming"),
    _one("chu.yanlin", "褚砚霖", _HEAD, "qinghe-labour"),
    _one("xun.zhixing", "荀知行", _HANDLER, "qinghe-labour"),
    _one("fan.lixia", "樊立夏", _HEAD, "liuquan"),
    _one("mi.baizhi", "米白芷", _HANDLER, "liuquan"),
    _one("jian.songtao", "简松涛", _HEAD, "shiqiao"),
    _one("ou.qiaoxi", "欧桥汐", _HANDLER, "shiqiao"),
    # 北岭县
    PersonRow(
        "cen.xiangwan",
        "岑向晚",
        ((Role.REGISTRAR, "beiling-bureau"), (Role.DISPATCHER, "beiling-bureau")),
    ),
    _one("bo.shanlan", "柏杉岚", Role.LEADER, "beiling-bureau"),
    _one("shan.suping", "单素萍", _HEAD, "beiling-discipline"),
    _one("guan.lingyu", "管聆宇", _HANDLER, "beiling-discipline"),
    _one("nie.panshan", "聂磐山", _HEAD, "beiling-land"),
    _one("xiang.yunpo", "项云坡", _HANDLER, "beiling-land"),
    _one("zhuo.haitang", "卓海棠", _HEAD, "beiling-civil"),
    _one("ai.ruozhu", "艾若竹", _HANDLER, "beiling-civil"),
    _one("che.yuanzhi", "车远织", _HEAD, "beiling-transport"),
    _one("lu.xingchuan", "路行川", _HANDLER, "beiling-transport"),
    _one("qu.wanqing", "屈晚晴", _HEAD, "wangshan"),
    _one("ying.shanyue", "应杉月", _HANDLER, "wangshan"),
    _one("bian.qiushi", "边秋实", _HEAD, "matigou"),
    _one("gou.xiyan", "勾溪砚", _HANDLER, "matigou"),
)


def two_of(office: str) -> tuple[str, str]:
    """The head and the first handler of a unit."""
    held = {(role, at): row.username for row in reversed(PEOPLE) for role, at in row.posts}
    return held[_HEAD, office], held[_HANDLER, office]


SHOWN: tuple[tuple[Role, str], ...] = (
    (Role.REGISTRAR, "zhou.yuhe"),
    (Role.DISPATCHER, "shen.wenzhou"),
    (Role.LEADER, "gu.mingche"),
    (Role.SUPERVISOR, "lu.qingyan"),
    (Role.HEAD, "meng.yuanzhu"),
    (Role.HANDLER, "wen.ruoxi"),
    (Role.REVIEWER, "jiang.suxin"),
    (Role.HEALTH_OFFICER, "ruan.zhixia"),
    (Role.SYSTEM_ADMIN, "tan.jiqing"),
    (Role.SECURITY_ADMIN, "yan.shoucheng"),
    (Role.AUDIT_ADMIN, "bai.yanqiu"),
)
"""One login for each role, in the order of the sign-in page."""
