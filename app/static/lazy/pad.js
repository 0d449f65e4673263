// The number pad. It sets the field as a person would: with the events that follow typing and leaving.
import "./style.js"

const INSIDE = `<form method="dialog"><h2 id="pad-title"></h2>
<input class="input" inputmode="none" autocomplete="off" aria-labelledby="pad-title" aria-describedby="pad-said">
<p id="pad-said" role="alert"></p>
<div class="keys">${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `<button type="button" class="btn" value="${n}">${n}</button>`).join("")}
<button type="button" class="btn" data-clear>Clear</button><button type="button" class="btn" value="0">0</button>
<button type="button" class="btn" data-back aria-label="Delete the last digit">⌫</button></div>
<div class="keys two"><button type="button" class="btn" data-cancel>Cancel</button><button class="btn main" value="ok">OK</button></div></form>`

const labelOf = (field) => field.ariaLabel || field.labels?.[0]?.textContent.trim() || "Number"

function build(field) {
  const dialog = document.createElement("dialog")
  dialog.className = "dialog pad"
  dialog.setAttribute("aria-labelledby", "pad-title")
  dialog.innerHTML = INSIDE
  dialog.querySelector("h2").textContent = labelOf(field)
  const shown = dialog.querySelector("input")
  shown.value = field.value
  if (field.max) shown.maxLength = field.max.length
  document.body.append(dialog)
  return [dialog, shown]
}

// The first digit replaces what was there, as in a field that is selected.
function press(shown, key) {
  const { selectionStart: from, selectionEnd: to, maxLength, value } = shown
  if (maxLength >= 0 && value.length - (to - from) >= maxLength) return
  shown.setRangeText(key, from, to, "end")
}

function problem(field, text) {
  if (!text) return field.required || field.closest(".step") ? "A number is needed." : ""
  if (field.min && Number(text) < Number(field.min)) return `At least ${field.min}.`
  return field.max && Number(text) > Number(field.max) ? `At most ${field.max}.` : ""
}

function put(field, text) {
  if (field.value === text) return
  field.value = text
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }))
}

function onKey(event, shown) {
  if (event.target === shown) return
  if (/^[0-9]$/.test(event.key)) press(shown, event.key)
  else if (event.key === "Backspace") shown.value = shown.value.slice(0, -1)
}

function onButton(button, dialog, shown) {
  if (button.dataset.cancel !== undefined) dialog.close()
  else if (button.dataset.clear !== undefined) shown.value = ""
  else if (button.dataset.back !== undefined) shown.value = shown.value.slice(0, -1)
  else if (button.type === "button") press(shown, button.value)
}

export function ask(field) {
  const [dialog, shown] = build(field)
  const said = dialog.querySelector("#pad-said")
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) event.preventDefault() // the cursor stays in the number
  })
  dialog.addEventListener("click", ({ target }) => {
    const button = target.closest("button")
    if (button) onButton(button, dialog, shown)
  })
  dialog.addEventListener("keydown", (event) => onKey(event, shown))
  shown.addEventListener("input", () => { shown.value = shown.value.replace(/\D/g, "") })
  dialog.querySelector("form").addEventListener("submit", (event) => {
    said.textContent = problem(field, shown.value)
    if (said.textContent) event.preventDefault()
  })
  dialog.addEventListener("close", () => {
    dialog.remove()
    if (dialog.returnValue === "ok") put(field.isConnected ? field : document.getElementById(field.id), shown.value)
  })
  dialog.showModal()
  shown.focus()
  shown.select()
}
