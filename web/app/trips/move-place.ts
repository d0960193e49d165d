import { useState } from 'preact/hooks'
import type { TripPlaceView, WholeTripView } from '../../../domain/trips/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { dayText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { uiWords } from '../ui/words.ts'
import type { TripDeeds } from './deeds.ts'
import { datesOf } from './plan.ts'
import { tripsWords } from './words.ts'

interface MovePlaceProps {
  readonly trip: WholeTripView
  readonly date: string
  readonly place: TripPlaceView
  readonly deeds: TripDeeds
  readonly onClose: () => void
}

/** Where a place is to stand: which day, and behind what. The way for fingers and for keys. */
export const MovePlace = ({ trip, date, place, deeds, onClose }: MovePlaceProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...tripsWords[lang] }
  const [day, setDay] = useState(date)
  const othersOf = (at: string) =>
    (trip.days.find((one) => one.date === at)?.places ?? []).filter(
      ({ trip_place_id }) => trip_place_id !== place.trip_place_id,
    )
  const stands = trip.days
    .find((one) => one.date === date)
    ?.places.findIndex(({ trip_place_id }) => trip_place_id === place.trip_place_id)
  const [to, setTo] = useState(Math.max(0, stands ?? 0))
  const others = othersOf(day)
  const choose = (event: Event) => {
    const { value } = event.currentTarget as HTMLSelectElement
    setDay(value)
    setTo(othersOf(value).length)
  }
  const move = (event: Event) => {
    event.preventDefault()
    deeds.movePlace(place, day, to)
    onClose()
  }
  return html`<${Dialog} title=${fill(w.moveTitle, { name: plain(place.place_name) })} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${move}>
      <p class="field">
        <label for="move-to-day">${w.toDay}</label>
        <select id="move-to-day" value=${day} onChange=${choose}>
          ${datesOf(trip).map((one) => html`<option key=${one.date} value=${one.date}>${fill(w.day, { number: one.number })}: ${dayText(lang, one.date)}</option>`)}
        </select>
      </p>
      <p class="field">
        <label for="move-behind">${w.behind}</label>
        <select id="move-behind" value=${String(to)} onChange=${(event: Event) => setTo(Number((event.currentTarget as HTMLSelectElement).value))}>
          <option value="0">${w.first}</option>
          ${others.map((other, i) => html`<option key=${other.trip_place_id} value=${String(i + 1)}>${fill(w.after, { name: plain(other.place_name) })}</option>`)}
        </select>
      </p>
      <div class="buttons"><button class="button primary">${w.move}</button></div>
    </form>
  </${Dialog}>`
}
