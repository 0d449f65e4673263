// What every page does by itself. Nothing here is needed for a page to work; it makes it quicker and kinder.
import "./forms.js"
import "./copy.js"
import "./dialogs.js"
import "./focus.js"
import "./hits.js"
import "./late.js"
import "./look.js"
import "./scanner.js"
import "./stepper.js"
import { failed } from "./toast.js"

const token = document.querySelector("meta[name=csrf-token]")?.content

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token
})
// A plain refusal is said in a toast; what stands on the page stays. Our own 409 and 422 pieces are swapped in.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status < 400 || !detail.serverResponse.includes('class="refusal"')) return
  if (detail.shouldSwap) failed(detail.xhr.status, detail.serverResponse)
  detail.shouldSwap = false
})
document.addEventListener("htmx:responseError", ({ detail }) => failed(detail.xhr.status, detail.xhr.responseText))
document.addEventListener("htmx:sendError", () => failed(0))
document.addEventListener("htmx:timeout", () => failed(0))

document.addEventListener("keydown", (event) => {
  if (event.key !== "k" || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  document.querySelector("#scan")?.select()
})

// The rail is a bar on small screens, and longer than they are wide.
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" })
