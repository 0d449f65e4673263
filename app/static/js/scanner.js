// A hand scanner types like a very fast person and ends with Enter. Wherever the cursor is, what it read goes to the
// page's scan field, what it typed elsewhere is taken back, and the form that happened to have the cursor is not sent.
// Codes with letters in them (a vendor's SKU) stay where they were typed: digits at their end are no code of their own.
const FASTEST_PERSON = 60 // ms between keys; scanners stay well below
const SHORTEST_CODE = 6

const nothing = { digits: "", mixed: false, at: 0, field: null, value: "" }
let reading = nothing

const isText = (element) => element?.matches?.("input, textarea") && element.type !== "password"
const isFast = (event) => event.timeStamp - reading.at <= FASTEST_PERSON

function scanField() {
  const scope = document.querySelector("dialog:modal") ?? document
  const own = [...scope.querySelectorAll("[data-scan-target]")].find((field) => field.checkVisibility())
  return own ?? (scope === document ? document.querySelector("#scan") : null)
}

function tell(field, name) {
  field.dispatchEvent(new Event(name, { bubbles: true }))
}

function takeBack({ field, value }) {
  if (!field) return
  field.value = value
  tell(field, "input")
}

function deliver(field, digits) {
  field.value = digits
  field.focus()
  tell(field, "scan")
  field.form?.requestSubmit()
}

function read(event) {
  if (reading.mixed && isFast(event)) {
    reading.at = event.timeStamp
    return
  }
  if (!reading.digits || !isFast(event)) {
    const field = isText(event.target) ? event.target : null
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
  } else if (field) {
    event.preventDefault()
    event.stopImmediatePropagation()
    if (done.field !== field) takeBack(done)
    deliver(field, done.digits)
  }
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key === "Enter") finish(event)
  else if (/^[0-9]$/.test(event.key)) read(event)
  else if (event.key.length === 1) reading = { ...nothing, mixed: true, at: event.timeStamp }
  else if (event.key !== "Shift") reading = nothing
}, true)
