// Receiving, putting away: scans come faster than answers. Each waits its turn with a one-time key of its own, so none is
// lost, none counts twice, and they count in their order; it takes along what the answer before it says is in hand
// (data-carry). And what came of it can be heard without looking up.
const KEPT = "receiving-sound"
const TONES = { done: [[880, 0], [1320, 0.09]], took: [[880, 0]], ask: [[520, 0]], wrong: [[240, 0], [200, 0.16]] }
const waiting = []
let sending = false
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

async function send(form) {
  if (sending) return
  sending = true
  while (waiting.length) {
    const values = { ...carried(), ...waiting[0] }
    await htmx.ajax("POST", form.action, { source: "#heard", target: "#desk", swap: "outerHTML", values })
    waiting.shift()
  }
  sending = false
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
  waiting.push({ q, one_time_key: newKey() })
  send(form)
}, true)

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
