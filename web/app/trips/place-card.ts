import { useRef } from 'preact/hooks'
import type { TripDayView, TripPlaceView, WholeTripView } from '../../../domain/trips/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { Menu } from '../../pages/menu.ts'
import { plain, plainLines } from '../../pages/plain.ts'
import { fill, words } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { type Dragged, useSortable } from '../ui/sorting.ts'
import { uiWords } from '../ui/words.ts'
import type { TripDeeds } from './deeds.ts'
import { datesOf, positionOf } from './plan.ts'
import type { Over } from './trip.ts'
import { tripsWords } from './words.ts'

interface PlaceCardProps {
  readonly trip: WholeTripView
  readonly day: TripDayView
  readonly place: TripPlaceView
  /** Within its day, from 0. */
  readonly at: number
  /** Within the trip, from 1. */
  readonly number: number
  readonly deeds: TripDeeds
  readonly onOpen: (over: Over) => void
}

/** A place of the plan. It is moved by its grip: dragged, or by the arrow keys; over the end of a day to the next one. */
export const PlaceCard = ({ trip, day, place, at, number, deeds, onOpen }: PlaceCardProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...tripsWords[lang] }
  const card = useRef<HTMLLIElement>(null)
  const name = plain(place.place_name)
  const id = place.trip_place_id
  const drop = (dragged: Dragged, side: 'before' | 'after') => {
    const rest = day.places.filter((one) => one.trip_place_id !== dragged.id)
    deeds.movePlace({ trip_place_id: dragged.id }, day.date, rest.indexOf(place) + (side === 'after' ? 1 : 0))
  }
  const kind = `trip-${trip.trip_id}`
  const { handle, isDragged, side } = useSortable(
    { kind, id, list: day.trip_day_id, runs: 'down', onDrop: drop },
    card,
  )
  const move = (by: -1 | 1) => {
    const to = at + by
    if (to >= 0 && to < day.places.length) return deeds.movePlace(place, day.date, to)
    const dates = datesOf(trip)
    const next = dates[dates.findIndex(({ date }) => date === day.date) + by]
    if (next?.day) deeds.movePlace(place, next.date, by > 0 ? 0 : next.day.places.length)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (by === 0) return
    event.preventDefault()
    move(by)
  }
  const edit = () => onOpen({ kind: 'place', date: day.date, place })
  const state = `${isDragged ? ' dragged' : ''}${side ? ` drop-${side}` : ''}`
  return html`<li class=${`stop${state}`} ref=${card}>
    <span class="stop-number" aria-hidden="true">${number}</span>
    <div class="grow stop-text">
      <h3><button type="button" class="stop-name" id=${`place-${id}`} onClick=${edit}><bdi>${name}</bdi></button></h3>
      <${Facts} place=${place} />
    </div>
    <button
      type="button"
      class="bare grip"
      id=${`grip-${id}`}
      ref=${handle}
      aria-label=${fill(w.grip, { name, number })}
      onKeyDown=${onKeyDown}
      onClick=${() => onOpen({ kind: 'move', date: day.date, place })}
    >
      <${Glyph} name="grip" />
    </button>
    <${Menu} label=${fill(w.actionsOf, { name })}>
      <button type="button" onClick=${edit}><${Glyph} name="pencil" />${w.edit}</button>
      <button type="button" onClick=${() => onOpen({ kind: 'move', date: day.date, place })}><${Glyph} name="sort" />${w.movePlace}</button>
      <button type="button" onClick=${() => deeds.removePlace(day, place)}><${Glyph} name="trash" />${w.remove}</button>
    </${Menu}>
  </li>`
}

const Facts = ({ place }: { place: TripPlaceView }): Node => {
  const { lang } = useApp()
  const w = tripsWords[lang]
  const { place_description, notes, operating_hours, category_name, ratings, entry_free, google_maps_link } =
    place
  const at = positionOf(place)
  const link =
    google_maps_link ??
    (at && `https://www.openstreetmap.org/?mlat=${at.lat}&mlon=${at.lon}#map=16/${at.lat}/${at.lon}`)
  const rating =
    ratings !== null && `★ ${new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(ratings)}`
  const short = [
    category_name && plain(category_name),
    operating_hours && plain(operating_hours),
    rating,
    entry_free === true && w.free,
  ].filter(Boolean)
  return html`${short.length > 0 && html`<p class="quiet small">${short.map((fact, i) => html`${i > 0 && ' · '}<bdi>${fact}</bdi>`)}</p>`}
    ${place_description && html`<p class="prose small">${plainLines(place_description)}</p>`}
    ${notes && html`<p class="prose small stop-notes">${plainLines(notes)}</p>`}
    ${
      (link || place.images_url) &&
      html`<p class="stop-links small">
      ${link && html`<a href=${link} target="_blank" rel="noopener noreferrer">${google_maps_link ? w.mapLink : words[lang].openOsm}</a>`}
      ${place.images_url && html`<a href=${place.images_url} target="_blank" rel="noopener noreferrer">${w.pictureLink}</a>`}
    </p>`
    }`
}
