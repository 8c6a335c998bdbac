"""Masking by labels: what is a person's is covered, what is an office's is not."""

from __future__ import annotations

import pytest

from archive.publish.masking import mask_text

CARD = "6217000012345678907"  # its check digit is that of ISO/IEC 7812-1


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("家庭电话：0416-5550137", "家庭电话：0416-*******"),
        ("宅电 5550137", "宅电 *******"),
        ("申请人：张三，联系电话：（0416）5550137。", "申请人：张三，联系电话：（0416）*******。"),
        ("户主张三，电话02155501379", "户主张三，电话021********"),
        ("家庭電話：0416-5550137", "家庭電話：0416-*******"),
        ("家长电话：5550137、5550148", "家长电话：*******、*******"),
        ("县政府办公室\n家庭电话：5550137", "县政府办公室\n家庭电话：*******"),  # words of another line are not its own
    ],
)
def test_the_landline_of_a_person_is_covered_but_for_its_area(text: str, published: str) -> None:
    assert mask_text(text).text == published


@pytest.mark.parametrize(
    "label", ["值班电话", "办公电话", "举报电话", "咨询电话", "服务热线", "传真", "监督电话", "报名电话", "单位电话"]
)
def test_the_telephone_of_an_office_stays(label: str) -> None:
    text = f"申请人请注意，{label}：0416-5550137"
    assert mask_text(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "联系人：张三，联系电话：0416-5550137",
        "局长张三，电话：0416-5550137",
        "申请人：锦州宏远商贸有限公司，联系电话：0416-5550137",
        "联系电话：0416-5550137",
        "2018-2019学年度家长电话回访5550次",
    ],
)
def test_a_landline_stays_where_nothing_says_that_it_is_a_persons(text: str) -> None:
    assert mask_text(text).text == text


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("户名：张三，账号：31005550137001234", "户名：张三，账号：3100*************"),
        ("银行卡号31005550137001234", "银行卡号3100*************"),
        (f"款项汇入{CARD}", "款项汇入6217***************"),
        ("存折账号：3100 5550 1370 0123", "存折账号：3100 **** **** ****"),
        ("县财政局\n本人账号：31005550137001234", "县财政局\n本人账号：3100*************"),
    ],
)
def test_an_account_of_a_person_is_covered_but_for_its_bank(text: str, published: str) -> None:
    assert mask_text(text).text == published


@pytest.mark.parametrize(
    "text",
    [
        "缴款账户：31005550137001234",
        f"财政专户账号：{CARD}",
        "户名：锦州市财政局，账号：31005550137001234",
        "协会帐号：31005550137001234",
        f"订单编号：{CARD}",
        "款项汇入6217000012345678908",  # the check digit would be 7
    ],
)
def test_a_public_account_and_other_long_numbers_stay(text: str) -> None:
    assert mask_text(text).text == text


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("家庭住址：辽宁省锦州市凌河区杏花路88号", "家庭住址：辽宁省锦州市凌河区" + "*" * len("杏花路88号")),
        ("住址\n柳树屯三组", "住址\n*****"),
        (
            "张三，男，汉族，住凌河区杏花路88号3单元402室，",
            f"张三，男，汉族，住凌河区{'*' * len('杏花路88号3单元402室')}，",
        ),
        ("现住址\t和平小区8号楼", "现住址\t*******"),
        ("户籍地址为黑山县白马乡上湾村", "户籍地址为黑山县******"),
    ],
)
def test_a_home_is_covered_below_its_county(text: str, published: str) -> None:
    assert mask_text(text).text == published


@pytest.mark.parametrize(
    "text",
    [
        "办公地址：凌河区杏花路88号",
        "地址：凌河区杏花路88号",
        "向户籍所在地乡镇人民政府（街道办事处）提出申请",
        "提供家庭住址、联系电话等信息",
        "居住地址：需提供社区居住证明",
        "家庭住址：锦州市凌河区",
        "被征收人住房改造涉及石桥村等3个村",
    ],
)
def test_the_address_of_an_office_and_words_about_addresses_stay(text: str) -> None:
    assert mask_text(text).text == text


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("身份证号：219901500101123", "身份证号：219901*********"),
        ("居民张三219901500101126", "居民张三219901*********"),
        ("身份证号码：210702197001011234", "身份证号码：210702************"),  # a wrong checksum, and a label
        ("210702197001\n011234", "210702197001\n011234"),
        ("居民身份证 210702********1234", "居民身份证 210702************"),
        ("手机138****8000", "手机138********"),
        ("护照号码：E12345678", "护照号码：E********"),
        ("台胞证 12345678", "台胞证 12345678"),
    ],
)
def test_papers_are_covered_by_their_labels(text: str, published: str) -> None:
    assert mask_text(text).text == published


@pytest.mark.parametrize(
    "text",
    [
        "营业执照注册号：210702500101123",
        "流水219901500101124",
        "条形码6901234567892",
        "统一社会信用代码：91210702MA0XYZ123X",
        "统一社会信用代码：12210700463800355R",
        "GB/T 12345.6-2018",
        "北纬41.13800138000，东经121.13800138000",
    ],
)
def test_numbers_of_firms_goods_standards_and_places_stay(text: str) -> None:
    assert mask_text(text).text == text
