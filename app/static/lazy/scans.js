// Receiving, putting away: scans come faster than answers. Each waits its turn with a one-time key of its own, so none is
// lost, none counts twice, and they count in their order; it takes along what the answer before it says is in hand
// (data-carry). And what came of it can be heard without looking up. A scan that got no answer stays first in line and
// is sent again: its key makes that safe.
const KEPT = "receiving-sound"
const TONES = { done: [[880, 0], [1320, 0.09]], took: [[880, 0]], ask: [[520, 0]], wrong: [[240, 0], [200, 0.16]] }
const PATIENCE = '{"timeout":20000}'
const PAUSE = 3000
const MOST_TRIES = 3 // of a scan that the server breaks on: what stands behind it must not wait for ever
const waiting = []
let sending = false
let status = 0
let again
let audio

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18))
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_")
}

const switchOf = () => document.querySelector("[data-sound]")

function remembered() {
  try { return localStorage.getItem(KEPT) !== "off" } catch { return true }
}

function sound(name) {
  if (!TONES[name] || !switchOf()?.checked) return
  try {
    audio ??= new AudioContext()
    for (const [pitch, after] of TONES[name]) {
      const tone = audio.createOscillator()
      const loud = audio.createGain()
      tone.frequency.value = pitch
      loud.gain.value = 0.08
      tone.connect(loud).connect(audio.destination)
      tone.start(audio.currentTime + after)
      tone.stop(audio.currentTime + after + 0.08)
    }
  } catch { audio = undefined }
}

function carried() {
  const found = {}
  for (const { name, value } of document.querySelectorAll("[data-carry]")) (found[name] ??= []).push(value)
  return found
}

// Whether the server has said something about the first scan in line; what it breaks on is given up in the end.
async function answered(form) {
  const scan = waiting[0]
  status = 0
  try {
    await htmx.ajax("POST", form.action, { source: "#heard", target: "#desk", swap: "outerHTML", values: { ...carried(), ...scan.sent } })
  } catch { /* no answer: the status stays 0 */ }
  if (status === 500) scan.tries += 1
  return (status && status < 500 && status !== 429) || scan.tries === MOST_TRIES
}

async function send(form, aloud) {
  if (sending) return
  clearTimeout(again)
  sending = true
  let through = true
  try {
    while (waiting.length && (through = await answered(form))) {
      const { sent, tries } = waiting.shift()
      say(tries === MOST_TRIES ? `“${sent.q}” was not taken: it goes wrong here. Nothing of it was saved.` : "")
      if (status >= 400 && status !== 409 && status !== 422) sound("wrong")
    }
  } finally {
    sending = false
  }
  if (through) return
  say(`No answer. ${waiting.length} ${waiting.length === 1 ? "scan waits and is" : "scans wait and are"} sent again soon. Keep this page open.`)
  if (aloud) sound("wrong")
  again = setTimeout(send, PAUSE, form)
}

// What stands there until the scans are through; it is read out too.
function say(words) {
  const told = document.querySelector("#unsent")
  if (!words) return told?.remove()
  const box = told ?? document.createElement("div")
  Object.assign(box, { id: "unsent", className: "say danger" })
  box.setAttribute("role", "alert")
  if (box.textContent !== words) box.textContent = words
  if (!told) document.querySelector("#desk").before(box)
}

// On the window, so that it comes before what keeps other forms from being sent twice.
window.addEventListener("submit", (event) => {
  const form = event.target
  if (!form.matches?.("[data-scans]")) return
  event.preventDefault()
  event.stopImmediatePropagation()
  const field = form.querySelector("[data-scan-target]")
  const q = field.value.trim()
  field.value = ""
  htmx.trigger(field, "htmx:abort") // what was searched for while it was typed is not asked any more
  if (!q) return
  waiting.push({ sent: { q, one_time_key: newKey() }, tries: 0 })
  send(form, true)
}, true)

const mine = ({ detail }) => detail.elt?.id === "heard"
document.querySelector("#heard")?.setAttribute("hx-request", PATIENCE)
document.addEventListener("htmx:afterRequest", (event) => { if (mine(event)) status = event.detail.xhr.status })
// Said above, once, and not at every try.
for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  window.addEventListener(kind, (event) => {
    const { xhr } = event.detail
    if (mine(event) && (!xhr.status || xhr.status >= 500 || xhr.status === 429)) event.stopImmediatePropagation()
  }, true)
}
window.addEventListener("beforeunload", (event) => { if (document.querySelector("#unsent") && waiting.length) event.preventDefault() })

// A search that begins after its word was taken away would wipe out what the scan has lit up.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail
  if (elt.matches?.("[data-scans] [data-scan-target]") && !elt.value.trim()) event.preventDefault()
})

document.addEventListener("htmx:afterSettle", () => {
  const desk = document.querySelector("#desk")
  if (!desk || desk.dataset.sounded) return
  desk.dataset.sounded = "yes"
  sound(desk.dataset.heard)
})

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("[data-sound]")) return
  try { localStorage.setItem(KEPT, target.checked ? "on" : "off") } catch { /* a private window */ }
})
if (switchOf()) switchOf().checked = remembered()
