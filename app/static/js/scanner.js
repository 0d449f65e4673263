// A hand scanner types like a very fast person and ends with Enter. Wherever the cursor is, what it read goes to the
// page's scan field, what it typed elsewhere is taken back, and the form that happened to have the cursor is not sent.
// Codes with letters in them (a vendor's SKU) stay where they were typed: digits at their end are no code of their own.
import { toast } from "./toast.js"

const FASTEST_PERSON = 60 // ms between keys; scanners stay well below
const SHORTEST_CODE = 6

const nothing = { digits: "", mixed: false, at: 0, field: null, value: "" }
let reading = nothing

const isTyped = (element) => element?.matches?.("input, select, textarea") && element.type !== "password"
const isFast = (event) => event.timeStamp - reading.at <= FASTEST_PERSON
const staysHere = (field) => field?.form?.matches("[hx-post]")

// Behind an open dialog only a field whose form stays on the page: leading away would lose what was typed in it. For
// the same reason a form that `data-scan-waits` takes the code into its own field, or lets nothing happen.
function scanField() {
  const dialog = [...document.querySelectorAll("dialog:modal")].at(-1)
  const seen = (scope, mark) => [...scope.querySelectorAll(mark)].find((one) => one.checkVisibility())
  const own = seen(dialog ?? document, "[data-scan-target]")
  if (own) return own
  const behind = seen(document, "[data-scan-target]")
  if (dialog) return staysHere(behind) ? behind : null
  const waiting = seen(document, "[data-scan-waits]")
  return document.querySelector(waiting ? "[data-scan-waits] [data-scan-here]" : "#scan")
}

function tell(field, name) {
  field.dispatchEvent(new Event(name, { bubbles: true }))
}

// Lists and dates took each digit for a change and said so; they say it again.
function takeBack({ field, value }) {
  if (!field || field.value === value) return
  field.value = value
  tell(field, "input")
  if (field.matches("select, [type=date], [type=time]")) tell(field, "change")
}

export function deliver(field, digits) {
  field.value = digits
  tell(field, "scan")
  if (field.matches("[data-scan-here]")) tell(field, "change")
  else field.form?.requestSubmit()
}

function read(event) {
  if (reading.mixed && isFast(event)) {
    reading.at = event.timeStamp
    return
  }
  if (!reading.digits || !isFast(event)) {
    const field = isTyped(event.target) ? event.target : null
    reading = { ...nothing, field, value: field?.value ?? "" }
  }
  reading = { ...reading, digits: reading.digits + event.key, at: event.timeStamp }
}

function finish(event) {
  const done = reading
  const scanned = done.digits.length >= SHORTEST_CODE && isFast(event) && event.target.type !== "password"
  reading = nothing
  if (!scanned) return
  const field = scanField()
  if (event.target.matches("[data-scan-here]")) {
    event.preventDefault() // the code belongs here; only the Enter must not send the form
    tell(event.target, "change")
  } else if (field || document.querySelector("dialog:modal, [data-scan-waits]")) {
    event.preventDefault()
    event.stopImmediatePropagation()
    if (done.field !== field) takeBack(done)
    if (!field) return toast("A code was scanned. Finish or close this first, then scan again.", "warn")
    field.focus()
    deliver(field, done.digits)
    if (field.matches("[data-scan-waits] [data-scan-here]")) toast("The code was taken for what you are describing.", "info")
  }
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key === "Enter") finish(event)
  else if (/^[0-9]$/.test(event.key)) read(event)
  else if (event.key.length === 1) reading = { ...nothing, mixed: true, at: event.timeStamp }
  else if (event.key !== "Shift") reading = nothing
}, true)
