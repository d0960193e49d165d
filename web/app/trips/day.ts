import { useRef, useState } from 'preact/hooks'
import type { TripDayView, WholeTripView } from '../../../domain/trips/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { dayText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { Menu } from '../../pages/menu.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { valuesOf } from '../ui/form.ts'
import { useDropZone } from '../ui/sorting.ts'
import { uiWords } from '../ui/words.ts'
import type { TripDeeds } from './deeds.ts'
import { PlaceCard } from './place-card.ts'
import type { Over } from './trip.ts'
import { tripsWords } from './words.ts'

interface PlannedDayProps {
  readonly trip: WholeTripView
  readonly day: TripDayView
  readonly numbers: ReadonlyMap<number, number>
  /** Dates of the trip for which nothing is planned. */
  readonly free: readonly string[]
  readonly today: string
  readonly deeds: TripDeeds
  readonly onOpen: (over: Over) => void
}

/** A day with its places in their order. */
export const PlannedDay = (props: PlannedDayProps): Node => {
  const { trip, day, numbers, free, today, deeds, onOpen } = props
  const { date, places } = day
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...tripsWords[lang] }
  const box = useRef<HTMLLIElement>(null)
  const [isMoving, setMoving] = useState(false)
  const kind = `trip-${trip.trip_id}`
  const drop = ({ id }: { id: number }) => deeds.movePlace({ trip_place_id: id }, date, places.length)
  const isOver = useDropZone({ kind, onDrop: drop }, box)
  const dayName = dayText(lang, date)
  const heading = `day-${date}`
  return html`<li class=${`day${isOver ? ' drop-over' : ''}${date === today ? ' today' : ''}`} ref=${box} aria-labelledby=${heading}>
    <header class="day-head">
      <h2 id=${heading}>
        <span class="day-number">${fill(w.day, { number: day.day_number })}</span>
        <time datetime=${date}>${dayName}</time>
      </h2>
      <${Menu} label=${fill(w.actionsOf, { name: dayName })}>
        ${free.length > 0 && html`<button type="button" onClick=${() => setMoving(true)}><${Glyph} name="calendar" />${w.moveDay}</button>`}
        <button type="button" onClick=${() => deeds.removeDay(day)}><${Glyph} name="trash" />${w.removeDay}</button>
      </${Menu}>
    </header>
    ${
      places.length === 0
        ? html`<p class="quiet">${w.emptyDay}</p>`
        : html`<ol class="stops">
            ${places.map((place, at) => html`<${PlaceCard} key=${place.trip_place_id} ...${{ trip, day, place, at, number: numbers.get(place.trip_place_id) ?? 0, deeds, onOpen }} />`)}
          </ol>`
    }
    <button
      type="button"
      class="button small add-place"
      id=${`add-${date}`}
      aria-label=${fill(w.addPlaceOn, { day: dayName })}
      onClick=${() => onOpen({ kind: 'place', date })}
    >
      <${Glyph} name="plus" />${w.addPlace}
    </button>
    ${isMoving && html`<${MoveDay} ...${{ day, free, deeds, onClose: () => setMoving(false) }} />`}
  </li>`
}

interface MoveDayProps extends Pick<PlannedDayProps, 'day' | 'free' | 'deeds'> {
  readonly onClose: () => void
}

const MoveDay = ({ day, free, deeds, onClose }: MoveDayProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...tripsWords[lang] }
  const move = (event: Event) => {
    const { date } = valuesOf(event)
    if (date) deeds.moveDay(day, date)
    onClose()
  }
  return html`<${Dialog} title=${fill(w.moveDayTitle, { day: dayText(lang, day.date) })} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${move}>
      <p class="field">
        <label for="move-day">${w.toDay}</label>
        <select id="move-day" name="date">
          ${free.map((date) => html`<option key=${date} value=${date}>${dayText(lang, date)}</option>`)}
        </select>
      </p>
      <div class="buttons"><button class="button primary">${w.move}</button></div>
    </form>
  </${Dialog}>`
}
