// The look of what comes late, in place before anything is shown.
const sheet = document.createElement("link")
sheet.rel = "stylesheet"
sheet.href = new URL("./style.css", import.meta.url)
await new Promise((ready) => {
  sheet.onload = sheet.onerror = ready
  document.head.append(sheet)
})
