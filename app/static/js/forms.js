// A thing that was sent is not sent twice, and the first field that does not fit gets the focus.
const SENDS = "[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete]"
const DOWNLOAD = 6000 // ms; an answer that is a file leaves the page where it is
const busy = (element) => element?.getAttribute("aria-busy") === "true"

function stop(event) {
  event.preventDefault()
  event.stopImmediatePropagation()
}

document.addEventListener("submit", (event) => {
  const form = event.target
  if (form.method === "dialog" || event.submitter?.formMethod === "dialog") return
  if (busy(form)) return stop(event)
  if (form.matches(SENDS) || form.method !== "post" || form.target || event.submitter?.formTarget) return
  form.setAttribute("aria-busy", "true")
  setTimeout(() => form.removeAttribute("aria-busy"), DOWNLOAD)
}, true)

document.addEventListener("click", (event) => {
  const sender = event.target.closest?.(SENDS)
  if (sender && !sender.matches("form, input, select, textarea") && busy(sender)) stop(event)
}, true)

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.requestConfig.verb !== "get") detail.elt.setAttribute("aria-busy", "true")
})
document.addEventListener("htmx:afterRequest", ({ detail }) => detail.elt.removeAttribute("aria-busy"))

// Back from another page: the browser may show this one as it was left, in the middle of sending.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) document.querySelectorAll("[aria-busy]").forEach((it) => it.removeAttribute("aria-busy"))
})

const firstWrong = (root) => root.querySelector?.("[aria-invalid=true]")

document.addEventListener("htmx:afterSettle", ({ detail, target }) => {
  if (detail.xhr?.status === 422) (firstWrong(target) ?? firstWrong(document))?.focus()
})
firstWrong(document)?.focus()

// Filters without a target for htmx.
document.addEventListener("change", ({ target }) => {
  target.form?.matches("[data-go-on-change]") && target.form.requestSubmit()
})

// A page that is made for paper.
document.addEventListener("click", ({ target }) => target.closest?.("[data-print]") && print())
