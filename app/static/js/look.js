// Who else is on this page, and is it still the newest: asked quietly now and then, only while the page is in sight.
// What can't be heard is not said: no message when the network is away.
const EVERY = 20_000

async function ask(place) {
  const answer = await fetch(place.dataset.look, { headers: { "HX-Request": "true" } })
  if (answer.ok && answer.status === 200 && place.isConnected) place.outerHTML = await answer.text()
}

function look() {
  if (document.visibilityState !== "visible") return
  document.querySelectorAll("[data-look]").forEach((place) => ask(place).catch(() => {}))
}

setInterval(look, EVERY)
document.addEventListener("visibilitychange", look)
// A page that is there at once, or comes in place of another, asks for itself first.
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.querySelector?.("[data-look]")) look()
})
