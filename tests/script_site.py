"""The small site with columns whose lists exist only after scripts ran, and what these ask for beside it."""

from __future__ import annotations

import json
from typing import Any

from conftest import Answer
from small_site import PORTAL, TITLES, answers, small_site

#: The small site's portal file: the pages of both columns are rendered.
SCRIPT_PORTAL = PORTAL.replace("title: 党政要闻,", "title: 党政要闻, url: /news/, browser: true,").replace(
    "title: 通知公告}", "title: 通知公告, url: /notices/, browser: true}"
)
LIST_SCRIPT = """
function fill(page) {
  var asked = new XMLHttpRequest();
  asked.open("POST", "/api/" + page);
  asked.setRequestHeader("Content-Type", "application/json");
  asked.onload = function () {
    var said = JSON.parse(asked.responseText);
    document.getElementById("list").innerHTML = said.rows.map(function (row) {
      return '<li><a href="' + row.url + '">' + row.title + '</a><span>' + row.day + '</span></li>';
    }).join("");
    if (said.next) document.getElementById("pages").innerHTML = '<a href="' + said.next + '">下一页</a>';
  };
  asked.send(JSON.stringify({page: page}));
}
"""
#: What a page asks for that a list does not need: nothing of it may reach the site, nor anybody else.
NEEDLESS = """<link rel="stylesheet" href="/style.css"><img src="/logo.png"><iframe src="/frame.html"></iframe>
<script src="http://statistics.invalid/count.js"></script>
<script>
navigator.sendBeacon("/beacon", "seen");
try { new WebSocket("ws://" + location.host + "/socket"); } catch (error) { }
setTimeout(function () { location.href = "/elsewhere.html"; }, 50);
</script>"""
#: What a page asks of the portal and does not get.
DENIED = '<script>fetch("/private/more"); fetch("/broken"); fetch("/api/3", {method: "DELETE"});</script>'
#: The entries of the first column, as its scripts are told them.
NEWS = [
    (f"/a/{number}.html", f"{TITLES[number % 4]}之{number + 1}", f"2018-03-{number + 1:02d}") for number in range(5)
]
NOTICES = [
    (f"/a/{number}.html", f"{TITLES[number % 4]}之{number + 1}", f"2018-03-{number + 1:02d}") for number in (6, 7)
]


def shell(page: int, beside: str = "") -> str:
    """A list page as the server sends it: no entry, and a script that fills it."""
    return f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>党政要闻</title>
<script src="/js/list.js"></script></head><body><div class="nav"><a href="/">首页</a></div>
<div class="list"><ul id="list"></ul></div><div class="pages" id="pages"></div>{beside}
<script>fill({page})</script></body></html>"""


def script_site(beside: str = NEEDLESS) -> dict[str, Answer]:
    """The small site: one column in two pages that scripts fill, ``beside`` on the first; one that lacks something."""
    pages: dict[str, Any] = {
        **small_site(),
        "/news/": shell(1, beside),
        "/news/index_1.html": shell(2),
        "/notices/": shell(3, DENIED),
        "/js/list.js": Answer(LIST_SCRIPT, headers={"Content-Type": "application/javascript"}),
        "/api/1": _data(NEWS[:3], "/news/index_1.html"),
        "/api/2": _data(NEWS[3:]),
        "/api/3": _data(NOTICES),
        "/broken": Answer("broken", 410),
    }
    return answers(pages)


def _data(entries: list[tuple[str, str, str]], following: str = "") -> Answer:
    rows = [{"url": url, "title": title, "day": day} for url, title, day in entries]
    return Answer(json.dumps({"rows": rows, "next": following}), headers={"Content-Type": "application/json"})
