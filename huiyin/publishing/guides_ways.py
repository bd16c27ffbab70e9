"""The guide of each way in, to begin with (A10): what to have ready, and what happens."""

from huiyin.publishing.guides import Page
from huiyin.rules.terms import Channel

WAY_GUIDES: tuple[Page, ...] = (
    Page(
        "by-web",
        {"zh": "网上提交怎么填", "en": "How to hand in on the web"},
        {
            "zh": (
                "不用注册，不收费，白天晚上都可以交。\n\n"
                "- 先想好三件事：发生了什么、您要什么、为什么。照着页面一栏一栏写就行，写了一半"
                "换页不会丢。\n"
                "- 可以实名，可以请我们对办理单位隐去姓名，也可以匿名；匿名的收不到书面通知，要"
                "自己凭编号查询。\n"
                "- 照片、录音、文件可以一起交，最多20个，每个不超过20 MB。\n"
                "- 交之前会请您核对一遍；交了以后马上得到编号和查询码，请抄下来或者存成图片。\n\n"
                "不会用的，可以请家人代填，也可以打电话，由工作人员替您登记。"
            ),
            "en": (
                "No account, no fee, day and night.\n\n"
                "- Have three things ready: what happened, what you ask for, and why. Fill in the "
                "page from top to bottom; what you typed stays when you leave it.\n"
                "- Give your name, ask us to withhold it from the unit that handles the matter, "
                "or stay anonymous; then no letter reaches you and you follow it by its number.\n"
                "- Pictures, recordings and documents may come with it: at most 20, each up to "
                "20 MB.\n"
                "- You check everything once before it goes. Then you have a number and a query "
                "code at once: write them down or save the picture.\n\n"
                "If this is difficult, somebody may fill it in for you; or telephone, and a clerk "
                "writes it down."
            ),
        },
        Channel.WEB,
    ),
    Page(
        "by-letter",
        {"zh": "写信怎么写、怎么寄", "en": "How to write a letter"},
        {
            "zh": (
                "- 写明姓名、住址、联系电话，发生了什么，要求什么，为什么（第十九条）。\n"
                "- 复印件就可以，原件请自己留好；每一页写上页码。\n"
                "- 几个人为同一件事写信的，一个人做联系人，其他人签名。\n"
                "- 检举控告请另装一封，信封上不用写内容。\n"
                "- 收到的那一天记下来，期限从第二天起算；留了电话的，登记以后把编号和查询码告诉"
                "您。\n\n"
                "来信和网上提交一样登记、一样办理。"
            ),
            "en": (
                "- Write your name, address and telephone; what happened, what you ask for, and "
                "why (Art. 19).\n"
                "- Copies are enough, keep the originals; number the pages.\n"
                "- If several write about one matter, one is the contact and the others sign.\n"
                "- Put an accusation in a letter of its own; the envelope need not say what it "
                "is.\n"
                "- The day of receipt is noted, and the time limits run from the day after. If "
                "you gave a telephone, you are told number and query code after registration.\n\n"
                "A letter is registered and handled like anything handed in on the web."
            ),
        },
        Channel.LETTER,
    ),
    Page(
        "by-telephone",
        {"zh": "打电话怎么说", "en": "How to telephone"},
        {
            "zh": (
                "- 按公布的时间打；工作人员会问：怎么称呼您、在哪里、发生了什么、您要什么。\n"
                "- 您说的会如实记下来（第十九条），记完读一遍给您听，不对的马上改。\n"
                "- 最后读给您编号和查询码，请准备好纸笔；查询码只有您知道，以后工作人员不会再"
                "问。\n"
                "- 有材料要交的，可以以后在网上凭编号补，或者寄来，写上编号。\n\n"
                "想当面说的，可以在电话里约时间。"
            ),
            "en": (
                "- Call in the published hours. The clerk asks how to call you, where it is, what "
                "happened and what you ask for.\n"
                "- What you say is written down truthfully (Art. 19) and read back; anything "
                "wrong is mended at once.\n"
                "- At the end you are told number and query code: have pen and paper ready. Only "
                "you know the code; nobody of the staff will ask for it later.\n"
                "- Documents can follow on the web under the number, or by post with the number "
                "on them.\n\n"
                "If you would rather come, the clerk can book a time for you."
            ),
        },
        Channel.CALL,
    ),
    Page(
        "by-visit",
        {"zh": "来访要准备什么", "en": "Before you come"},
        {
            "zh": (
                "- 请在公布的接待时间到有权处理的本级或者上一级机关的接待场所（第二十条）。\n"
                "- 可以先预约，到了不用排队；没有预约的，也会接待。\n"
                "- 同一件事多人来的，请推选代表，不超过5人（第二十条）。\n"
                "- 带上身份证件和材料的复印件；行动不便的可以请人代办。\n"
                "- 工作人员如实记下来，读给您听，当场打印凭证，上面有编号和查询码。\n\n"
                "来之前请看首页有没有暂停接待的公告。暂停期间网上、电话、来信照常；这些都用不了"
                "的，仍可以到现场说明，当场登记。"
            ),
            "en": (
                "- Come in the published hours to the reception place of the organ in charge, or "
                "of the next one above it (Art. 20).\n"
                "- An appointment saves waiting; without one you are received too.\n"
                "- If many come about one matter, choose at most five who speak (Art. 20).\n"
                "- Bring an identity card and copies of your papers. Somebody may come for you if "
                "you cannot.\n"
                "- The clerk writes down what you say, reads it back and prints a receipt with "
                "number and query code.\n\n"
                "Look first whether the home page says that the hall is closed. The web, the "
                "telephone and letters stay open then; who can use none of them may still come "
                "and is registered on the spot."
            ),
        },
        Channel.VISIT,
    ),
)
