// What every page does by itself. Nothing here is needed for a page to work; it makes it quicker and kinder.
import "./forms.js"
import "./dialogs.js"
import "./hits.js"
import "./scanner.js"
import "./select.js"
import "./stepper.js"
import { failed } from "./toast.js"

const token = document.querySelector("meta[name=csrf-token]")?.content

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token
})
document.addEventListener("htmx:responseError", ({ detail }) => failed(detail.xhr.status, detail.xhr.responseText))
document.addEventListener("htmx:sendError", () => failed(0))
document.addEventListener("htmx:timeout", () => failed(0))

// The rail is a bar on small screens, and longer than they are wide.
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" })
