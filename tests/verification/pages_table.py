"""谁能打开哪些页面. The pages of the desk that are not of one petition, written by hand.

Of each address its methods, the posts that it is for (letters as in rights_table.py) and what the
same post at the bureau of a county gets of what the city's bureau keeps: = the page too, - nothing
(404), . not tried: the object is one person's own, or it is meant for those below too. Everybody
else gets 404; who is not signed in is led to the sign-in (302), or told so (401) on sending.
With a question mark the post is not enough: it is for whom the object concerns, what is asked
must name it, or none stands in the city of the tests; so even these posts may find nothing: to
whom each opens is in own_pages.py. A row without one fails where nothing stands to try it on. The
list that is tried is `late`.

Why: administrators read no petition and each keeps to his own part; a person's health is seen by
the health officer alone (6.2-11); only a leader decides on an emergency, signs and issues; what was
asked for is decided by a second person; the rest is for whoever works with petitions.
"""

STAFF = "RDLSHUVGYMOABC"
READERS = "RDLSHUVGYM"

PAGES = """
# 每个人自己的 · one's own
GET                 /                                                    {staff}  =
GET                 account/                                             {staff}  =
GET,POST?           account/tokens/                                      {staff}  =
GET,POST            account/password/                                    {staff}  =
GET,POST            account/second-factor/                               {staff}  =
GET,POST            account/phone/                                       {staff}  =
POST                account/prove/                                       {staff}  =
POST                account/elsewhere/                                   {staff}  =
POST                account/devices/forget/                              {staff}  =
GET,POST            health/                                              {staff}  =
GET,POST            health/more/                                         {staff}  =
# 清单、查找 · lists and search, each of what one may know of
GET                 waiting/<slug:name>/                                 RDLSHU  =
GET,POST            search/                                              {readers}  =
GET                 go/                                                  {readers}  =
GET                 inbox/                                               {readers}  =
GET                 lists/<slug:name>/                                   RDLSHU  =
POST                lists/<slug:name>/columns/                           RDLSHU  =
POST                lists/<slug:name>/views/                             RDLSHU  =
GET,POST            lists/<slug:name>/export/                            RDLSHU  =
POST?               bulk/                                                {readers}  =
POST?               bulk/confirm/                                        {readers}  =
GET?                bulk/<uuid:bulk_id>/                                 {readers}  .
GET                 views/                                               {readers}  =
POST?               views/<uuid:view_id>/                                {readers}  .
GET                 exports/                                             {readers}  =
GET?                exports/<uuid:export_id>/                            {readers}  .
POST?               exports/<uuid:export_id>/decide/                     {readers}  .
GET?                exports/<uuid:export_id>/files/<uuid:file_id>/       {readers}  .
# 统计 · figures: heads, leaders, supervisors
GET                 figures/                                             LSU  =
GET?                figures/petitions/                                   DLSU  =
GET,POST            figures/period/                                      DLS  =
# 登记、寄送、台账 · taking in, posting, registers
GET,POST            petitions/new/                                       RDHU  =
POST                petitions/new/confirm/                               RDHU  =
GET,POST            posting/                                             RDLSHU  =
GET,POST            registers/                                           {readers}  =
# 常用语 · reply templates
GET                 replies/                                             DLU  =
GET,POST            replies/new/                                         DLU  =
GET?,POST?          replies/<uuid:root>/                                 DLU  .
# 公开 · what the office tells
GET                 notices/                                             DL  =
GET,POST            notices/new/                                         DL  =
GET                 notices/received/                                    {readers}  =
GET?,POST?          notices/received/<uuid:delivery_id>/                 {readers}  .
GET,POST            notices/<uuid:root>/                                 DL  -
GET,POST            notices/<uuid:root>/change/                          DL  -
POST                notices/<uuid:root>/remind/                          DL  -
GET?                notices/papers/<uuid:notice_id>.pdf                  {readers}  .
GET                 answers/                                             {readers}  =
GET,POST            answers/new/                                         DL  =
GET                 answers/<uuid:root>/                                 {readers}  =
POST                answers/<uuid:root>/                                 DL  -
GET                 guides/                                              {readers}  =
GET                 appointments/                                        RDLHU  =
GET,POST            appointments/offer/                                  DL  =
GET,POST            appointments/book/                                   RDLHU  =
GET,POST?           appointments/to-tell/                                RDLHU  =
POST?               appointments/<uuid:booking_id>/cancel/               RDLHU  -
POST?               appointments/<uuid:booking_id>/arrived/              RDLHU  -
GET                 closures/                                            DL  =
GET,POST            closures/<uuid:way_id>/                              L  -
GET,POST            closures/<uuid:closure_id>/reopen/                   L  -
# 值班 · duty
GET                 duty/                                                {duty}  =
POST                duty/check-in/                                       {duty}  =
GET                 duty/month/                                          {duty}  =
GET                 duty/desks/                                          {duty}  =
POST                duty/desks/                                          DLUGY  =
GET                 duty/volume/                                         {duty}  =
GET                 duty/forecast/                                       {duty}  =
GET,POST            duty/feed/                                           {duty}  =
GET,POST?           duty/leave/                                          {duty}  =
GET,POST            duty/posts/new/                                      DLUGY  =
GET,POST            duty/posts/<uuid:duty_post_id>/                      DL  -
GET,POST            duty/posts/<uuid:duty_post_id>/fill/                 DL  -
POST?               duty/posts/<uuid:duty_post_id>/undo/                 DL  -
GET,POST            duty/posts/<uuid:duty_post_id>/place/                DL  -
GET?,POST?          duty/shifts/<uuid:shift_id>/                         {duty}  -
GET,POST            duty/shifts/<uuid:shift_id>/cancel/                  DL  -
POST?               duty/alerts/<uuid:alert_id>/                         {duty}  -
POST?               duty/swaps/<uuid:swap_id>/                           {duty}  -
POST?               duty/handovers/<uuid:handover_id>/                   {duty}  -
# 应急 · an emergency reaches all below (A7); a leader decides
GET                 emergency/                                           {readers}  =
GET,POST            emergency/declare/                                   L  =
GET                 emergency/plans/<uuid:office_id>/<slug:kind>/        {readers}  .
GET,POST            emergency/plans/<uuid:office_id>/<slug:kind>/change/ L  -
GET                 emergency/groups/<uuid:office_id>/                   {readers}  .
POST                emergency/groups/<uuid:office_id>/                   LGY  -
GET                 emergency/tasks/<uuid:task_id>/                      {readers}  .
POST                emergency/tasks/<uuid:task_id>/                      LGY  -
POST                emergency/tasks/<uuid:task_id>/finish/               LGY  -
GET                 emergency/meetings/                                  RDLSVGYM  =
GET,POST            emergency/meetings/new/                              DL  =
GET                 emergency/meetings/<uuid:root>/                      RDLSVGYM  .
POST                emergency/meetings/<uuid:root>/                      DL  -
GET,POST            emergency/meetings/<uuid:root>/correct/              DL  -
GET                 emergency/papers/                                    {readers}  =
GET,POST            emergency/papers/new/                                DL  =
GET                 emergency/papers/<uuid:root>/                        {readers}  .
POST                emergency/papers/<uuid:root>/                        L  -
GET,POST            emergency/papers/<uuid:root>/change/                 DL  -
GET                 emergency/<uuid:emergency_id>/                       {readers}  .
POST?               emergency/<uuid:emergency_id>/practice/              RDLS  -
GET,POST            emergency/<uuid:emergency_id>/prolong/               L  -
GET,POST            emergency/<uuid:emergency_id>/end/                   L  -
GET,POST            emergency/<uuid:emergency_id>/report/                RDLSVGYM  .
GET                 emergency/<uuid:emergency_id>/matrix/                {readers}  .
GET                 emergency/<uuid:emergency_id>/daily/                 RDLSVGYM  .
POST                emergency/<uuid:emergency_id>/daily/                 DL  .
GET                 emergency/daily/<uuid:report_id>/                    RDLSVGYM  -
POST                emergency/daily/<uuid:report_id>/                    DL  -
GET?                emergency/daily/<uuid:report_id>/petitions/          RDLSVGYM  -
GET                 emergency/board/                                     {readers}  =
GET                 emergency/board/<uuid:group_id>/                     {readers}  .
GET                 emergency/screening/                                 RDLSHU  =
# 工作人员健康 · only the officer sees values; a group head decides on a release
GET                 health/people/                                       LUGO  =
GET,POST            health/for/<uuid:person_id>/                         O  -
GET,POST            health/limits/                                       OA  =
GET,POST            health/ledger/                                       O  =
POST                health/isolate/                                      O  =
POST?               health/propose/<uuid:stay_id>/                       O  -
GET                 health/releases/                                     G  .
POST?               health/releases/<uuid:stay_id>/                      G  .
# 物资、场所 · stores and places of the bureau; whoever asks, a decision is taken by a second person
GET                 supplies/                                            RDLS  =
GET,POST            supplies/new/                                        RDLS  =
GET                 supplies/ledger/                                     RDLS  =
POST                supplies/requests/<uuid:ask_id>/                     RDLS  -
GET,POST            supplies/lots/<uuid:lot_id>/scrap/                   RDLS  -
GET,POST            supplies/moves/<uuid:move_id>/<slug:mending>/        RDLS  -
GET                 supplies/<uuid:supply_id>/                           RDLS  -
GET,POST            supplies/<uuid:supply_id>/change/                    RDLS  -
GET,POST            supplies/<uuid:supply_id>/ask/                       RDLS  -
GET,POST            supplies/<uuid:supply_id>/receive/                   RDLS  -
GET,POST            supplies/<uuid:supply_id>/issue/                     RDLS  -
GET                 sites/                                               RDLS  .
POST?               sites/                                               RDLS  .
GET                 sites/setup/                                         RDLS  .
POST?               sites/setup/                                         RDLS  .
GET,POST            sites/door/                                          RDLS  .
GET                 sites/log/                                           RDLS  .
GET,POST            sites/<uuid:site_id>/late/                           RDLS  -
# 民情和建议书 · opinions and proposals of the bureau
GET                 opinions/                                            RDLS  =
GET,POST            opinions/join/                                       RDLS  .
GET,POST            opinions/themes/new/                                 RDLS  =
GET,POST            opinions/themes/<uuid:theme_id>/                     RDLS  -
GET,POST            opinions/themes/<uuid:theme_id>/change/              RDLS  -
GET,POST            opinions/themes/<uuid:theme_id>/gather/              RDLS  -
GET,POST            opinions/themes/<uuid:theme_id>/propose/             DL  -
GET                 opinions/proposals/<uuid:root>/                      RDLS  -
POST?               opinions/proposals/<uuid:root>/                      DL  -
GET,POST            opinions/proposals/<uuid:root>/change/               DL  -
GET?                opinions/proposals/papers/<uuid:proposal_id>.<slug:form>  RDLS  -
# 系统管理员 · runs the installation
GET                 admin/                                               ABC  =
GET                 admin/offices/                                       A  =
GET,POST            admin/offices/<uuid:office_id>/                      A  -
POST                admin/offices/<uuid:office_id>/switch/               A  -
GET,POST            admin/offices/<uuid:office_id>/logo/                 A  -
POST                admin/offices/<uuid:office_id>/logo/remove/          A  -
GET,POST            admin/offices/<uuid:office_id>/add/                  A  -
GET,POST            admin/offices/<uuid:office_id>/rename/               A  -
GET,POST            admin/offices/<uuid:office_id>/move/                 A  -
GET,POST            admin/offices/<uuid:office_id>/end/                  A  -
GET                 admin/duties/                                        A  =
GET,POST            admin/duties/add/                                    A  =
GET,POST            admin/duties/<uuid:duty_id>/end/                     A  .
GET                 admin/categories/                                    A  =
GET,POST            admin/categories/<slug:code>/                        A  .
GET                 admin/published/                                     A  =
GET,POST            admin/published/new-guide/                           A  =
GET?,POST?          admin/published/guide/<slug:slug>/                   A  .
GET,POST            admin/published/ways/<uuid:way_id>/                  A  -
GET                 admin/published/<uuid:office_id>/                    A  -
GET,POST            admin/published/<uuid:office_id>/add/                A  -
GET                 admin/calendars/                                     A  =
GET,POST            admin/calendars/new/                                 A  =
GET                 admin/tokens/                                        A  =
GET,POST            admin/tokens/new/                                    A  =
POST?               admin/tokens/<uuid:token_id>/revoke/                 A  .
GET                 admin/webhooks/                                      A  =
GET,POST            admin/webhooks/new/                                  A  =
GET?,POST?          admin/webhooks/<uuid:hook_id>/                       A  .
GET                 admin/health/                                        A  =
# 安全管理员 · accounts and posts
GET                 admin/people/                                        B  =
GET,POST            admin/people/new/                                    B  =
GET,POST            admin/people/<uuid:person_id>/                       B  -
GET,POST            admin/people/<uuid:person_id>/post/                  B  -
GET,POST            admin/people/<uuid:person_id>/phone/                 B  -
GET,POST            admin/people/<uuid:person_id>/<slug:deed>/           B  -
GET,POST            admin/posts/<uuid:post_id>/end/                      B  -
# 审计管理员 · the record of accesses
GET                 admin/accesses/                                      C  =
GET                 admin/verification/                                  C  =
""".format(staff=STAFF, readers=READERS, duty=READERS + "O")

# Open to whoever comes: the sign-in itself, what tells of the machine, the document of the API; a
# calendar feed is opened by what only its owner was given, and without that is nothing.
OPEN = """
GET                 healthz                      200
GET                 readyz                       200 503
GET                 metrics                      200
GET                 logo/<slug:digest>.png       404
GET                 duty/feed/<slug:feed>.ics    404
GET,POST            signin/                      200 422
GET,POST            signin/code/                 302
POST                signin/demo/                 404
POST                signout/                     302
POST                language/                    302 400
POST                lock/                        302
POST                unlock/                      422
GET,POST            alive/                       200
GET                 api/v1/openapi.json          200
GET                 api/v1/offices               200
GET                 api/v1/categories            200
GET                 api/v1/                      404
"""

# By a program, with a personal token: without one 401, whatever the address holds.
PROGRAM = """
GET   api/v1/me
GET   api/v1/lists
GET   api/v1/lists/<name>
GET   api/v1/figures
GET   api/v1/petitions/<key>
GET   api/v1/petitions/<key>/letters/<uuidstr:letter_id>.<form>
GET   api/v1/petitions/<key>/files/<uuidstr:file_id>
GET   api/v1/petitions/<key>/steps
POST  api/v1/petitions/<key>/steps/<verb>
POST  api/v1/petitions/<key>/requests/<request_id>
"""

# The portal: what is open to whoever comes, and what is only for who has opened a petition with its
# number, its code and the telephone's last digits. Everybody else is led back to asking (302).
PORTAL = """
GET        healthz
GET        readyz
GET        metrics
GET        logo/<slug:digest>.png
GET        api/v1/openapi.json
POST       api/v1/petitions
POST       api/v1/petitions/track
GET        api/v1/offices
GET        api/v1/categories
GET        api/v1/ways
GET        api/v1/statistics
GET        api/v1/
GET        /
GET        ways
GET        guide
GET        guide/<slug:slug>
GET        notices
GET        notices/<uuid:root>
GET        notices/<uuid:root>.pdf
GET        answers
GET        answers/<uuid:root>
GET,POST   appointments
GET,POST   appointments/own
GET        statistics
GET        statistics/<int:year>
GET        privacy
GET,POST   lost-code
POST       preferences
GET,POST   submit
POST       submit/confirm
GET        receipt
GET,POST   track
POST       petition/leave
"""

OWN = """
GET        petition
GET,POST   petition/supplement
GET,POST   petition/withdraw
GET,POST   petition/rate
GET,POST   petition/name
GET,POST   petition/letters/<uuid:letter_id>
GET        petition/own
POST       petition/own/copy
GET,POST   petition/own/correction
GET        petition/review
POST       petition/parts/<uuid:part_id>
POST       petition/whole
"""
