import {
  GlobalWorkerOptions,
  getDocument,
  type PDFPageProxy,
  RenderingCancelledException,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import jpeg2000Url from 'pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url'

GlobalWorkerOptions.workerSrc = workerUrl

/** By their names, with the addresses that the build gave to them. */
const urlsOf = (files: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(files).map(([path, url]) => [path.slice(path.lastIndexOf('/') + 1), url]))
const fonts = urlsOf(
  import.meta.glob<string>('../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
    query: '?url',
    import: 'default',
    eager: true,
    exhaustive: true,
  }),
)
const characterMaps = urlsOf(
  import.meta.glob<string>('../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
    query: '?url',
    import: 'default',
    eager: true,
    exhaustive: true,
  }),
)

const fetched = async (url: string | undefined): Promise<Uint8Array> => {
  if (!url) throw new Error('pdf.js has no such file')
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}

/** What PDFs may leave out: the fonts that every reader has, and how some East Asian texts are coded. */
class StandardFonts {
  fetch = ({ filename }: { filename: string }) => fetched(fonts.get(filename))
}
class CharacterMaps {
  fetch = async ({ name }: { name: string }) => ({
    cMapData: await fetched(characterMaps.get(`${name}.bcmap`)),
    isCompressed: true,
  })
}

/** Pixels of a canvas; phones refuse larger ones. */
const mostPixels = 16_000_000
/** Bytes. Each range is a request that passes the link's door. */
const rangeBytes = 1_048_576

export interface PdfDocument {
  readonly count: number
  /** Draws a page so wide, in pixels of the screen. Answers `false` where another drawing came before it was done. */
  draw(number: number, canvas: HTMLCanvasElement, width: number): Promise<boolean>
  /** Paragraph by paragraph, as far as the PDF tells them apart. */
  text(number: number): Promise<string[]>
  close(): void
}

/** Opens a PDF. Throws what pdf.js throws: `PasswordException`, `InvalidPDFException`, `ResponseException`. */
export const openPdf = async (url: string): Promise<PdfDocument> => {
  const task = getDocument({
    url: new URL(url, location.href).href,
    isEvalSupported: false, // the policy of the page refuses both
    useWasm: false,
    // Names that the build gave carry a hash; what pdf.js puts behind the address is not asked for.
    wasmUrl: `${new URL(jpeg2000Url, location.href).href}#/`,
    useWorkerFetch: false,
    StandardFontDataFactory: StandardFonts,
    CMapReaderFactory: CharacterMaps,
    standardFontDataUrl: '/',
    cMapUrl: '/',
    rangeChunkSize: rangeBytes,
    enableXfa: false,
  })
  const pdf = await task.promise
  let drawing: ReturnType<PDFPageProxy['render']> | undefined
  let asked = 0

  return {
    count: pdf.numPages,
    async draw(number, canvas, width) {
      const turn = ++asked
      drawing?.cancel()
      const page = await pdf.getPage(number)
      if (turn !== asked) return false
      const whole = page.getViewport({ scale: 1 })
      const scale = Math.min(width / whole.width, Math.sqrt(mostPixels / (whole.width * whole.height)))
      const viewport = page.getViewport({ scale })
      const sheet = document.createElement('canvas') // the old page stays until the new one is done
      sheet.width = Math.max(1, Math.round(viewport.width))
      sheet.height = Math.max(1, Math.round(viewport.height))
      const own = page.render({ canvas: sheet, viewport })
      drawing = own
      try {
        await own.promise
      } catch (error) {
        if (error instanceof RenderingCancelledException) return false
        throw error
      }
      canvas.width = sheet.width
      canvas.height = sheet.height
      canvas.getContext('2d')!.drawImage(sheet, 0, 0)
      return true
    },
    async text(number) {
      const { items } = await (await pdf.getPage(number)).getTextContent()
      const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
      return text
        .split(/\n\s*/)
        .map((line) => line.trim())
        .filter(Boolean)
    },
    close: () => void task.destroy(),
  }
}
