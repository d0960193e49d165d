import { useEffect, useRef } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'

/** ISO/IEC 18004: four light modules all around. */
const quietZone = 4

/** A QR code that is drawn here: what it says, a key for one, goes to no server. Dark on light by day and by night. */
export const QrCode = ({ text, label }: { text: string; label: string }): Node => {
  const svg = useRef<SVGSVGElement>(null)
  useEffect(() => {
    let isOver = false
    import('./qr-code.ts').then(({ squaresOf }) => {
      if (isOver || !svg.current) return
      const { path, size } = squaresOf(text)
      const across = size + 2 * quietZone
      svg.current.setAttribute('viewBox', `${-quietZone} ${-quietZone} ${across} ${across}`)
      svg.current.querySelector('path')!.setAttribute('d', path)
    })
    return () => {
      isOver = true
    }
  }, [text])
  return html`<svg ref=${svg} class="qr" role="img" aria-label=${label} viewBox="0 0 41 41" shape-rendering="crispEdges">
    <path d="" />
  </svg>`
}
