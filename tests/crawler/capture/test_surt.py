"""SURT keys, as Wayback software looks them up; the expected keys are those of the reference implementation."""

from __future__ import annotations

import pytest

from crawler.capture.surt import surt


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Example.com/", "com,example)/"),
        ("http://example.com", "com,example)/"),
        ("https://example.com:443/a/", "com,example)/a"),
        ("https://x.cn:80/a", "cn,x:80)/a"),
        ("http://127.0.0.1:8080/A/B.html?b=2&a=1", "1,0,0,127:8080)/a/b.html?a=1&b=2"),
        ("http://example.com:80/a//b/../c?", "com,example)/a/c"),
        ("http://www2.sub.gov.cn/%E4%BD%A0%20x?q=%E4%BD", "cn,gov,sub)/%e4%bd%a0%20x?q=%e4%bd"),
        ("http://x.cn/中文?q=中", "cn,x)/%e4%b8%ad%e6%96%87?q=%e4%b8%ad"),
        ("http://x.cn/a%2fb?x=a+b&x=", "cn,x)/a/b?x=&x=a+b"),
        ("http://x.cn/a?&b&&a", "cn,x)/a?&&a&b"),
        ("http://x.cn/a?b=1?c=2&a", "cn,x)/a?a&b=1?c=2"),
        ("http://x.cn/%zz", "cn,x)/%25zz"),
        ("http://x.cn/a%25b", "cn,x)/a%25b"),
        ("http://x.cn/p?sid=abcdef0123456789abcdef0123456789&b=1", "cn,x)/p?b=1"),
        ("http://x.cn/a.aspx?CFID=1&CFTOKEN=2", "cn,x)/a.aspx"),
        ("http://user:pw@x.cn/a#part", "cn,x)/a"),
        ("http://[::1]:8000/a", "::1:8000)/a"),
    ],
)
def test_a_url_has_the_key_it_is_looked_up_by(url: str, key: str) -> None:
    assert surt(url) == key
