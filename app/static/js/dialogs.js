// Dialogs and menus. Without this file a dialog is a part of the page, and its link leads to a page of its own.
// Typing begins in the field that does not fit, or in the first one. Where there are only buttons none of them is
// ready to be pressed: Enter twice must not decide anything.
const BEGINNING = ".dialog-body :is(input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea)"

function show(dialog) {
  if (dialog.matches(":modal")) return
  dialog.removeAttribute("open")
  dialog.showModal()
  const fields = [...dialog.querySelectorAll(BEGINNING)].filter((field) => field.checkVisibility())
  const start = dialog.querySelector("[aria-invalid=true]") ?? fields.find((field) => "begin" in field.dataset) ?? fields[0]
  start?.focus()
}

// Once each: what was closed since must not come back with the next thing that is swapped in.
function showWaiting(root) {
  root.querySelectorAll?.("dialog[data-modal]").forEach((dialog) => {
    delete dialog.dataset.modal
    show(dialog)
  })
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]")
  const dialog = opener && document.getElementById(opener.dataset.opens)
  if (dialog && !event.ctrlKey && !event.metaKey) {
    event.preventDefault()
    show(dialog)
  } else if (event.target.matches("dialog:modal") && !event.target.querySelector("form[method=post]")) {
    event.target.close() // a tap beside it; never where something may have been typed
  }
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false
  })
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  const menu = event.target.closest?.("details[data-menu][open]")
  if (menu) {
    menu.open = false
    menu.querySelector("summary").focus()
  }
})

// At once: what somebody types between the swap and the settling would land in another field when the focus moves.
// And again: a dialog that takes the place of its like gets its marks only when htmx settles.
for (const name of ["htmx:afterSwap", "htmx:afterSettle"]) document.addEventListener(name, () => showWaiting(document))

// A form in a fetched dialog went through, and the answer is not a dialog again: done with it.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const dialog = detail.elt.closest?.("dialog:modal")
  if (!dialog || !detail.successful || detail.requestConfig.verb === "get") return
  if (!detail.xhr.responseText.includes("<dialog")) dialog.close()
})

showWaiting(document)
