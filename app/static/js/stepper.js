// Minus and plus beside a number: big enough for a thumb; the number itself stays a plain field.
function refresh(step) {
  const field = step.querySelector("input")
  const [fewer, more] = step.querySelectorAll("[data-step]")
  fewer.disabled = field.min !== "" && Number(field.value) <= Number(field.min)
  more.disabled = field.max !== "" && Number(field.value) >= Number(field.max)
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step]")
  if (!button) return
  const field = button.parentElement.querySelector("input")
  if (button.dataset.step > 0) field.stepUp()
  else field.stepDown()
  refresh(button.parentElement)
  field.dispatchEvent(new Event("input", { bubbles: true }))
  field.dispatchEvent(new Event("change", { bubbles: true }))
})

document.addEventListener("input", ({ target }) => {
  const step = target.closest(".step")
  if (step) refresh(step)
})
