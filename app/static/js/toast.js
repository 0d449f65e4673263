// Short messages in the corner: the region is in the page from the start, so what comes is read out.
const WORDS = {
  0: "No connection. What you typed is still here; try again in a moment.",
  403: "This is not open to you.",
  404: "That is not there any more.",
  413: "That file is too large.",
  429: "Too many tries. Wait a minute.",
}
const AWAY_AFTER = 10_000

export function toast(words, kind = "done") {
  const region = document.querySelector("#flash")
  if (!region) return
  const box = document.createElement("div")
  box.className = `toast ${kind}`
  box.dataset.toast = kind
  const text = document.createElement("p")
  text.textContent = words
  const close = document.createElement("button")
  Object.assign(close, { type: "button", className: "btn plain", textContent: "✕" })
  close.dataset.dismiss = ""
  close.setAttribute("aria-label", "Dismiss")
  box.append(text, close)
  region.append(box)
}

export function failed(status, body = "") {
  const said = new DOMParser().parseFromString(body, "text/html").querySelector("[data-message]")?.dataset.message
  toast(said || WORDS[status] || "That went wrong here. Nothing was half saved. Try again in a moment.", "danger")
}

// Good news goes by itself, unless someone is looking at it; trouble stays until it is dismissed.
function leave(box) {
  if (box.dataset.leaving || !["done", "info"].includes(box.dataset.toast)) return
  box.dataset.leaving = "1"
  // What can be taken back stays until it has been read, and a while longer.
  const away = box.querySelector("form") ? 3 * AWAY_AFTER : AWAY_AFTER
  const go = () => (box.matches(":hover, :focus-within") ? setTimeout(go, 2000) : box.remove())
  setTimeout(go, away)
}

const region = document.querySelector("#flash")
if (region) {
  const all = () => region.querySelectorAll("[data-toast]").forEach(leave)
  new MutationObserver(all).observe(region, { childList: true })
  all()
}

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove()
})
