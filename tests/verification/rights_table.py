"""谁能打开什么. What everybody may open, written by hand from docs/law.md § 1.9, not from the code.

Change a cell only when the law or a decision changes; a cell that is missing fails the campaign.

Posts, one letter each, in the order of docs/glossary.md:
R 登记员  D 转办员  L 信访部门负责人  S 督查员  H 承办人  U 承办单位负责人  V 复查复核员
G 组长  Y 副组长  M 组员  O 健康专员  A 系统管理员  B 安全管理员  C 审计管理员
"""

from huiyin.rules.terms import Role

POSTS = {
    "R": Role.REGISTRAR, "D": Role.DISPATCHER, "L": Role.LEADER, "S": Role.SUPERVISOR,
    "H": Role.HANDLER, "U": Role.HEAD, "V": Role.REVIEWER,
    "G": Role.GROUP_HEAD, "Y": Role.GROUP_DEPUTY, "M": Role.GROUP_MEMBER,
    "O": Role.HEALTH_OFFICER,
    "A": Role.SYSTEM_ADMIN, "B": Role.SECURITY_ADMIN, "C": Role.AUDIT_ADMIN,
}  # fmt: skip

# -- one petition: who stands how to it, and how much of it they see -------------------------------
# F the whole file
# K the whole file but for the name, and files only masked
# W the words, after a reason was typed
# N number, dates and clocks
# O what the own office did and wrote
# - nothing: 404
# . no such post at such an office
RELATIONS = """
                                              R D L S  H U V  G Y M  O A B C
registered by     yunling-bureau              F F F F  . . -  . . .  - - - -
held by           yunling-water               . . . .  F F -  . . .  . . . .
held by bureau    qinghe-bureau               F F F F  . . -  . . .  - - - -
allotted          yunling-water               . . . .  - F -  . . .  . . . .
allotted to       yunling-water               . . . .  F F -  . . .  . . . .
sent on           qinghe-bureau               F F F F  . . -  . . .  - - - -
handed on         yunling-housing             . . . .  - F -  . . .  . . . .
returned          yunling-water               . . . .  O O -  . . .  . . . .
returned, allotted yunling-water              . . . .  - O -  . . .  . . . .
returned by       yunling-water               . . . .  O O -  . . .  . . . .
helping           yunling-land                . . . .  F F -  . . .  . . . .
helped            yunling-land                . . . .  - - -  . . .  . . . .
second person     yunling-housing             . . . .  - W -  . . .  . . . .
confirmed         yunling-housing             . . . .  - - -  . . .  . . . .
asked who         nanjiang-bureau             W W F W  . . -  . . .  - - - -
decided who       nanjiang-bureau             W W W W  . . -  . . .  - - - -
asked head        yunling-gov                 . . . .  . F -  . . .  . . . .
decided head      yunling-gov                 . . . .  . - -  . . .  . . . .
group             group                       . . . .  . . .  F F F  . . . .
group sent it     group                       . . . .  . . .  F F F  . . . .
group leads       group                       . . . .  . . .  F F F  . . . .
group joins       group                       . . . .  . . .  F F F  . . . .
group, cleared    group                       . . . .  . . .  - - -  . . . .
other group       group                       . . . .  . . .  - - -  . . . .
group, early      group                       . . . .  . . .  F F F  . . . .
group, accusation group                       . . . .  . . .  - - -  . . . .
group, sealed     group                       . . . .  . . .  - - -  . . . .
group, handed over group                      . . . .  . . .  - - -  . . . .
above             nanjiang-bureau             W W W W  . . -  . . .  - - - -
above all         yunling-gov                 . . . .  . - -  . . .  . . . .
below             qinghe-bureau               - - - -  . . -  . . .  - - - -
beside            beiling-bureau              - - - -  . . -  . . .  - - - -
other organ       yunling-housing             . . . .  - - -  . . .  . . . .
wished accusation yunling-bureau              W W W W  . . -  . . .  - - - -
accusation        yunling-bureau              W W W W  . . -  . . .  - - - -
accusation above  nanjiang-bureau             N N N N  . . -  . . .  - - - -
handed over by    yunling-bureau              N N N N  . . -  . . .  - - - -
handed over to    yunling-discipline          . . . .  W W -  . . .  . . . .
handed over above nanjiang-bureau             N N N N  . . -  . . .  - - - -
hidden name       yunling-water               . . . .  K K -  . . .  . . . .
accused office    yunling-water               . . . .  - - -  . . .  . . . .
accused below     below                       . . . .  - - -  . . .  . . . .
accused superior  yunling-water               . . . .  - - -  . . .  . . . .
accused bureau    yunling-bureau              - - - -  . . -  . . .  - - - -
accused person    yunling-water               . . . .  - - -  . . .  . . . .
colleague         yunling-water               . . . .  - - -  . . .  . . . .
cleared           yunling-water               . . . .  F F -  . . .  . . . .
recused           yunling-bureau              - - - -  . . -  . . .  - - - -
recused holder    yunling-water               . . . .  - - -  . . .  . . . .
"""

# Of every address of one petition: what comes back to who sees - O N W K F of it.
# <letter> one that the office itself wrote where it sees O; <paper> one that goes with a hand-over
# and says nothing of what is handed over; <nothing> an id that nothing has.
# y the page   n nothing: 404   r only after a reason was typed   p as the page of the petition says
#   that it is not a matter of this petition: back to it (302)
PETITION = """
                                                              - O N W K F
GET  petitions/<petition>/                                    n y y y y y
POST petitions/<petition>/                                    n y y y y y
GET  petitions/<petition>/limits/                             n n y y y y
GET  petitions/<petition>/slip/                               n n n n n n
GET  petitions/<petition>/print/                              n n n y y y
POST petitions/<petition>/print/                              n n n y y y
GET  petitions/<petition>/letters/<letter>.pdf                n y n r y y
GET  petitions/<petition>/letters/<letter>.docx               n y n r y y
GET  petitions/<petition>/letters/<letter>.html               n n n n n n
GET  petitions/<petition>/letters/<paper>.pdf                 n n y y y y
GET  petitions/<petition>/letters/<paper>.docx                n n y y y y
GET  petitions/<petition>/letters/<nothing>.pdf               n n n n n n
GET  petitions/<petition>/files/<file>/                       n n n r n y
GET  petitions/<petition>/files/<file>/?original              n n n r n y
GET  petitions/<petition>/files/<nothing>/                    n n n n n n
GET  petitions/<petition>/files/<file>/mask/                  n n n n n n
POST petitions/<petition>/files/<file>/mask/                  n n n n n n
GET  petitions/<petition>/files/<file>/mask/1.jpg             n n n n n n
GET  petitions/<petition>/requests/<nothing>/                 n p p p p p
POST petitions/<petition>/requests/<nothing>/                 n p p p p p
GET  petitions/<petition>/note/                               n n y y y y
POST petitions/<petition>/note/                               n n y y y y
GET  petitions/<petition>/decide_correction/                  n n y y y y
GET  petitions/<petition>/unheard-of/                         n n p p p p
POST petitions/<petition>/unheard-of/                         n n p p p p
POST emergency/screening/<petition>/                          n n n n n n
"""

# What can be asked for in an address beside its path: filters, orders, spans, forms, what lies
# behind a number. Whatever is asked, a petition that somebody sees - of is in no answer. Each name
# that a page reads from its address stands here or below (the test looks).
PARAMETERS = """
lists/<list>/               sort=arrived  sort=due  view=<nothing>
lists/<list>/               after=<nothing>  before=<nothing>
lists/<list>/               channel=web  category=01  office=<holder>
lists/<list>/               since=2020-01-01  until=2099-12-31
lists/<list>/               due=late  due=today  due=soon  due=week  month=2026-03
lists/<list>/               urgent=1  epidemic=1  flood=1  accident=1
lists/<list>/               joint=1  first=1  repeat=1  withheld=1
lists/<list>/export/        sort=arrived  office=<holder>
waiting/urgent/             after=<nothing>  before=<nothing>
search/                     t=<nothing>  before=<nothing>
go/                         list=<nothing>
figures/                    view=unit  view=bureau  by=unit  by=channel  by=matter  by=month
figures/                    from=2020-01&to=2099-12  form=csv  form=xlsx
figures/petitions/          measure=received&from=2020-01-01&to=2099-12-31
figures/petitions/          measure=received&from=2020-01-01&to=2099-12-31&office=<holder>&own=1
figures/petitions/          measure=received&from=2020-01-01&to=2099-12-31&channel=web&matter=claim
figures/period/             from=2020-01-01&to=2099-12-31&own=1  emergency=<nothing>
"""

# These reach no petition: they say what was just done, choose a day, a form or a person's or an
# office's own row, or fill a form in.
APART = """
added all at bureau closing done drill kind last left n next of on only original out pattern
preview reopen request slot unknown what
"""

# The same by a program with a personal token, of posts that sign in with one factor; whoever asks
# in vain, by id or by number, is answered as for a petition that does not exist.
API = """
                                                              - O N W K F
GET  petitions/<petition>                                     n y y y y y
GET  petitions/<number>                                       n y y y y y
GET  petitions/<petition>/steps                               n n y y y y
POST petitions/<petition>/steps/note                          n n y y y y
POST petitions/<petition>/requests/<nothing>                  n n n n n n
GET  petitions/<petition>/letters/<nothing>.pdf               n n n n n n
GET  petitions/<petition>/files/<nothing>                     n n n n n n
"""
