"""What every page must hold, whatever is on it: readable for all, and no wider than the screen."""

import json
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# To preload, axe parses style sheets in a <style> of its own: the content policy refuses that.
# And it counts no label that is a picture with a text, as that of the admin's search field.
OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,
    "rules": {"label-title-only": {"enabled": False}},
}
NARROW = (360, 320)
RAW = re.compile(r"&#?\w+;|\{\{ (?!fact .key)|\{%|</?[a-z]+>")
TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > root.clientWidth + 0.5,
  );
  return [root, ...wide].slice(0, 6).map((e) => e.cloneNode(false).outerHTML.slice(0, 120));
}"""
SETTLED = "() => Promise.all(document.getAnimations().map((change) => change.finished))"
OPEN_ALL = "document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })"


class Inspection:
    """Looks at pages one after the other, and lists what is wrong with any of them."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._axe = Axe()

    def look(self, page: Page, name: str = "", *, unfold: bool = True) -> None:
        name = name or page.url.partition("/")[2]
        page.wait_for_load_state()
        if unfold:
            page.evaluate(OPEN_ALL)
        for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            self._ask_axe(page, f"{name} {scheme} {size['width']}")
        page.evaluate(OPEN_ALL)
        raw = RAW.findall(page.evaluate("document.body.innerText"))
        self.faults += [f"{name}: markup as text: {raw}"] if raw else []
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 700})
            wide = page.evaluate(TOO_WIDE)
            self.faults += [f"{name}: wider than {width} px: {wide}"] if wide else []
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")

    def _ask_axe(self, page: Page, name: str) -> None:
        found = self._axe.run(page, options=OPTIONS).response
        self.faults += [
            f"{name}: {rule['id']}: {node['html'][:160]} {_why(node)}"
            for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"][:3]
        ]


def _why(node: dict) -> str:
    reasons = [reason["message"] for reason in node["any"] + node["all"] + node["none"]]
    return json.dumps(reasons)[:300]
