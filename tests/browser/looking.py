"""What a page must be for everybody: axe finds nothing, nothing scrolls sideways, taps find their
target, and no amount is on it for people who see none."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AMOUNT = re.compile(r"\d+[.,]\d\d(?!\d)")
FINGER = 44

_RUN = (
    "async (more) => (await axe.run(document, {resultTypes: ['violations'], ...more})).violations"
)
# What alone the other light could change.
COLOURS = ("color-contrast", "link-in-text-block")
_WIDER = """() => {
  const dialog = document.querySelector("dialog:modal")
  if (dialog && dialog.scrollWidth > dialog.clientWidth) return [`dialog “${dialog.innerText}”`]
  const room = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= room) return []
  const isHeld = (e) => e !== document.body
    && (getComputedStyle(e).overflowX !== "visible" || isHeld(e.parentElement))
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > room + 1)
    .filter((e) => !isHeld(e.parentElement))
    .map((e) => `${e.tagName}.${e.className}`).slice(0, 5)
}"""
_SMALL = """(finger) => {
  const inText = (e) => e.tagName === "A" && e.closest("p, dd, small, figcaption, .say")
  const under = (x, y) => document.elementFromPoint(x, y)?.closest("a, button, summary")
  const isHit = (e) => {
    e.scrollIntoView({block: "center", inline: "nearest"})
    const box = e.getBoundingClientRect()
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const reach = (step) => {
      let far = 0
      while (Math.abs(far) < finger && under(x, y + far + step) === e) far += step
      return Math.abs(far)
    }
    return under(x, y) === e && reach(-1) + reach(1) + 1 >= finger
  }
  const dialog = document.querySelector("dialog:modal")
  const page = "main a[href], main button, main summary, .rail a"
  const inside = dialog?.querySelectorAll("a[href], button, summary")
  return [...(inside ?? document.querySelectorAll(page))]
    .filter((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .filter((e) => !inText(e) && e.getBoundingClientRect().width > 0 && !isHit(e))
    .map((e) => [e, e.getBoundingClientRect()])
    .map(([e, box]) => `${e.tagName}.${e.className} “${e.innerText.trim() || e.ariaLabel}” `
      + `${Math.round(box.width)}×${Math.round(box.height)}`)
}"""

# What Tab should come to: of radio buttons with one name only the chosen one, or the first; a date
# has parts, and a button for its calendar.
_TABBABLE = """() => {
  window.reached = new Set()
  addEventListener("focusin", (e) => window.reached.add(e.target), true)
  document.activeElement?.blur()
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((e) => !e.disabled && e.tabIndex >= 0 && e.type !== "hidden" && e.checkVisibility())
  const rows = Map.groupBy(all.filter((e) => e.type === "radio"), (e) => `${e.form?.id} ${e.name}`)
  const spare = [...rows.values()]
    .flatMap((row) => row.filter((e) => e !== (row.find((one) => one.checked) ?? row[0])))
  window.wanted = all.filter((e) => !spare.includes(e))
  const clocks = "[type=date], [type=time], [type=month], [type=datetime-local]"
  const parts = all.filter((e) => e.matches(clocks)).length * 7
  return window.wanted.length + parts
}"""
_MISSED = """() => window.wanted.filter((e) => !window.reached.has(e))
  .map((e) => `${e.tagName} “${(e.innerText || e.ariaLabel || e.name).trim()}”`)"""
_DEAD = """() => {
  document.querySelectorAll("[data-pick]").forEach((box) => { box.checked = true })
  const isShown = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true})
  const dead = [...document.querySelectorAll("button[type=button]")].filter(isShown)
    .map((e) => `button “${e.innerText || e.ariaLabel}”`)
  const sends = (form) => [...form.elements, ...form.querySelectorAll("input[type=image]")]
    .some((e) => (e.type === "submit" || e.type === "image") && isShown(e))
  const mute = [...document.forms].filter((e) => isShown(e) && e.method !== "dialog" && !sends(e))
    .filter((form) => [...form.elements].some((e) => e.type !== "hidden" && isShown(e)))
    .map((e) => `no button sends ${e.action}`)
  return [...dead, ...mute]
}"""


@cache
def _axe() -> str:
    return AXE.read_text()


def barriers(page: Page, only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on the page as it stands; of some of its rules, if they are named."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    more = {"runOnly": list(only)} if only else {}
    return [
        f"{found['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for found in page.evaluate(_RUN, more)
        for node in found["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    found: list[str] = page.evaluate(_WIDER)
    return found


def hard_to_tap(page: Page) -> list[str]:
    """Buttons and links of the page that are lower than a fingertip."""
    found: list[str] = page.evaluate(_SMALL, FINGER)
    return found


def beyond_keys(page: Page) -> list[str]:
    """What one who presses Tab never comes to, also the second time around."""
    stops = int(page.evaluate(_TABBABLE)) + 5
    missed: list[str] = []
    for _ in range(2):
        for _ in range(stops):
            page.keyboard.press("Tab")
        missed = page.evaluate(_MISSED)
        if not missed:
            break
    return missed


def dead_without_scripts(page: Page) -> list[str]:
    """On a page without scripts: buttons that do nothing, forms that nothing sends."""
    found: list[str] = page.evaluate(_DEAD)
    return found


def amounts(page: Page) -> list[str]:
    """Everything in the page, shown or hidden, that looks like an amount of money."""
    texts = page.evaluate(
        "() => [document.body.textContent, ...[...document.querySelectorAll('input, textarea')]"
        ".map((e) => e.value)].join(' | ')"
    )
    return AMOUNT.findall(texts)
