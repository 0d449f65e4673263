// The list that people live in: keys, boxes that are applied together, fresh lines, the way back to a place.
const KEYS_APART = 70 // ms; a scanner's letters come faster, one after the other
const LOOK = 30_000 // ms between looks for fresh lines

const list = () => document.querySelector("[data-list]")
const rows = () => [...list().querySelectorAll("tr[id^=line-]")].filter((row) => row.checkVisibility())
const isDialogOpen = () => document.querySelector("dialog:modal") !== null
const isTyped = (element) => element?.matches?.("input:not([type=checkbox]), select, textarea, [contenteditable]")

// The row in hand: the one with the focus, else the one that was last left.
let last = null
const current = () => document.activeElement?.closest?.("tr[id^=line-]") ?? document.getElementById(last)

function take(row) {
  if (!row) return
  last = row.id
  row.querySelector("[data-open]")?.focus({ preventScroll: true })
  row.scrollIntoView({ block: "nearest" })
}

function step(by) {
  const all = rows()
  const at = all.indexOf(current())
  take(at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by])
}

function press(key) {
  const row = current()
  const tap = (element) => element?.click()
  const inRow = (mark) => tap(row?.querySelector(`[data-key="${mark}"]`))
  const verbs = {
    j: () => step(1),
    k: () => step(-1),
    x: () => tap(row?.querySelector("[data-pick]")),
    a: () => tap(list().querySelector("[data-pick-all]")),
    o: () => tap(row?.querySelector("[data-open]")),
    s: () => inRow("s"), v: () => inRow("v"), d: () => inRow("d"), b: () => inRow("b"), p: () => inRow("p"),
    f: () => tap(list().querySelector('[data-key="f"]')),
    "?": () => tap(list().querySelector('[data-key="?"]')),
    "/": () => list().querySelector("[data-find]")?.select(),
    "[": () => tap(list().querySelector(".pager [rel=prev]")),
    "]": () => tap(list().querySelector(".pager [rel=next]")),
    Escape: () => tap(list().querySelector("form:has([data-pick]:checked) [data-bulk] [type=reset]")),
  }
  verbs[key]?.()
}

// A key counts only when it stands alone: what a scanner types is none of ours, whatever letters it has.
let waiting = null
let before = -Infinity
document.addEventListener("keydown", (event) => {
  const alone = event.timeStamp - before > KEYS_APART
  before = event.key.length === 1 ? event.timeStamp : -Infinity
  if (event.repeat && (event.key === "j" || event.key === "k")) return press(event.key)
  clearTimeout(waiting)
  if (!list()?.matches("[data-keys]") || isDialogOpen() || event.isComposing || event.defaultPrevented) return
  if (event.ctrlKey || event.altKey || event.metaKey || isTyped(event.target) || !alone) return
  if (event.target.closest?.("details[open] .menu-body")) return
  if (event.key === "/") event.preventDefault() // some browsers search the page
  if (event.key.length > 1 && event.key !== "Escape") return
  waiting = setTimeout(() => { if (!isDialogOpen() && !isTyped(document.activeElement)) press(event.key) }, KEYS_APART)
})
document.addEventListener("focusin", ({ target }) => { last = target.closest?.("tr[id^=line-]")?.id ?? last })

// Boxes in an open menu go together when it is closed; each by itself would close it under the finger.
document.addEventListener("change", (event) => {
  const menu = event.target.closest?.("[data-several]")
  if (!menu) return
  event.stopPropagation()
  menu.dataset.changed = ""
}, true)
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.("[data-several]") || target.open || !("changed" in target.dataset)) return
  delete target.dataset.changed
  target.closest("form").requestSubmit()
}, true)
// The sheet of filters closes first, so that the focus is where it was opened; a menu is done with too.
document.addEventListener("submit", ({ target, submitter }) => {
  if (!target.matches?.("#narrow")) return
  document.querySelector("#more-filters:modal")?.close()
  const menu = submitter?.closest("[data-several]")
  if (menu) {
    delete menu.dataset.changed
    menu.open = false
  }
}, true)
// Addresses say only what is asked for.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.matches("#narrow")) return
  for (const name of new Set(detail.formData.keys())) {
    const said = detail.formData.getAll(name).filter((value) => value !== "")
    detail.formData.delete(name)
    said.forEach((value) => detail.formData.append(name, value))
  }
})

// Fresh lines are asked for while somebody looks; they are said, and come when they are tapped.
setInterval(() => {
  const fresh = document.getElementById("fresh")
  if (fresh && !document.hidden) htmx.trigger(fresh, "look")
}, LOOK)

// Back from an order: the row stands where it was, and has the focus.
const came = document.getElementById(location.hash.slice(1))
if (came?.matches("tr[id^=line-]")) take(came)
addEventListener("pageshow", ({ persisted }) => { if (persisted) take(document.getElementById(last)) })
addEventListener("pagehide", () => {
  if (last) history.replaceState({ ...history.state, row: last }, "")
})
if (history.state?.row && !location.hash) take(document.getElementById(history.state.row))
list()?.setAttribute("data-ready", "")
