"""Counting what an errand costs: taps, and page loads."""

from __future__ import annotations

from playwright.sync_api import Page

# Counts what people do besides typing: taps, and keys that act. A scanner's Enter is no tap.
COUNT = """
  const more = (name) => { sessionStorage[name] = Number(sessionStorage[name] ?? 0) + 1 }
  more("loads")
  addEventListener("pointerdown", () => more("taps"), true)
  addEventListener("keydown", ({isTrusted, key}) => {
    if (isTrusted && ["Enter", "Tab", "ArrowDown"].includes(key)) more("taps")
  }, true)
"""


def counted(page: Page) -> tuple[int, int]:
    """(taps, page loads) so far."""
    taps, loads = page.evaluate("[sessionStorage.taps, sessionStorage.loads].map(Number)")
    return int(taps), int(loads)
