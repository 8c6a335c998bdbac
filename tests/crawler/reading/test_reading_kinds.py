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


RUISHU = (
    '<html><head><meta charset="utf-8"><meta id="a1b2" content="xyz" r="m"><script src="/abc/d.js" r=\'m\'></script>'
    "<script r='m'>window['x']=1</script></head><body><input type=hidden id=onload_ name=q></body></html>"
)
JIASULE = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname+location.search</script>"
)
CHUANGYU = (
    "<title>访问异常</title><div>创宇盾提示您</div><h1>当前访问疑似黑客攻击，已被网站管理员设置为拦截</h1>"
    "<p>网址 www.example.gov.cn 时间 2024-01-01 10:00:00 您的IP 192.0.2.1 事件ID 0a1b2c</p>"
    "<a href='https://help.365cyd.com/cyd-error-help.html?code=403'>了解更多</a>"
)
SAFEDOG = (
    "<title>网站防火墙</title><div>您的请求带有不合法参数，已被网站管理员设置拦截！</div>"
    "<div>可能原因：您提交的内容包含危险的攻击请求</div><div>如何解决：检查提交内容；如网站托管，请联系空间提供商；</div>"
)
SAFELINE = (
    '<title id="slg-title"></title><div id="slg-box"></div><script>window.SafeLineChallenge&&start()</script>'
    "<script src='/.safeline/static/challenge.js'></script>"
)
CLOUD = (
    "<title>405</title><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>"
    "<p>您的请求ID是： 76b20f17</p><p>如果您是网站管理员，请登录控制台查看详情</p>"
)
YUNSUO = "<script>function YunSuoAutoJump(){self.location='/?security_verify_data='+1};YunSuoAutoJump()</script>"
SLIDER = "<title>访问验证</title><p>请按住滑块，拖动到最右边</p><form action='/wzws-waf-cgi/'></form>"


@pytest.mark.parametrize(
    "markup",
    [RUISHU, JIASULE, CHUANGYU, SAFEDOG, SAFELINE, CLOUD, YUNSUO, SLIDER],
    ids=["瑞数", "加速乐", "创宇盾", "安全狗", "SafeLine", "阿里云", "云锁", "slider"],
)
@pytest.mark.parametrize("status", [200, 202, 403, 405])
def test_gates_in_the_shape_of_those_in_use_are_challenges_whatever_their_status(markup, status):
    assert kind(markup, status) == "challenge"


@pytest.mark.parametrize(
    "text",
    [
        "您访问的页面不存在或已被删除",
        "该文章不存在或已被删除！",
        "对不起，您访问的资源不存在",
        "抱歉，该栏目不存在",
        "您访问的链接已失效，请返回首页",
        "信息已被删除",
    ],
)
def test_a_short_page_that_says_it_is_not_there_is_a_soft_404(text):
    assert kind(f"<title>某某区人民政府</title><div>{text}</div><a href='/'>返回首页</a>") == "soft_404"


NEWS = (
    "<title>{0}</title><h1>{0}</h1><p>发布时间：2022-03-01 来源：网信办</p>"
    "<p>近日，部分用户反映页面提示{1}。经查，原因为防护策略误判，请提供事件ID和您的IP，联系管理员处理。</p>"
)


@pytest.mark.parametrize(
    "words", ["您的访问被阻断", "当前访问疑似黑客攻击", "您的请求带有不合法参数", "该文章不存在", "您访问的链接已失效"]
)
def test_news_about_a_gate_or_a_missing_page_is_a_page(words):
    assert kind(NEWS.format("关于网站访问异常的说明", words)) == "page"


@pytest.mark.parametrize(
    "markup",
    [
        "<title>调查平台</title><form><input name=u><input type=password><button>登录</button></form>",
        "<p>会话超时，请重新登录</p>",
        "<title>后台登录</title><form><input type=password></form>",
    ],
)
def test_a_wall_that_asks_who_one_is_is_a_login(markup):
    assert kind(markup) == "login"


@pytest.mark.parametrize(
    "text", ["没有查询到符合条件的信息", "暂无搜索结果", "共找到0条结果", "抱歉，没有找到相关内容"]
)
def test_a_search_page_with_its_menus_and_no_hits_is_told(text):
    menus = "<div>" + "".join(f"<a href='/m{n}/'>政务公开栏目之{n}</a> " for n in range(40)) + "</div>"
    assert kind(f"<title>站内搜索</title>{menus}<div>{text}</div>") == "no_hits"


def test_a_shell_that_waits_for_its_scripts_is_a_script_shell():
    shell = (
        "<div id='app'>加载中...</div><noscript>请启用脚本</noscript><script src='/js/chunk-vendors.1a.js'></script>"
    )
    assert kind(f"<title>某某区</title>{shell}") == "script_shell"


def test_a_script_for_telephones_makes_no_redirect_of_a_page_of_pictures():
    script = "<script>if(/phone/.test(navigator.userAgent)){window.location.href='/m/'}</script>"
    assert kind(f"{script}<img src='poster.jpg'>") == "page"


def test_a_home_page_that_sends_to_another_page_of_the_site_is_a_redirect():
    refresh = "<meta http-equiv='refresh' content='0;url=portal/index.html'>"
    assert kind(refresh, url="http://www.example.gov.cn/") == "redirect"
