"""What stands round every page of a site: head, navigation, breadcrumb, footer."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from crawler.demo.meta import SiteNames
from crawler.demo.model import Page
from crawler.demo.skin import Skin
from crawler.demo.truth import Column, SiteTruth

#: What browsers of the time took a Chinese page of this encoding to be declared as.
_DECLARED = {"utf-8": "utf-8", "gbk": "gb2312"}


@dataclass(frozen=True, slots=True)
class Frame:
    """Makes whole pages of one site from their content."""

    skin: Skin
    names: SiteNames
    plan: SiteTruth

    @property
    def home(self) -> str:
        """The path of the home page."""
        return self.skin.paths["home"]

    def column(self, key: str) -> Column:
        """The column or hub of that key; StopIteration without one."""
        return next(column for column in self.plan.pages if column.key == key)

    def page(self, path: str, title: str, content: str, tags: str, column: Column | None = None) -> Page:
        """A page in its column's encoding; a page in GBK says so in its head only."""
        encoding = column.encoding if column else "utf-8"
        html = self.skin.fill(
            "frame",
            charset=_DECLARED[encoding],
            meta=tags,
            title=escape(title),
            site=escape(self.names.title),
            code=self.names.code,
            navigation=self._navigation(path),
            content=content,
        )
        content_type = "text/html" if encoding == "gbk" else self.skin.content_type
        return Page(html.encode(encoding), content_type)

    def anchor(self, template: str, path: str, title: str, target: str) -> str:
        """A link of the skin's form ``template`` from ``path`` to ``target``."""
        return self.skin.fill(template, url=escape(self.skin.link(path, target)), title=escape(title))

    def breadcrumb(self, path: str, column: Column, of_article: bool = False) -> str:
        """Home, hub, column; some skins add a word for the article, none its title."""
        trail = [("首页", self.home)]
        if column.under:
            hub = self.column(column.under)
            trail.append((hub.title, self.skin.column_path(hub)))
        trail.append((column.title, self.skin.column_path(column)))
        crumbs = [f'<a href="{self.skin.link(path, target)}">{escape(title)}</a>' for title, target in trail]
        form = self.skin.breadcrumb
        if of_article and form["last"]:
            crumbs.append(form["last"])
        return self.skin.fill("crumb", crumbs=form["lead"] + form["separator"].join(crumbs))

    def _navigation(self, path: str) -> str:
        shown = [column for column in self.plan.pages if not column.under]
        targets = [("首页", self.home), *((one.title, self.skin.column_path(one)) for one in shown)]
        return "\n".join(self.anchor("navigation", path, title, target) for title, target in targets)
