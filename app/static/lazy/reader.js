// A worker: reads the codes in a picture. Its answer from the server lets it, and only it, compile WebAssembly.
import { BarcodeDetector, setZXingModuleOverrides } from "../vendor/barcode-detector-3.2.2/ponyfill.js"

// Left alone it would fetch the reader from somewhere else.
const wasm = new URL("../vendor/zxing-wasm-3.1.3/zxing_reader.wasm", import.meta.url).href
setZXingModuleOverrides({ locateFile: () => wasm })

const formats = new URL(import.meta.url).searchParams.get("formats").split(",")
const detector = new BarcodeDetector({ formats })

onmessage = async ({ data: { pixels, width, height } }) => {
  try {
    const found = await detector.detect(new ImageData(new Uint8ClampedArray(pixels), width, height))
    const codes = found.map(({ rawValue, format, boundingBox: { x, y, width, height } }) => (
      { rawValue, format, boundingBox: { x, y, width, height } }
    ))
    postMessage({ codes })
  } catch (error) {
    postMessage({ failed: String(error) })
  }
}
