// What is swapped in takes the focus along: who works with the keyboard stands where they stood, on the same control
// if it is there again, else at the beginning of what is left around it.
const CONTROLS = "a[href], button:not(:disabled), input:not([type=hidden], :disabled), select, textarea, summary"
const NAMED_BY = ["href", "name", "value", "formaction", "aria-label"]

let before = null
let byKeys = false

document.addEventListener("keydown", () => { byKeys = true }, true)
document.addEventListener("pointerdown", () => { byKeys = false }, true)

const likeness = (element) => [element.tagName, ...NAMED_BY.map((name) => element.getAttribute(name))].join("\n")
// What was closed or hidden keeps the focus until the next frame is drawn.
const isLost = () => document.activeElement === document.body || !document.activeElement?.checkVisibility()
const isDialogOpen = () => document.querySelector("dialog:modal") !== null

function remember(element) {
  if (!byKeys || !element || element === document.body) return null
  const ids = []
  for (let at = element.closest("[id]"); at; at = at.parentElement?.closest("[id]")) ids.push(at.id)
  return { element, ids, like: likeness(element) }
}

function restore() {
  if (!before || before.element.isConnected || !isLost()) return
  for (const id of before.ids) {
    const again = document.getElementById(id)
    if (again?.matches(CONTROLS) && again.checkVisibility()) return again.focus()
    const around = [...(again?.querySelectorAll(CONTROLS) ?? [])]
    const seen = around.filter((control) => control.checkVisibility())
    const next = seen.find((control) => likeness(control) === before.like) ?? seen[0]
    if (next) return next.focus()
  }
}

// While a dialog is open, the place to come back to is where it was opened.
document.addEventListener("htmx:beforeSwap", () => {
  if (!isDialogOpen()) before = remember(document.activeElement)
})
document.addEventListener("htmx:afterSettle", () => {
  if (!isDialogOpen()) restore()
})
document.addEventListener("close", () => restore(), true)
