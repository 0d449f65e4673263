// Codes in a picture: by the browser where it knows the trade's codes, else by our own reader in a worker.
const FORMATS = ["upc_a", "ean_13", "ean_8", "upc_e", "code_128", "itf"]
const NEEDED = ["upc_a", "ean_13"]

async function byBrowser() {
  const known = await window.BarcodeDetector?.getSupportedFormats() ?? []
  if (!NEEDED.every((format) => known.includes(format))) return null
  const detector = new BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) })
  return (video) => detector.detect(video)
}

function byWorker() {
  const address = new URL("./reader.js", import.meta.url)
  address.searchParams.set("formats", FORMATS)
  const worker = new Worker(address, { type: "module" })
  const canvas = document.createElement("canvas")
  const paper = canvas.getContext("2d", { willReadFrequently: true })
  return (video) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.failed ? reject(new Error(data.failed)) : resolve(data.codes))
    worker.onerror = () => {
      reader = null // the next scan begins anew: this one would never answer
      reject(new Error("the reader does not start"))
    }
    const { videoWidth: width, videoHeight: height } = video
    Object.assign(canvas, { width, height })
    paper.drawImage(video, 0, 0)
    const { data } = paper.getImageData(0, 0, width, height)
    worker.postMessage({ pixels: data.buffer, width, height }, [data.buffer])
  })
}

let reader = null
// One for as long as the page lives: the second scan begins at once.
export const readCodes = async () => (reader ??= (await byBrowser()) ?? byWorker())

// UPC-A and UPC-E are reported as EAN-13 with a 0 in front; registers, our tags and hand scanners leave it out.
const asScanned = ({ rawValue }) => (/^0\d{12}$/.test(rawValue) ? rawValue.slice(1) : rawValue.trim())

// ITF has no start that cannot be in the middle of it: a part of one is a code as well. The trade's has 14 digits.
const isWhole = ({ rawValue, format }) => format !== "itf" || rawValue.length === 14

// Of several (a sheet of tags) the one that was aimed at.
export function codeAimedAt(found, { videoWidth, videoHeight }) {
  const away = ({ boundingBox: { x, y, width, height } }) =>
    Math.hypot(x + width / 2 - videoWidth / 2, y + height / 2 - videoHeight / 2)
  const [nearest] = found.filter(isWhole).sort((a, b) => away(a) - away(b))
  return nearest ? asScanned(nearest) : ""
}
