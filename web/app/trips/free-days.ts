import { useRef } from 'preact/hooks'
import type { WholeTripView } from '../../../domain/trips/schema.ts'
import { daysText, dayText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { useDropZone } from '../ui/sorting.ts'
import type { TripDeeds } from './deeds.ts'
import type { PlannedDate } from './plan.ts'
import type { Over } from './trip.ts'
import { tripsWords } from './words.ts'

interface FreeDaysProps {
  readonly trip: WholeTripView
  readonly dates: readonly PlannedDate[]
  readonly deeds: TripDeeds
  readonly today: string
  readonly onOpen: (over: Over) => void
}

/** Days for which nothing is planned: a line for each, or many of them folded into one. */
export const FreeDays = ({ dates, ...shared }: FreeDaysProps): Node => {
  const { lang } = useApp()
  const w = tripsWords[lang]
  const [first, last] = [dates[0]!, dates.at(-1)!]
  if (dates.length === 1) return html`<li class="free"><${FreeDay} ...${{ ...shared, one: first }} /></li>`
  return html`<li class="free">
    <details>
      <summary>
        ${fill(w.freeDays, { count: dates.length })} <span class="quiet">${daysText(lang, first.date, last.date)}</span>
      </summary>
      ${dates.map((one) => html`<${FreeDay} key=${one.date} ...${{ ...shared, one }} />`)}
    </details>
  </li>`
}

const FreeDay = ({
  one: { date, number },
  trip,
  deeds,
  today,
  onOpen,
}: Omit<FreeDaysProps, 'dates'> & { one: PlannedDate }): Node => {
  const { lang } = useApp()
  const w = tripsWords[lang]
  const row = useRef<HTMLDivElement>(null)
  const kind = `trip-${trip.trip_id}`
  const isOver = useDropZone(
    { kind, onDrop: ({ id }) => deeds.movePlace({ trip_place_id: id }, date, 0) },
    row,
  )
  const day = dayText(lang, date)
  return html`<div class=${`free-day${isOver ? ' drop-over' : ''}${date === today ? ' today' : ''}`} ref=${row}>
    <p class="grow"><span class="quiet">${fill(w.day, { number })}</span> <time datetime=${date}>${day}</time></p>
    <button
      type="button"
      class="button small"
      id=${`add-${date}`}
      aria-label=${fill(w.addPlaceOn, { day })}
      onClick=${() => onOpen({ kind: 'place', date })}
    >
      <${Glyph} name="plus" />${w.addPlace}
    </button>
  </div>`
}
