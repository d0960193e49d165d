import { useEffect, useRef, useState } from 'preact/hooks'
import { type Content, html, type Node } from '../../pages/html.ts'
import type { FleetWords } from './words.ts'

const sizes = ['low', 'half', 'full'] as const
type Size = (typeof sizes)[number]
/** Of the room there is; as `.fleet-stage .sheet` has it. */
const shares: Readonly<Record<Size, number>> = { low: 0.16, half: 0.55, full: 0.94 }
/** A finger that moved less has pressed. Pixels. */
const leastPull = 6

interface PullSheetProps {
  readonly w: Pick<FleetWords, 'sheetMore' | 'sheetLess'>
  /** What it shows; another one begins at its top. */
  readonly place: string
  readonly children: Content
}

/** What lies over the map on a phone: pulled up and down by its handle, or pressed; on a desk it stands beside. */
export const PullSheet = ({ w, place, children }: PullSheetProps): Node => {
  const [size, setSize] = useState<Size>('half')
  const sheet = useRef<HTMLDivElement>(null)
  const pull = useRef<{ y: number; height: number; hasMoved: boolean } | null>(null)
  useEffect(() => {
    sheet.current?.querySelector('.sheet-body')?.scrollTo(0, 0)
    if (place && size === 'low') setSize('half')
  }, [place])

  const room = () => sheet.current?.parentElement?.clientHeight ?? 1
  const begin = (event: PointerEvent) => {
    ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    pull.current = { y: event.clientY, height: sheet.current?.clientHeight ?? 0, hasMoved: false }
  }
  const move = ({ clientY }: PointerEvent) => {
    if (!pull.current) return
    const by = pull.current.y - clientY
    pull.current.hasMoved ||= Math.abs(by) > leastPull
    if (pull.current.hasMoved) sheet.current?.style.setProperty('height', `${pull.current.height + by}px`)
  }
  const end = () => {
    const pulled = pull.current
    pull.current = null
    if (!pulled?.hasMoved) return
    const share = (sheet.current?.clientHeight ?? 0) / room()
    sheet.current?.style.removeProperty('height')
    setSize(sizes.toSorted((a, b) => Math.abs(shares[a] - share) - Math.abs(shares[b] - share))[0]!)
    moved.current = true
  }
  const moved = useRef(false)
  const press = () => {
    if (moved.current) moved.current = false
    else setSize(size === 'full' ? 'half' : size === 'half' ? 'full' : 'half')
  }
  return html`<div class=${`sheet sheet-${size}`} ref=${sheet}>
    <button
      type="button"
      class="sheet-handle"
      aria-expanded=${String(size === 'full')}
      aria-label=${size === 'full' ? w.sheetLess : w.sheetMore}
      onPointerDown=${begin}
      onPointerMove=${move}
      onPointerUp=${end}
      onPointerCancel=${end}
      onClick=${press}
    ></button>
    <div class="sheet-body">${children}</div>
  </div>`
}
