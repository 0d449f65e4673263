// A button that copies what another element says. Browsers lend the clipboard only to pages over https: elsewhere the
// text is marked and copied the old way.
async function put(from) {
  if (navigator.clipboard) return navigator.clipboard.writeText(from.textContent.trim())
  getSelection().selectAllChildren(from)
  if (!document.execCommand("copy")) throw new Error("the browser does not copy")
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copies]")
  const from = button && document.getElementById(button.dataset.copies)
  if (!from) return
  const words = button.querySelector("span")
  try {
    await put(from)
    words.textContent = "Copied"
  } catch {
    getSelection().selectAllChildren(from)
    words.textContent = "Marked: copy it now"
  }
})
