"""Which columns and documents a guide names, in its own words; and what it says that is no name."""

from __future__ import annotations

import random

import pytest
from lxml import html

from archive.guides.names import is_name
from archive.guides.read import Promised, read_guide
from archive.guides.rules import rules
from archive.records import Body
from crawler.reading.body import read_body


def page(*paragraphs: str, table: str = "") -> Body:
    """The body of a page with these paragraphs, and a table behind them."""
    return read_body(html.fromstring(f"<div>{''.join(f'<p>{text}</p>' for text in paragraphs)}{table}</div>"))


def table(*rows: str) -> str:
    """A table; cells are parted by bars."""
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def said(body: Body, *, is_catalogue: bool = False) -> list[str]:
    """What is named, each at the place where the text has it."""
    found = read_guide(body, is_catalogue=is_catalogue)
    assert [body.text[each.start : each.end] for each in found] == [each.quote for each in found]
    return [each.quote for each in found]


def of_item(text: str) -> list[str]:
    """What one item of a list names."""
    return said(page("一、公开范围", f"（一）{text}"))


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("机构职能、领导分工；", ["机构职能", "领导分工"]),
        ("本单位的机构设置，我局的人事任免；", ["机构设置", "人事任免"]),
        ("地方性法规、政府规章和行政规范性文件", ["地方性法规", "政府规章", "行政规范性文件"]),
        ("办理排污许可的依据、条件、程序以及办理结果", ["排污许可"]),
        ("实施水利工程质量监督的标准、程序", ["水利工程质量监督"]),
        ("重点工程的批准和实施情况", ["重点工程"]),
        ("权力和责任清单、国民经济和社会发展规划", ["权力和责任清单", "国民经济和社会发展规划"]),
        ("供水、供电、供气等方面的政策、措施及其落实情况", ["供水", "供电", "供气"]),
        ("本机关制定的与群众利益关系密切的管理办法", ["管理办法"]),
        ("高等教育、普通话等级评定等", ["高等教育", "普通话等级评定"]),
        ("机构概况：主要职责、内设机构、职工人数；", ["机构概况", "主要职责", "内设机构"]),
        ("“双随机、一公开”监管", ["“双随机、一公开”监管"]),
        ("《松岭区水资源公报》和防汛预案", ["松岭区水资源公报", "防汛预案"]),
    ],
)
def test_an_item_names_what_is_disclosed_without_what_is_said_of_it(item: str, names: list[str]) -> None:
    assert of_item(item) == names


@pytest.mark.parametrize(
    "item",
    [
        "法律、法规、规章规定应当公开的其他信息",
        "其他依照有关规定应当主动公开的政府信息。",
        "涉及公民、法人或者其他组织切身利益的；",
        "反映本机关机构设置、职能、办事程序等情况的；",
        "需要社会公众广泛知晓或者参与的；",
        "有关信息；",
        "依据《中华人民共和国水法》公开的内容",
        "2018年",
    ],
)
def test_a_general_phrase_is_no_name(item: str) -> None:
    assert of_item(item) == []


def test_headings_begin_and_end_what_is_disclosed() -> None:
    body = page(
        "一、信息的分类",
        "1.机构概况",
        "2．业务公告",
        "二、编排体系",
        "目录包括索引号、名称、发布机构。",
        "三、主动公开",
        "（一）公开内容",
        "1、年度工作要点",
        "（二）公开形式",
        "1、政府网站、新闻发布会",
        "（三）公开时限",
        "自形成之日起20个工作日内公开。",
        "四、依申请公开",
        "（一）申请表、身份证明、信息描述",
    )
    assert said(body) == ["机构概况", "业务公告", "年度工作要点"]


def test_a_sentence_that_ends_with_a_colon_begins_a_list() -> None:
    body = page(
        "除涉密事项外，本局主动公开下列信息：",
        "（一）防汛值班安排；",
        "（二）水质监测月报；",
        "二、其他事项",
        "（一）本局办公室、门卫室负责接待。",
    )
    assert said(body) == ["防汛值班安排", "水质监测月报"]


def test_a_guide_without_lists_names_things_in_a_sentence() -> None:
    body = page(
        "本局主动公开的信息包括机关职能、人事任免、部门决算和应急预案等，通过网站、公告栏发布。涉密的不予公开。"
    )
    assert said(body) == ["机关职能", "人事任免", "部门决算", "应急预案"]


def test_items_that_run_on_in_one_paragraph_are_items() -> None:
    body = page(
        "主动公开内容如下：（一）机关职能；（二）水利规划；（三）第二十条第（一）项规定应当公开的信息。二、公开形式。网站。"
    )
    assert said(body) == ["机关职能", "水利规划"]


def test_names_in_quotes_are_columns_wherever_they_are_called_so() -> None:
    body = page(
        "一、获取方式",
        "网站设有“防汛动态”、“水情公报”等2个栏目，局长称“放心水”已送到每户；另见「河长制」专栏。",
    )
    assert said(body) == ["防汛动态", "水情公报", "河长制"]


def test_a_table_of_names_is_read_by_its_heads_and_its_rhythm_by_another() -> None:
    rows = table(
        "序号|公开事项|公开形式|更新周期", "1|部门预算|网站|每年", "2|水质月报|网站|每月", "3|防汛预案|网站|及时"
    )
    found = read_guide(page("政府信息公开目录", table=rows))
    assert [(each.quote, each.every) for each in found] == [("部门预算", 730), ("水质月报", 62), ("防汛预案", None)]


def test_of_a_table_with_levels_every_level_is_a_name_and_no_description_is() -> None:
    rows = table(
        "一级目录|二级目录|三级目录|公开内容",
        "法定主动公开内容|组织机构|内设机构|公布内设机构的名称和职责",
        "|财务公开|部门决算|当年部门决算及说明",
    )
    assert said(page(table=rows)) == ["组织机构", "内设机构", "财务公开", "部门决算"]


def test_an_index_of_documents_names_each_by_its_whole_title() -> None:
    rows = table(
        "索引号|名称|文号|发布日期",
        "SL-2018-1|关于印发防汛抗旱应急预案和值班制度的通知|松水发〔2018〕1号|2018-05-01",
        "SL-2018-2|2018年水资源公报|　|2018-06-01",
    )
    indexed = rows.replace("名称", "信息名称")
    assert said(page(table=indexed)) == ["关于印发防汛抗旱应急预案和值班制度的通知", "2018年水资源公报"]


def test_a_table_without_such_heads_and_an_index_of_headings_name_nothing() -> None:
    assert said(page(table=table("科室|电话|办公时间", "办公室|1234|八点"))) == []
    contents = ("目录", "一、编制说明", "二、获取方式", "三、申请流程", "四、监督方式")
    assert said(page(*contents)) == []


def test_short_lines_of_a_catalogue_are_names_and_those_of_a_guide_are_not() -> None:
    lines = ("松岭区水利局信息公开目录", "机关职能", "水利规划", "防汛抗旱", "本目录由办公室编制，每年修订一次。")
    assert said(page(*lines), is_catalogue=True)[-3:] == ["机关职能", "水利规划", "防汛抗旱"]
    assert said(page(*lines)) == []


def test_a_guide_in_traditional_script_is_read_and_quoted_as_it_is_written() -> None:
    body = page(
        "一、主動公開的範圍",
        "（一）機構職能、領導分工；",
        "（二）規範性文件及預決算；",
        "二、公開形式",
        "（一）網站、公報",
    )
    found = read_guide(body)
    assert [each.quote for each in found] == ["機構職能", "領導分工", "規範性文件", "預決算"]
    assert [each.key for each in found] == ["机构职能", "领导分工", "规范性文件", "预决算"]


def test_a_name_said_twice_is_one_and_stands_where_it_is_said_first() -> None:
    body = page("一、公开范围", "（一）防汛预案；", "（二）水利规划、防 汛 预 案；")
    assert [(each.quote, each.start) for each in read_guide(body)] == [
        ("防汛预案", body.text.index("防汛预案")),
        ("水利规划", body.text.index("水利规划")),
    ]


def test_a_rhythm_of_its_own_holds_for_the_one_name_it_is_said_of() -> None:
    body = page("一、公开内容", "（一）水质月报（每月更新）；", "（二）防汛预案、水利规划（每年更新）；")
    assert {each.quote: each.every for each in read_guide(body)} == {"水质月报": 62, "防汛预案": None, "水利规划": None}


def test_no_guide_names_more_than_is_kept_and_hostile_texts_end() -> None:
    many = [f"（一）第{number}号水库名录；" for number in range(2 * rules()["most"])]
    assert len(read_guide(page("一、公开范围", *many))) == rules()["most"]
    drawn = random.Random(7)
    letters = "一二三、（）()“”《》；：:，。的和及等公开包括主动1.①\0 信息栏目"
    for _ in range(60):
        text = "".join(drawn.choices(letters, k=3000))
        body = Body(text, read_body(html.fromstring("<p>x</p>")).paragraphs[:0])
        assert read_guide(body) == ()  # no paragraph, nothing to read
        spans = page(text.replace("\0", ""), "一、公开范围", text.replace("\0", "")[:500])
        assert all(isinstance(each, Promised) for each in read_guide(spans, is_catalogue=True))
    long = "主动公开的信息包括" + "（" * 20000 + "“栏目”、" * 20000
    assert len(read_guide(page(long))) <= rules()["most"]


def test_every_generic_word_of_the_rules_is_no_name() -> None:
    for word in ("信息", "依据", "法律", "办公电话", "公开形式"):
        assert not is_name(word)
