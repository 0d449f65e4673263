// Arrow keys between a search field and what it found. Enter takes the first hit, if the list answers what is typed.
const hitsOf = (list) => [...(list?.querySelectorAll(".hit") ?? [])]
const listOf = (field) => document.getElementById(field.dataset.hits)

function fromField(event, field) {
  const list = listOf(field)
  const [first] = hitsOf(list)
  if (event.key === "ArrowDown" && first) {
    event.preventDefault()
    first.focus()
  } else if (event.key === "Enter" && first && list.dataset.query === field.value.trim()) {
    event.preventDefault()
    first.click()
  } else if (event.key === "Escape" && field.value) {
    event.preventDefault()
    field.value = ""
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

function fromHit(event, hit) {
  const list = hit.closest(".hits")
  const all = hitsOf(list)
  const field = document.querySelector(`[data-hits="${list.id}"]`)
  const steps = { ArrowDown: 1, ArrowUp: -1 }
  if (event.key in steps) {
    event.preventDefault()
    const next = all[all.indexOf(hit) + steps[event.key]]
    if (next) next.focus()
    else if (event.key === "ArrowUp") field?.focus()
  } else if (event.key === "Escape") {
    field?.focus()
  }
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return
  const field = event.target.closest?.("[data-hits]")
  if (field) return fromField(event, field)
  const hit = event.target.closest?.(".hits .hit")
  if (hit) fromHit(event, hit)
})
