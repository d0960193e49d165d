import { useState } from 'preact/hooks'
import type { TripPlaceView, WholeTripView } from '../../../domain/trips/schema.ts'
import type { Place } from '../../map/geo.ts'
import { Dialog } from '../../pages/dialog.ts'
import { coordinates, dayText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { useUnsaved } from '../ui/unsaved.ts'
import { uiWords } from '../ui/words.ts'
import { PickPlace } from './pick-place.ts'
import { positionIn, positionOf } from './plan.ts'
import { createTripApi } from './trip-api.ts'
import { tripsWords } from './words.ts'

interface PlaceFormProps {
  readonly trip: WholeTripView
  readonly date: string
  /** Left out: a new one, at the end of the day. */
  readonly place?: TripPlaceView | undefined
  readonly onSaved: (trip: WholeTripView) => void
  readonly onClose: () => void
}

/** What is said of a place. A position is two numbers, a map's link, or a press on the map. */
export const PlaceForm = ({ trip, date, place, onSaved, onClose }: PlaceFormProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...tripsWords[lang] }
  const trips = createTripApi(api)
  const { busy, refused, run } = useTask()
  const [isDirty, setDirty] = useState(false)
  const known = place ? positionOf(place) : null
  const [where, setWhere] = useState(known ? coordinates(known.lat, known.lon) : '')
  const [isUnread, setUnread] = useState(false)
  const [hasMap, setMap] = useState(false)
  const mayClose = useUnsaved(isDirty)
  const pick = ({ lat, lon }: Place) => {
    setWhere(coordinates(lat, lon))
    setUnread(false)
    setDirty(true)
  }
  const save = (event: Event) => {
    const values = valuesOf(event)
    const typed = where.trim()
    const at = positionIn(typed) ?? (typed ? null : positionIn(values.google_maps_link ?? ''))
    setUnread(typed !== '' && !at)
    if (typed !== '' && !at) return
    const body = bodyOf(values, at)
    return run(async () => {
      if (place) await trips.updatePlace(trip.trip_id, place, body)
      const next = place ? await trips.whole(trip.trip_id) : await trips.addPlace(trip, date, body)
      setDirty(false)
      onSaved(next)
    })
  }
  const text = (name: keyof TripPlaceView, label: string, more: object = {}) => html`<${Field}
    label=${label}
    fault=${faultOf(refused, name)}
    input=${{ name, defaultValue: place?.[name] ?? '', ...more }}
  />`
  const long = (name: 'place_description' | 'notes', label: string) => html`<${Field}
    as="textarea"
    label=${label}
    fault=${faultOf(refused, name)}
    input=${{ name, defaultValue: place?.[name] ?? '', maxlength: 5000, rows: 3 }}
  />`
  const title = place ? w.editPlace : fill(w.addPlaceOn, { day: dayText(lang, date) })
  const hasMore = place && [place.category_name, place.ratings, place.images_url].some((one) => one !== null)
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose} mayClose=${mayClose} isSheet>
    <form onSubmit=${save} onInput=${() => setDirty(true)}>
      ${text('place_name', w.placeName, { required: true, maxlength: 200, autofocus: true })}
      ${long('notes', w.notes)}
      ${text('operating_hours', w.hours, { maxlength: 200, placeholder: '06:00–18:00' })}
      ${text('google_maps_link', w.link, { type: 'url', maxlength: 2000, placeholder: 'https://' })}
      <${Field}
        label=${w.position}
        hint=${w.positionHint}
        fault=${isUnread ? w.positionUnread : faultOf(refused, 'latitude', 'longitude')}
        input=${{ name: 'where', value: where, autocomplete: 'off', onInput: (event: Event) => setWhere((event.currentTarget as HTMLInputElement).value) }}
      />
      ${
        hasMap
          ? html`<${PickPlace} trip=${trip} at=${positionIn(where)} name=${place?.place_name ?? w.newPlace} onPick=${pick} />`
          : html`<div class="buttons"><button type="button" class="button small" onClick=${() => setMap(true)}><${Glyph} name="pin" />${w.onMap}</button></div>`
      }
      <details class="more-facts" open=${hasMore}>
        <summary>${w.moreFacts}</summary>
        ${long('place_description', w.description)}
        ${text('category_name', w.category, { maxlength: 200 })}
        ${text('ratings', w.rating, { type: 'number', min: 0, max: 5, step: 0.1, inputmode: 'decimal' })}
        ${text('images_url', w.picture, { type: 'url', maxlength: 2000, placeholder: 'https://' })}
        <label class="check"><input type="checkbox" name="entry_free" defaultChecked=${place?.entry_free === true} />${w.free}</label>
      </details>
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button class="button primary" disabled=${busy}>${place ? w.save : w.addPlace}</button>
        <span class="quiet" role="status">${isDirty && place ? w.unsaved : ''}</span>
      </div>
    </form>
  </${Dialog}>`
}

/** All that the form asks for; what was left empty is emptied. */
const bodyOf = (values: Readonly<Record<string, string>>, at: Place | null) => ({
  place_name: values.place_name ?? '',
  notes: values.notes ?? null,
  place_description: values.place_description ?? null,
  operating_hours: values.operating_hours ?? null,
  google_maps_link: values.google_maps_link ?? null,
  category_name: values.category_name ?? null,
  ratings: values.ratings === undefined ? null : Number(values.ratings),
  images_url: values.images_url ?? null,
  entry_free: values.entry_free === 'on' ? true : null,
  latitude: at?.lat ?? null,
  longitude: at?.lon ?? null,
})
