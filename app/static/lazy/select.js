// Boxes in a list: how many are ticked, tick all, and a range with Shift.
let lastBox = null

const boxesOf = (form) => [...form.querySelectorAll("[data-pick]")]

function count(form) {
  const boxes = boxesOf(form)
  const ticked = boxes.filter((box) => box.checked).length
  const all = form.querySelector("[data-all]")
  if (all && ticked < boxes.length) all.checked = false
  form.querySelectorAll("[data-count]").forEach((place) => { place.textContent = all?.checked ? all.dataset.all : ticked })
  form.querySelectorAll("[data-pick-all]").forEach((all) => {
    all.checked = ticked > 0 && ticked === boxes.length
    all.indeterminate = ticked > 0 && ticked < boxes.length
  })
}

function countAll() {
  document.querySelectorAll("form:has([data-bulk])").forEach(count)
}

function tickRange(boxes, from, to) {
  const [a, b] = [boxes.indexOf(from), boxes.indexOf(to)].sort((x, y) => x - y)
  if (a >= 0) boxes.slice(a, b + 1).forEach((box) => { box.checked = to.checked })
}

function tickAll(box) {
  boxesOf(box.form).forEach((one) => { one.checked = box.checked })
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-pick]")
  if (!box?.form) return
  if (event.shiftKey && lastBox?.form === box.form) tickRange(boxesOf(box.form), lastBox, box)
  lastBox = box
  count(box.form)
})

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-pick-all]")) tickAll(target)
  // All that match: those in sight among them.
  if (target.matches("[data-all]") && target.checked) {
    boxesOf(target.form).forEach((box) => { box.checked = true })
  }
  if (target.matches("[data-pick], [data-pick-all], [data-all]") && target.form) count(target.form)
})

// Up and down between the boxes, for people who work a list from the keyboard.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !event.target.matches?.("[data-pick]") || !event.target.form) return
  event.preventDefault()
  const boxes = boxesOf(event.target.form)
  boxes[boxes.indexOf(event.target) + step]?.focus()
})

document.addEventListener("reset", ({ target }) => setTimeout(() => count(target)))
document.addEventListener("htmx:afterSettle", countAll)
// Who was quicker than this script has ticked "all" already.
document.querySelectorAll("[data-pick-all]:checked").forEach(tickAll)
countAll()
