"""What is wrong with a page or a fragment, as sentences; and the forms that stand on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib

FIELDS = ("input", "select", "textarea")
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})
# What html5lib, older than these elements, does not know; and what the tree itself shows better.
KNOWN_BETTER = frozenset({"expected-doctype-but-got-start-tag", "expected-doctype-but-got-chars"})


@dataclass(frozen=True)
class Form:
    """A form, or a button that sends by itself: where to, and what it would send untouched."""

    method: str
    action: str
    data: dict[str, str]


class Page:
    """HTML as a browser would read it."""

    def __init__(self, text: str, *, fragment: bool = False) -> None:
        self.fragment = fragment
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = (
            parser.parseFragment(text, container="template") if fragment else parser.parse(text)
        )
        self.errors = [f"{code} {detail}" for _, code, detail in parser.errors]
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str) -> list[Element]:
        """Elements of these tags in their order."""
        return [e for e in self.root.iter() if isinstance(e.tag, str) and e.tag in tags]

    def with_id(self, value: str) -> Element | None:
        """The element with this id."""
        return next((e for e in self.root.iter() if e.get("id") == value), None)

    def above(self, element: Element, tag: str) -> Element | None:
        """The nearest element of `tag` around this one."""
        while element in self.parents:
            element = self.parents[element]
            if element.tag == tag:
                return element
        return None


def words(element: Element | None) -> str:
    """The text of an element, with single spaces."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def problems(page: Page) -> list[str]:
    """Everything that breaks a law of pages, the same for pages and fragments."""
    return [*page.errors, *_ids(page), *_labels(page), *_forms(page), *_inline(page), *_links(page)]


def _ids(page: Page) -> Iterator[str]:
    ids = Counter(e.get("id") for e in page.root.iter() if e.get("id") is not None)
    for name, times in ids.items():
        if times > 1:
            yield f"id twice: {name}"
        if not name or name.split() != [name]:
            yield f"not an id: {name!r}"
    for element in page.all("label"):
        if element.get("for") and element.get("for") not in ids:
            yield f"a label for nothing: {element.get('for')}"


def _labels(page: Page) -> Iterator[str]:
    labelled = {e.get("for") for e in page.all("label") if words(e)}
    for element in page.all(*FIELDS):
        named = element.get("aria-label") or element.get("id") in labelled
        around = page.above(element, "label")
        pointed = page.with_id((element.get("aria-labelledby") or "").split(" ")[0])
        needs = element.get("type") not in NEEDS_NO_LABEL
        if needs and not (named or words(around) or words(pointed)):
            yield f"no label: {element.tag} {element.get('name')} {element.get('id')}"
    for element in page.all("button", "a"):
        image = any(e.get("aria-label") or e.tag == "title" for e in element.iter() if e.tag)
        if not (words(element) or element.get("aria-label") or image):
            yield f"nothing to read out: {element.tag} {element.attrib}"


def _forms(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        method = (form.get("method") or "").lower()
        if method == "dialog":
            continue
        if not form.get("action") or method not in {"get", "post"}:
            yield f"form without action or method: {form.attrib}"
        names = [e.get("name") for e in form.iter("input")]
        if (method == "post") != ("csrf_token" in names):
            yield f"token: {method} {form.get('action')}"
        if page.above(form, "form") is not None:
            yield f"a form in a form: {form.attrib}"


def _inline(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        for name, value in element.attrib.items():
            if name == "style" or re.match(r"on|hx-on", str(name)):
                yield f"inline: {name}={value}"
            if str(value).lower().lstrip().startswith("javascript:"):
                yield f"inline: {value}"
        if element.tag == "style" or (element.tag == "script" and words(element)):
            yield f"inline: {element.tag}"
        if element.tag == "img" and element.get("alt") is None:
            yield f"img without alt: {element.get('src')}"


def _links(page: Page) -> Iterator[str]:
    for element in page.all("a"):
        if not element.get("href"):
            yield f"a link to nowhere: {words(element)}"


def addresses(page: Page) -> set[str]:
    """Everything of this site that the page leads to by GET."""
    found = {e.get("href") for e in page.all("a", "link")}
    found |= {e.get("src") for e in page.all("img", "script")}
    found |= {e.get("hx-get") for e in page.root.iter()}
    found |= {e.get("action") for e in page.all("form") if e.get("method") == "get"}
    return {url.partition("#")[0] for url in found if url and url.startswith("/")}


def forms(page: Page) -> list[Form]:
    """The forms of the page, and what posts by itself through htmx."""
    found = []
    for form in page.all("form"):
        data = dict(_values(page, form))
        found.append(Form(form.get("method") or "", form.get("action") or "", data))
        for button in page.all("button"):
            if page.above(button, "form") is form and button.get("formaction"):
                found.append(Form("post", button.get("formaction") or "", data))
    for element in page.root.iter():
        url = element.get("hx-post")
        if url and element.tag != "form":
            around = page.above(element, "form")
            inside = _values(page, element if around is None else around)
            found.append(Form("post", url, dict(inside)))
    return found


def _values(page: Page, form: Element) -> Iterator[tuple[str, str]]:
    name = form.get("id")
    outside = [e for e in page.all(*FIELDS) if name and e.get("form") == name]
    for element in [*form.iter(), *outside]:
        if element.tag in (*FIELDS, "button") and element.get("name"):
            yield str(element.get("name")), _value(element)


def _value(element: Element) -> str:
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[-1:]
        return chosen[0].get("value", words(chosen[0])) if chosen else ""
    return (words(element) if element.tag == "textarea" else element.get("value")) or ""
