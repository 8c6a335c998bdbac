"""Texts in which personal numbers are planted among others that must stay, written apart from the rules of masking.

Tables stand in them as the readers write tables: rows on lines, cells parted by tabs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from benchmarks import masking_values as values
from benchmarks.masking_values import WORDS, Value

_BREAKS = 12  # in one of so many cells of a list a value is broken over two lines


@dataclass(frozen=True, slots=True)
class Planted:
    """Where a value stands that must be covered, from its first character that may not stay."""

    kind: str
    start: int
    hidden: int
    end: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Where something stands that must not be touched."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Text:
    """A text as it is written, and what in it is to be covered and to be kept."""

    random: Random
    text: str = ""
    planted: list[Planted] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)

    def write(self, words: str) -> None:
        """Words of which nothing is measured, but that nothing in them may be covered."""
        self.text += words

    def plant(self, value: Value, broken: bool = False) -> None:
        """A value to be covered; ``broken``: with a line break in its middle."""
        start, words, legible = len(self.text), value.text, value.legible
        if broken and len(words) > 9:
            place = self.random.randrange(max(5, legible + 1), len(words) - 2)
            words = words[:place] + "\n" + words[place:]
        self.text += words
        self.planted.append(Planted(value.kind, start, start + legible, len(self.text)))

    def keep(self, kind: str, words: str) -> None:
        """Words that must stay."""
        self.kept.append(Kept(kind, len(self.text), len(self.text) + len(words)))
        self.text += words


_PERSONAL: dict[str, Callable[[Random], Value]] = {
    "identity_card": values.identity_card,
    "mobile": values.mobile,
    "landline": values.landline,
    "bank": values.bank,
    "address": values.address,
}


def _pick(text: Text, *path: str) -> str:
    found = WORDS
    for key in path:
        found = found[key]
    return str(text.random.choice(found))  # type: ignore[arg-type]


def persons_table(text: Text) -> None:
    """A list of persons with a head, cells parted by tabs, some values broken over lines."""
    kinds = text.random.sample([*_PERSONAL, "harmless", "harmless"], text.random.randint(2, 5))
    old = text.random.randrange(4) == 0
    heads = ["序号", _pick(text, "heads", "name")]
    heads += [_pick(text, "harmless_heads") if kind == "harmless" else _pick(text, "heads", kind) for kind in kinds]
    text.write(f"{_pick(text, 'titles')}\n" + "\t".join(heads) + "\n")
    for number in range(text.random.randint(2, 12)):
        text.write(f"{number + 1}\t{values.name(text.random)}")
        for kind in kinds:
            text.write("\t")
            _list_cell(text, kind, old)
        text.write("\n")
    text.write("公示期为5个工作日。\n")
    _office_line(text)


def _list_cell(text: Text, kind: str, old: bool) -> None:
    if kind == "harmless":
        text.keep("figure in a list", str(text.random.choice(["男", "女", "1200", "3,600.00", "46", "A类", ""])))
    elif kind == "identity_card" and old:
        text.plant(values.old_identity_card(text.random))
    else:
        text.plant(_PERSONAL[kind](text.random), text.random.randrange(_BREAKS) == 0)


def spanned_table(text: Text) -> None:
    """A list in which a household's place stands once for several persons, under a head of one row or of two."""
    kinds = text.random.sample([*_PERSONAL], 3)
    heads = [_pick(text, "heads", kind).replace("\n", "") for kind in kinds]
    text.write(f"{_pick(text, 'titles')}\n")
    if text.random.randrange(2):
        text.write("\t".join(["村组", _pick(text, "heads", "name"), *heads]) + "\n")
    else:
        text.write(f"村组\t姓名\t基本信息\t{heads[2]}\n{heads[0]}\t{heads[1]}\n")
    for row in range(text.random.randint(3, 8)):
        text.write(f"{_pick(text, 'villages')}\t" if row % 3 == 0 else "")
        text.write(values.name(text.random))
        for kind in kinds:
            text.write("\t")
            _list_cell(text, kind, False)
        text.write("\n")
    _office_line(text)


def spaced_table(text: Text) -> None:
    """The same without tabs, as prose of a file shows it."""
    kinds = [kind for kind in ("identity_card", "landline", "bank") if text.random.randrange(2)] or ["landline"]
    heads = ["序号", "姓名", *(_pick(text, "heads", kind).replace("\n", "") for kind in kinds)]
    text.write(f"{_pick(text, 'titles')}\n" + " ".join(heads) + "\n")
    for number in range(text.random.randint(2, 9)):
        text.write(f"{number + 1} {values.name(text.random)}")
        for kind in kinds:
            value = _PERSONAL[kind](text.random)
            while " " in value.text or (kind == "landline" and not value.legible):
                value = _PERSONAL[kind](text.random)
            text.write(" ")
            text.plant(value)
        text.write("\n")
    text.write("以上名单如有异议请书面反映。\n")


def form(text: Text) -> None:
    """An application form: label and value side by side, or one after the other."""
    mark, end = text.random.choice([("\t", "\t"), ("：", "\n"), ("\n", "\n"), ("： ", "　"), (":", "  ")])
    text.write(f"申请表{end if end == chr(10) else chr(10)}姓名{mark}{values.name(text.random)}{end}性别{mark}男{end}")
    for kind in text.random.sample(("landline", "bank", "address", "identity_card", "passport"), 3):
        text.write(_pick(text, "labels", kind) + mark)
        text.plant(values.passport(text.random) if kind == "passport" else _PERSONAL[kind](text.random))
        text.write(end)
    text.write(f"\n申请日期{mark}")
    text.keep("date", f"20{text.random.randint(10, 24)}-0{text.random.randint(1, 9)}-12")
    text.write("\n")


def decision(text: Text) -> None:
    """A penalty or a court's notice about a person."""
    born = f"{text.random.randint(1950, 2000)}年3月8日出生"
    text.write(f"当事人：{values.name(text.random)}，{_either(text, '男', '女')}，汉族，{born}，")
    text.write(_either(text, "身份证号", "公民身份号码", "身份证号码：", "身份证："))
    text.plant(values.identity_card(text.random) if text.random.randrange(3) else values.old_identity_card(text.random))
    text.write(_either(text, "，住", "，现住", "，住址：", "，户籍地址：", "，户籍所在地："))
    home = values.address(text.random)
    while not any(character.isdigit() for character in home.text):
        home = values.address(text.random)
    text.plant(home)
    text.write(_either(text, "，电话：", "，联系电话", "，联系方式："))
    text.plant(values.landline(text.random) if text.random.randrange(2) else values.mobile(text.random))
    text.write("。经查，当事人于2018年3月1日实施违法行为，罚款")
    text.keep("amount", f"{text.random.randrange(10**6, 10**11)}元")
    text.write("，缴至指定银行。\n")
    _office_line(text)


def payment(text: Text) -> None:
    """A card or an account in running text, of a person and of an office."""
    text.write(
        _either(
            text,
            f"户名：{values.name(text.random)}，账号：",
            f"收款人{values.name(text.random)}，银行卡号",
            "本人银行账号：",
        )
    )
    text.plant(values.bank(text.random))
    text.write(f"。请将款项汇至{_pick(text, 'offices')}，{_pick(text, 'labels', 'public_account')}：")
    text.keep("public account", f"{text.random.randrange(10**15, 10**19)}")
    text.write(f"，开户行：工商银行{_either(text, '城东支行', '解放路支行')}。\n")


def story(text: Text) -> None:
    """Running text with mobile numbers, and dates and amounts beside them."""
    text.write(f"居民{values.name(text.random)}（电话")
    text.plant(values.mobile(text.random))
    text.write("）反映，")
    text.keep("date", "2018年11月23日")
    text.write("收到补贴")
    text.keep("amount", f"{text.random.randrange(10**4, 10**8)}.{text.random.randrange(100):02}元")
    text.write(f"。{values.name(text.random)}，身份证")
    text.plant(values.identity_card(text.random))
    text.write("，已登记。\n")


def _office_line(text: Text) -> None:
    text.write(f"{_pick(text, 'offices')}{_pick(text, 'labels', 'office_phone')}：")
    text.keep("office telephone", values.landline(text.random).text)
    text.write("\n")


def directory(text: Text) -> None:
    """Officials and their desks."""
    text.write("姓名\t职务\t分工\t办公电话\t办公地址\n")
    for _ in range(text.random.randint(2, 6)):
        text.write(f"{values.name(text.random)}\t{_either(text, '局长', '副局长', '科长')}\t主持日常工作\t")
        text.keep("office telephone", values.landline(text.random).text)
        text.write("\t")
        text.keep("office address", _office_address(text))
        text.write("\n")


def firms(text: Text) -> None:
    """A list of firms."""
    text.write("序号\t企业名称\t统一社会信用代码\t法定代表人\t注册地址\t联系电话\n")
    for number in range(text.random.randint(2, 6)):
        text.write(f"{number + 1}\t{_pick(text, 'firms')}\t")
        text.keep("credit code", values.credit_code(text.random))
        text.write(f"\t{values.name(text.random)}\t")
        text.keep("office address", _office_address(text))
        text.write("\t")
        text.keep("office telephone", values.landline(text.random).text)
        text.write("\n")


def tender(text: Text) -> None:
    """A call for tenders: contacts at work, deposits, numbers of the project."""
    text.write(f"采购单位：{_pick(text, 'offices')}，地址：")
    text.keep("office address", _office_address(text))
    text.write(f"，联系人：{values.name(text.random)}，联系电话：")
    text.keep("office telephone", values.landline(text.random).text)
    text.write(f"。\n{_pick(text, 'labels', 'numbers')}：")
    text.keep("project number", f"{text.random.choice(WORDS['regions'])}{text.random.randrange(10**9, 10**12)}")
    text.write("，预算金额")
    text.keep("amount", f"{text.random.randrange(10**6, 10**12)}元")
    text.write(f"，保证金缴至{_pick(text, 'firms')}，账号：")
    text.keep("public account", f"{text.random.randrange(10**15, 10**19)}")
    text.write("。\n")


def _digits(text: Text, count: int) -> str:
    return str(text.random.randrange(10 ** (count - 1), 10**count))


def numbers(text: Text) -> None:
    """Numbers of every other kind."""
    for kind, make in _OTHERS.items():
        if text.random.randrange(3):
            text.write(_either(text, "见", "（", "，", "其中", "\n"))
            text.keep(kind, make(text))
            text.write(_either(text, "等", "）", "，", "。\n", "\t"))
    text.write("\n")


_OTHERS: dict[str, Callable[[Text], str]] = {
    "document number": lambda t: f"松政发〔{t.random.randint(2001, 2024)}〕{t.random.randint(1, 200)}号",
    "index number": lambda t: f"索引号：{t.random.choice(WORDS['regions'])}{_digits(t, 6)}/2018-{_digits(t, 5)}",
    "credit code": lambda t: f"统一社会信用代码：{values.credit_code(t.random)}",
    "region code": lambda t: f"{t.random.choice(WORDS['regions'])}{t.random.randrange(1, 999):06}",
    "bar code": lambda t: f"条形码69{_digits(t, 11)}",
    "standard": lambda t: f"GB/T {_digits(t, 5)}.{t.random.randint(1, 9)}-20{t.random.randint(10, 24)}",
    "timestamp": lambda t: f"2018-0{t.random.randint(1, 9)}-12 10:{t.random.randint(10, 59)}:07",
    "compact timestamp": lambda t: f"2018{t.random.randint(1, 12):02}{t.random.randint(1, 28):02}10{_digits(t, 4)}",
    "URL": lambda t: f"http://www.example.org/art/2018/3/12/art_{_digits(t, 5)}_{_digits(t, 6)}.html",
    "coordinates": lambda t: f"北纬41.{_digits(t, 11)}，东经121.{_digits(t, 12)}",
    "invoice": lambda t: f"发票号码：{_digits(t, 8)}，发票代码：{_digits(t, 12)}",
    "order": lambda t: f"{_pick(t, 'labels', 'numbers')}：62{_digits(t, 17)}",
    "share": lambda t: f"占{t.random.random():.13f}",
    "amount": lambda t: f"合计{_digits(t, 11)}元",
    "registration": lambda t: f"营业执照注册号：{t.random.choice(WORDS['regions'])}{_digits(t, 9)}",
    "office telephone": lambda t: f"{_pick(t, 'labels', 'office_phone')}{values.landline(t.random).text}",
    "years": lambda t: "2018-2019学年度",
    "office address": lambda t: f"办公地址：{_office_address(t)}",
    "hotline": lambda t: _either(t, "热线12345", "服务热线400-810-1234", "拨打96123"),
    "instruction": lambda t: "填写姓名、身份证号、家庭住址、联系电话、银行账号等信息，向户籍所在地乡镇人民政府提出",
    "statement": lambda t: "被征收人住房改造涉及石桥村、大王庄村等3个村，居住在社区的困难家庭12户",
}  # fmt: skip


def _office_address(text: Text) -> str:
    return f"{_pick(text, 'counties')}{_pick(text, 'streets')}{text.random.randint(1, 300)}号"


def _either(text: Text, *choices: str) -> str:
    return text.random.choice(choices)


_WRITERS = (persons_table, persons_table, spanned_table, spaced_table, form, decision, payment, story)
_OTHER_WRITERS = (directory, firms, tender, numbers, numbers)


def texts(random: Random, count: int) -> Iterator[Text]:
    """``count`` texts, each of one to four parts, drawn from ``random``."""
    for _ in range(count):
        text = Text(random)
        for _ in range(random.randint(1, 3)):
            random.choice(_WRITERS)(text)
            random.choice(_OTHER_WRITERS)(text)
        yield text
