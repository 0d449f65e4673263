// The camera and the number pad come when they are first tapped: no page waits for what most never use.
import { deliver } from "./scanner.js"
import { toast } from "./toast.js"

// Browsers lend the camera to pages that came over https or from this very machine, and to no others.
if (isSecureContext && navigator.mediaDevices?.getUserMedia) document.documentElement.classList.add("has-camera")

async function scan(id) {
  const { scan } = await import("../lazy/camera.js")
  const code = await scan()
  // By its name: what was found meanwhile may have put another field in its place.
  if (code) deliver(document.getElementById(id), code)
}

// A touch on a number brings our pad, not a keyboard over half of the page. Mouse and keys: a field like any other.
document.addEventListener("pointerdown", ({ target, pointerType }) => {
  if (target.matches?.("[data-pad]")) target.inputMode = pointerType === "touch" ? "none" : "numeric"
})

// So are the ways of a list that people live in.
if (document.querySelector("[data-list]")) import("../lazy/list.js")

document.addEventListener("click", ({ target }) => {
  const id = target.closest("[data-camera]")?.dataset.camera
  if (id) scan(id).catch(() => toast("The camera is not to be had right now.", "danger"))
  if (target.matches("[data-pad]") && target.inputMode === "none") {
    import("../lazy/pad.js").then(({ ask }) => ask(target), () => { target.inputMode = "numeric" })
  }
})

// Boxes in a list come with the page, or with a piece of it.
const select = () => { if (document.querySelector("[data-pick]")) import("../lazy/select.js") }
document.addEventListener("htmx:afterSettle", select)
select()
