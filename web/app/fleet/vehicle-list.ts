import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { uiWords } from '../ui/words.ts'
import type { FleetDesk } from './fleet-desk.ts'
import { type CarState, countStates, listed, type Order, orders, states } from './listing.ts'
import type { Car } from './model.ts'
import { VehicleRow } from './vehicle-row.ts'
import { useWindowed } from './windowed.ts'
import { fleetWords } from './words.ts'

/** As `.fleet-row` has it, in rem. */
const rowHeight = 4.5
/** What moves by itself is put into order again so often; rows that jump each second nobody can press. */
const settleMs = 5_000

export interface Narrowed {
  readonly text: string
  readonly state: CarState | 'all'
  readonly order: Order
  readonly onlyInView: boolean
}
export const wide: Narrowed = { text: '', state: 'all', order: 'name', onlyInView: false }

interface VehicleListProps {
  readonly desk: FleetDesk
  readonly lang: Language
  readonly narrowed: Narrowed
  readonly onNarrow: (narrowed: Narrowed) => void
  readonly onShare: (car: Car) => void
}

/** The fleet as a list: searched, narrowed, in order; of ten thousand rows those that are seen are there. */
export const VehicleList = ({ desk, lang, narrowed, onNarrow, onShare }: VehicleListProps): Node => {
  const w = { ...uiWords[lang], ...fleetWords[lang] }
  const now = desk.now()
  const turn = Math.floor(now / settleMs)
  const { text, state, order, onlyInView } = narrowed
  const all = desk.model.all()
  const counts = useMemo(() => countStates(all, now), [desk.model.version(), Math.floor(now / 1000)])
  const shown = useMemo(
    () => listed(all, { text, state, order, isInView: onlyInView ? desk.isInView : null }, now),
    [desk.model.version(), text, state, order, onlyInView, turn],
  )
  const change = (part: Partial<Narrowed>) => onNarrow({ ...narrowed, ...part })
  const said = fill(w.shownOf, { shown: shown.length, count: desk.model.count() })

  return html`<div class="fleet-tools">
      <input
        type="search"
        name="search"
        class="fleet-search"
        aria-label=${w.searchLabel}
        placeholder=${w.searchHint}
        value=${text}
        onInput=${(event: Event) => change({ text: (event.currentTarget as HTMLInputElement).value })}
      />
      <div class="fleet-states" role="group" aria-label=${w.stateLabel}>
        ${(['all', ...states] as const).map(
          (one) =>
            html`<button key=${one} type="button" class="chip" aria-pressed=${String(state === one)} onClick=${() => change({ state: one })}>
              ${one === 'all' ? w.all : w[one]} <span class="chip-count">${one === 'all' ? all.length : counts[one]}</span>
            </button>`,
        )}
      </div>
      <div class="fleet-order">
        <label class="quiet">${w.sortBy}
          <select name="order" value=${order} onChange=${(event: Event) => change({ order: (event.currentTarget as HTMLSelectElement).value as Order })}>
            ${orders.map((one) => html`<option key=${one} value=${one}>${w[`by_${one}`]}</option>`)}
          </select>
        </label>
        ${
          desk.state().mapState === 'ready' &&
          html`<label class="check"><input type="checkbox" name="in-view" checked=${onlyInView} onChange=${() => change({ onlyInView: !onlyInView })} />${w.onlyInView}</label>`
        }
      </div>
      <p class=${shown.length < all.length ? 'hint' : 'visually-hidden'} role="status">${said}</p>
    </div>
    ${
      shown.length === 0
        ? html`<div class="fleet-none">
            <p>${w.noneFound}</p>
            <button type="button" class="button" onClick=${() => onNarrow({ ...wide, order })}>${w.showAllAgain}</button>
          </div>`
        : html`<${Rows} ...${{ cars: shown, lang, now, onShare }} />`
    }`
}

interface RowsProps extends Pick<VehicleListProps, 'lang' | 'onShare'> {
  readonly cars: readonly Car[]
  readonly now: number
}

const Rows = ({ cars, lang, now, onShare }: RowsProps): Node => {
  const list = useRef<HTMLUListElement>(null)
  const height = rowHeight * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const [stop, setStop] = useState(0)
  const scroller = () => list.current?.closest<HTMLElement>('.sheet-body') ?? null
  const { from, to } = useWindowed(scroller, () => list.current, cars.length, height)
  const rowAt = (place: number) => list.current?.querySelector<HTMLElement>(`[data-place="${place}"]`) ?? null
  const goal = useRef<number | null>(null)
  const tabStop = stop >= from && stop < to ? stop : Math.min(from + 6, Math.max(0, cars.length - 1))

  useEffect(() => {
    list.current?.style.setProperty('height', `${cars.length * height}px`)
    list.current?.style.setProperty('--before', `${from * height}px`)
  })
  useEffect(() => {
    if (goal.current === null) return
    const link = rowAt(goal.current)
    if (!link) return
    goal.current = null
    focus(link)
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const here = Number((event.target as HTMLElement).closest<HTMLElement>('[data-place]')?.dataset.place)
    const step = steps[event.key]
    if (step === undefined || Number.isNaN(here)) return
    event.preventDefault()
    const next = Math.min(cars.length - 1, Math.max(0, here + step))
    const frame = scroller()
    const link = rowAt(next)
    if (link) focus(link)
    else if (frame) {
      // A row that is not drawn yet is scrolled to first, and gets the focus once it is.
      goal.current = next
      setStop(next)
      frame.scrollTop += (next - here) * height
    }
  }
  return html`<ul class="fleet-list" role="list" aria-label=${fleetWords[lang].vehicles} ref=${list} onKeyDown=${onKeyDown} onFocusIn=${(event: Event) => setStop(Number((event.target as HTMLElement).dataset.place ?? 0))}>
    ${cars
      .slice(from, to)
      .map(
        (car, i) =>
          html`<${VehicleRow} key=${car.id} ...${{ car, lang, now, onShare, place: from + i, of: cars.length, isStop: from + i === tabStop }} />`,
      )}
  </ul>`
}

const focus = (link: HTMLElement) => {
  link.focus({ preventScroll: true })
  link.scrollIntoView({ block: 'nearest' })
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}
