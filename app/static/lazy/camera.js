// The dialog with the live picture. `scan()` answers with the code, or with "" when it was left.
import { codeAimedAt, readCodes } from "./codes.js"
import "./style.js"

const WANTED = { audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } } }
const BESIDES = "The hand scanner works as always, and so do the digits below the bars, typed."
const REFUSALS = {
  NotAllowedError: `The camera is blocked for this page. Allow it in the browser, at the beginning of the address, and try again. ${BESIDES}`,
  NotFoundError: `This device has no camera. ${BESIDES}`,
  NotReadableError: `The camera is busy in another program. Close that and try again. ${BESIDES}`,
}
const UNREADABLE = `This browser shows the picture but cannot read codes. ${BESIDES}`
const BETWEEN = 60 // ms from one look to the next

const INSIDE = `<header><h2 id="camera-title">Scan with the camera</h2></header>
<div class="dialog-body"><div class="sight"><video playsinline muted></video><span></span></div>
<p role="status">Starting the camera…</p>
<form method="dialog" class="actions"><button type="button" class="btn" aria-pressed="false" hidden>Light</button><button class="btn">Cancel</button></form></div>`

function build() {
  const dialog = document.createElement("dialog")
  dialog.className = "dialog camera-view"
  dialog.setAttribute("aria-labelledby", "camera-title")
  dialog.innerHTML = INSIDE
  document.body.append(dialog)
  return dialog
}

const pause = () => new Promise((over) => setTimeout(over, BETWEEN))

// What two looks agree on is no misreading.
async function watch(dialog, video) {
  const find = await readCodes()
  let before = ""
  while (dialog.open) {
    const code = codeAimedAt(await find(video), video)
    if (code && code === before) return code
    before = code || before
    await pause()
  }
  return ""
}

function offerLight(button, track) {
  if (!track.getCapabilities?.().torch) return
  button.hidden = false
  button.onclick = () => {
    const torch = button.getAttribute("aria-pressed") !== "true"
    track.applyConstraints({ advanced: [{ torch }] }).then(() => button.setAttribute("aria-pressed", torch))
  }
}

async function show(dialog, stream) {
  const video = dialog.querySelector("video")
  video.srcObject = stream
  await video.play()
  offerLight(dialog.querySelector("[aria-pressed]"), stream.getVideoTracks()[0])
  dialog.classList.add("live")
  dialog.querySelector("[role=status]").textContent = "Hold the bars inside the frame."
  return watch(dialog, video)
}

async function attempt(dialog) {
  const stream = await navigator.mediaDevices.getUserMedia(WANTED)
  const release = () => stream.getTracks().forEach((track) => track.stop())
  if (!dialog.open) return release() // left while the browser was still asking
  dialog.addEventListener("close", release)
  try {
    return await show(dialog, stream)
  } catch (problem) {
    release()
    throw problem
  }
}

function succeed(dialog, code) {
  dialog.returnValue = code
  navigator.vibrate?.(60)
  dialog.close()
}

function fail(dialog, problem) {
  dialog.classList.remove("live")
  dialog.querySelector("[role=status]").textContent = REFUSALS[problem.name] ?? UNREADABLE
}

export function scan() {
  const dialog = build()
  const leave = () => document.hidden && dialog.close()
  document.addEventListener("visibilitychange", leave)
  dialog.showModal()
  attempt(dialog).then((code) => code && succeed(dialog, code), (problem) => fail(dialog, problem))
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    document.removeEventListener("visibilitychange", leave)
    dialog.remove()
    resolve(dialog.returnValue)
  }))
}
