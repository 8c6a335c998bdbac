"""What is not a page of the site is told apart from what is."""

from __future__ import annotations

import pytest

from crawler.reading import page_kind, parse_page

URL = "http://www.example.gov.cn/zwgk/t20190520_1.html"


def kind(markup: str, status: int = 200, url: str = URL) -> str:
    return page_kind(parse_page(markup.encode(), url), status)


PROSE = "全区主动公开政府信息1072条，比上年增加，各项工作有序开展。" * 12


def test_an_article_is_a_page():
    assert kind(f"<title>年度报告</title><p>{PROSE}</p>") == "page"


def test_an_article_that_speaks_of_missing_pages_is_a_page():
    assert kind(f"<title>关于网站整改的通知</title><p>{PROSE}页面不存在、访问过于频繁等问题。请先登录。</p>") == "page"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>抱歉，您访问的页面不存在！</p><a href='/'>返回首页</a>",
        "<title>404 Not Found</title><center><h1>404 Not Found</h1></center><hr><center>nginx</center>",
        "<title>404</title><p>找不到网页</p>",
        "<meta http-equiv='refresh' content='0;url=/'>",
        "<html><script>window.location.href='/index.html';</script></html>",
        "<title>某某区人民政府</title><p>哎呀，页面走丢了！</p><a href='/'>返回首页</a>",
        "<title>页面不存在 - 某某区人民政府</title><div>" + "政务公开 办事服务 " * 40 + "</div>",
    ],
)
def test_a_missing_page_served_with_200_is_a_soft_404(markup):
    assert kind(markup) == "soft_404"


@pytest.mark.parametrize(
    "markup",
    [
        "<html><script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script></html>",
        "<html><head><meta id='9Dhef' content='x'><script>$_ts=window['$_ts'];</script></head><body></body></html>",
        "<title>网站防火墙</title><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>",
        "<p>请完成安全验证后继续访问</p>",
        "<script>var arg1='A5C8';setCookie('acw_sc__v2', x)</script>",
    ],
)
def test_a_gate_is_a_challenge(markup):
    assert kind(markup) == "challenge"


CHROME = "<div><a href='/'>首页</a> <a href='/zwgk/'>政务公开</a></div>"
BIG_SCRIPT = "<script>if(screen.width<600){window.location='/m/'}" + "var page = 1;" * 400 + "</script>"


@pytest.mark.parametrize("words", ["安全验证", "访问验证", "访问被拒绝", "雷池", "云锁", "网站防火墙", "请求已被拦截"])
@pytest.mark.parametrize("script", ["", BIG_SCRIPT])
def test_a_notice_of_one_line_that_speaks_of_gates_is_a_page(words, script):
    markup = (
        f"<title>关于账号{words}的通知</title>{script}{CHROME}<p>近期将升级账号{words}功能，请各用户月底前完成。</p>"
    )
    assert kind(markup) == "page"


@pytest.mark.parametrize("words", ["安全验证", "访问验证", "访问被拒绝", "雷池", "云锁", "网站防火墙", "请求已被拦截"])
@pytest.mark.parametrize(
    "gate",
    [
        "<title>{words}</title><p>您的来访存在风险，事件编号 9f3c2a，请联系管理员。</p>",
        "<title>{words} - 某某区人民政府</title><p>事件编号 9f3c2a，请联系管理员处理此事。</p>",
        "<p>{words}，请稍候…</p>",
        "<p>当前网站正受{words}保护</p><script>document.cookie='k=1';location.reload()</script>",
        "<p>当前网站正受{words}保护</p><script src='/.well-known/.safeline/static/a.js'></script>",
    ],
    ids=["title", "title and site", "alone", "script", "named script"],
)
def test_words_of_a_gate_are_a_challenge_when_nothing_else_is_said_or_its_script_is_there(gate, words):
    assert kind(gate.format(words=words)) == "challenge"


@pytest.mark.parametrize("words", ["404错误", "页面不存在", "该信息已删除", "网页不存在"])
def test_a_short_article_that_mentions_missing_pages_is_a_page(words):
    article = f"<h1>网站维护公告</h1><p>因网站改版，部分旧链接会出现{words}，敬请谅解。</p>"
    assert kind(f"<title>网站维护公告</title>{CHROME}{article}") == "page"


@pytest.mark.parametrize("length", [1, 12])
def test_a_title_that_only_mentions_missing_pages_is_no_soft_404(length):
    assert kind(f"<title>关于整改网站404页面的通知</title><p>{PROSE[: 40 * length]}</p>") == "page"


def test_an_article_with_a_date_may_begin_with_the_words_of_a_missing_page():
    assert kind("<p>发布时间：2019-05-20 来源：办公室</p><p>页面不存在的链接已全部整改。</p>") == "page"


@pytest.mark.parametrize("words", ["请先登录", "用户登录", "统一身份认证"])
def test_an_article_that_mentions_logging_in_is_a_page(words):
    form = "<form><input name=u><input type=password name=p></form>"
    article = f"<p>发布时间：2019-05-20</p><p>办理业务的市民，{words}服务平台。</p>"
    assert kind(f"<title>办事指南</title>{form}{article}") == kind(f"<p>办理业务的市民{words}平台。</p>") == "page"


@pytest.mark.parametrize("status", [412, 521])
def test_the_gates_own_status_codes_are_challenges(status):
    assert kind("<html></html>", status) == "challenge"


def test_a_login_form_is_a_login():
    assert kind("<title>用户登录</title><form><input name=u><input type=password name=p></form>") == "login"


def test_a_page_that_is_only_scripts_is_a_script_shell():
    assert kind("<div id='app'></div><script src='/static/js/app.3f2.js'></script>") == "script_shell"


def test_a_page_of_pictures_is_a_page():
    assert kind("<div><img src='1.jpg'></div><script src='a.js'></script>") == "page"


def test_a_page_that_sends_elsewhere_is_a_redirect():
    assert kind("<meta http-equiv='refresh' content='0; url=http://www.example.gov.cn/new/t1.html'>") == "redirect"


def test_a_search_without_hits_is_told():
    assert kind("<p>抱歉，没有找到相关内容。</p>") == "no_hits"


def test_nothing_at_all_is_empty():
    assert kind("") == "empty"


def test_every_saved_page_of_a_real_site_is_a_page(corpus):
    kinds = {path.name: page_kind(parse_page(path.read_bytes(), URL)) for path in (corpus / "pages").glob("*.html")}
    assert {name for name, found in kinds.items() if found != "page"} == set()
