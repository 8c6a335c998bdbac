"""Three small sites in the shape of real ones, written by hand: what a discovery must make of them is in the tests."""

from __future__ import annotations

from collections.abc import Sequence

PROSE = "有关单位要按照工作方案的要求，认真组织实施，加强督促检查，确保各项任务按期完成，并及时报告进展情况。" * 4


def _entries(folder: str, subject: str, count: int, number: int) -> list[tuple[str, str, str]]:
    """Address, title and day of the entries of a list."""
    return [
        (
            f"{folder}{number + place}",
            f"关于{subject}第{place + 1}号事项有关工作安排的通报",
            f"2019-0{place % 9 + 1}-1{place % 9}",
        )
        for place in range(count)
    ]


# --- nested menus that drop down, boxes with 更多, hubs, breadcrumbs, two columns of one name ------------------------

MENU = """
<div id="header"><div class="logo"><a href="/"><img src="/i/logo.png" alt="示例县人民政府"></a></div>
<ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/xxgk/">信息公开</a><ul class="submenu" style="display:none">
  <li><a href="/xxgk/zcwj/">政策文件</a></li><li><a href="/xxgk/zcjd/">政策解读</a></li>
  <li><a href="/xxgk/nb/">政府信息公开年度报告</a></li></ul></li>
<li><a href="/djgz/">党建工作</a><ul class="submenu" style="display:none">
  <li><a href="/djgz/gzdt/">工作动态</a></li></ul></li>
<li><a href="/lxwm.html">联系我们</a></li><li><a href="javascript:;">登录</a></li></ul></div>"""
FOOT = """<div class="footer">主办单位：示例县人民政府办公室　<a href="http://www.other.invalid/">某某网</a>
网站标识码：2107820001</div>"""


def _page(body: str, title: str, crumbs: Sequence[tuple[str, str]] = (), meta: str = "") -> str:
    trail = " &gt; ".join(f'<a href="{url}">{name}</a>' for name, url in (("首页", "/"), *crumbs))
    crumb = f'<div class="crumb">当前位置：{trail}</div>' if crumbs else ""
    return f"<html><head><title>{title}</title>{meta}</head><body>{MENU}{crumb}{body}{FOOT}</body></html>"


def _list(entries: Sequence[tuple[str, str, str]], following: str = "") -> str:
    items = "".join(
        f'<li><a href="{url}.html" title="{title}">{title}</a><span>{day}</span></li>' for url, title, day in entries
    )
    return f'<div class="main"><ul class="list">{items}</ul></div><div class="page">{following}</div>'


def _box(heading: str, url: str, entries: Sequence[tuple[str, str, str]]) -> str:
    items = "".join(f'<li><a href="{link}.html">{title}</a></li>' for link, title, _ in entries[:3])
    head = f'<div class="hd"><h3>{heading}</h3><a href="{url}">更多&gt;&gt;</a></div>'
    return f'<div class="box">{head}<ul>{items}</ul></div>'


def nested_menus() -> dict[str, str]:
    """A county's site: two columns hang on menus alone, one on a box, one on breadcrumbs of documents."""
    policy = _entries("/xxgk/zcwj/", "政策落实", 6, 3001)
    explained = _entries("/xxgk/zcjd/", "政策解读", 4, 4001)
    reports = [(f"/xxgk/nb/500{n}", f"示例县201{n}年政府信息公开工作年度报告", f"201{n + 1}-03-20") for n in (6, 7, 8)]
    party = _entries("/djgz/gzdt/", "主题教育", 4, 6001)
    news = _entries("/xwzx/gzdt/", "重点项目", 5, 7001)
    pictures = _entries("/tpxw/", "图片宣传", 3, 8001)
    open_, work = ("信息公开", "/xxgk/"), ("党建工作", "/djgz/")
    slides = "".join(
        f'<a href="{url}.html"><img src="/i/{n}.jpg" alt="{title}"></a>' for n, (url, title, _) in enumerate(pictures)
    )
    pages = {
        "": _page(
            f'<div class="slides">{slides}</div>'
            + _box("工作动态", "/xwzx/gzdt/", news)
            + _box("政策文件", "/xxgk/zcwj/", policy),
            "示例县人民政府门户网站",
            meta='<meta name="SiteName" content="示例县人民政府"><meta name="SiteIDCode" content="2107820001">',
        ),
        "xxgk/": _page(
            _box("政策文件", "/xxgk/zcwj/", policy) + _box("政策解读", "/xxgk/zcjd/", explained), "信息公开", [open_]
        ),
        "xxgk/zcwj/": _page(
            _list(policy, '<a href="/xxgk/zcwj/index_1.html">下一页</a>'),
            "政策文件",
            [open_, ("政策文件", "/xxgk/zcwj/")],
        ),
        "xxgk/zcwj/index_1.html": _page(_list(_entries("/xxgk/zcwj/", "往年政策", 2, 3101)), "政策文件"),
        "xxgk/zcjd/": _page(_list(explained), "政策解读", [open_, ("政策解读", "/xxgk/zcjd/")]),
        "xxgk/nb/": _page(_list(reports), "年度报告", [open_, ("政府信息公开年度报告", "/xxgk/nb/")]),
        "djgz/": _page(_box("工作动态", "/djgz/gzdt/", party), "党建工作", [work]),
        "djgz/gzdt/": _page(_list(party), "工作动态", [work, ("工作动态", "/djgz/gzdt/")]),
        "xwzx/gzdt/": _page(_list(news), "工作动态", [("工作动态", "/xwzx/gzdt/")]),
        "tpxw/": _page(_list(pictures), "图片新闻", [("图片新闻", "/tpxw/")]),
        "lxwm.html": _page(
            f'<div class="main"><h1>联系我们</h1><p>{PROSE}</p></div>', "联系我们", [("联系我们", "/lxwm.html")]
        ),
    }
    for url, title, day in pictures:
        article = (
            f'<div class="main"><h1>{title}</h1><p>发布时间：{day}</p><div class="content"><p>{PROSE}</p></div></div>'
        )
        pages[f"{url[1:]}.html"] = _page(article, title, [("图片新闻", "/tpxw/")])
    return pages


# --- an old site of tables in GB2312: no class, no id, pictures for a menu, query strings for addresses ---------------


def _table(rows: str) -> str:
    return f'<table width="600" border="0">{rows}</table>'


def _old(body: str, title: str) -> bytes:
    menu = (
        "".join(
            f'<td><a href="{url}"><img src="img/{n}.gif" alt="{name}"></a></td>'
            for n, (name, url) in enumerate(
                (("首页", "index.asp"), ("机构设置", "about.asp?id=1"), ("公示公告", "list.asp?id=2"))
            )
        )
        + '<td><a href="list.asp?id=3"><img src="img/9.gif"></a></td>'
    )
    foot = _table("<tr><td>版权所有：示例市水利局　地址：示例市大街1号</td></tr>")
    text = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{title}</title></head>'
        f"<body>{_table(f'<tr>{menu}</tr>')}{body}{foot}</body></html>"
    )
    return text.encode("gb2312")


def _rows(entries: Sequence[tuple[str, str, str]]) -> str:
    return "".join(
        f'<tr><td><img src="img/dot.gif"></td><td><a href="{url}" target="_blank">{title}</a></td><td>[{day}]</td></tr>'
        for url, title, day in entries
    )


def old_tables() -> dict[str, bytes]:
    """A bureau's site of 2005: its second list hangs on a picture without a name."""
    notices = _entries("show.asp?id=", "防汛检查", 6, 201)
    work = _entries("show.asp?id=", "水利工程", 5, 301)
    where = '<table width="600"><tr><td>您现在的位置：<a href="index.asp">首页</a> &gt;&gt; {}</td></tr></table>'
    home = _table(f"<tr><td>公示公告</td></tr>{_rows(notices[:4])}") + _table(
        f"<tr><td>水利工作</td></tr>{_rows(work[:4])}"
    )
    return {
        "": _old(home, "示例市水利局"),
        "index.asp": _old(home, "示例市水利局"),
        "about.asp?id=1": _old(
            where.format("机构设置") + _table(f"<tr><td><p>{PROSE}</p><p>{PROSE}</p></td></tr>"), "示例市水利局"
        ),
        "list.asp?id=2": _old(
            where.format("公示公告")
            + _table(_rows(notices))
            + _table('<tr><td><a href="list.asp?id=2&amp;page=2">下一页</a></td></tr>'),
            "示例市水利局",
        ),
        "list.asp?id=3": _old(where.format("水利工作") + _table(_rows(work)), "示例市水利局"),
    }


# --- a site whose menu only a script writes: the site map names its columns -------------------------------------------


def by_site_map() -> dict[str, str]:
    """A bureau's site whose home page links nothing but a site map and what scripts open."""
    script = '<script>document.write("<div class=\\"nav\\">"+menuHtml+"</div>");</script>'
    budgets = _entries("/czyjs/t20190", "部门预算", 5, 3001)
    checks = _entries("/ssj/t20190", "抽查结果", 4, 5001)
    rules = _entries("/zfwj/t20190", "文件转发", 4, 6001)

    def page(body: str, title: str, crumb: str = "") -> str:
        where = f'<div class="position">当前位置：<a href="/">首页</a> &gt; {crumb}</div>' if crumb else ""
        foot = '<div class="foot"><a href="/wzdt/">网站地图</a> <a href="/sm.html">网站声明</a></div>'
        head = f"<head><title>{title}-示例区市场监督管理局</title></head>"
        return f"<html>{head}<body>{script}{where}{body}{foot}</body></html>"

    groups = (
        '<h4><a href="/zwgk/">政务公开</a></h4><ul><li><a href="/czyjs/">财政预决算</a></li>'
        '<li><a href="/ssj/">双随机、一公开</a></li></ul><h4>互动</h4><ul><li><a href="/zxft/">在线访谈</a></li></ul>'
    )
    opened = '<li><a href="javascript:void(0)" onclick="window.open(\'/zfwj/\')">政府文件</a></li>'
    return {
        "": page(f"<div class='welcome'><img src='/i/b.jpg'></div><ul>{opened}</ul>", "首页"),
        "wzdt/": page(f'<div class="map">{groups}</div>', "网站地图", "网站地图"),
        "zwgk/": page(
            '<div class="left"><ul><li><a href="/czyjs/">财政预决算</a></li>'
            '<li><a href="/ssj/">双随机、一公开</a></li></ul></div>',
            "政务公开",
            "政务公开",
        ),
        "czyjs/": page(_list(budgets), "财政预决算", "财政预决算"),
        "ssj/": page(_list(checks), "双随机、一公开", "双随机、一公开"),
        "zfwj/": page(_list(rules), "政府文件", "政府文件"),
        "zxft/": page(
            '<div class="list"><script src="/js/ft.js"></script><div id="ft"></div></div>', "在线访谈", "在线访谈"
        ),
    }
