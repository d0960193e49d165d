import { useState } from 'preact/hooks'
import type { TripView } from '../../../domain/trips/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { useUnsaved } from '../ui/unsaved.ts'
import { uiWords } from '../ui/words.ts'
import { createTripApi } from './trip-api.ts'
import { tripsWords } from './words.ts'

interface TripFormProps {
  /** Left out: a new one. */
  readonly trip?: TripView
  /** `YYYY-MM-DD`, there. */
  readonly today: string
  readonly onSaved: (trip: TripView) => void
  readonly onClose: () => void
}

/** What a trip is called, and from when to when it lasts. */
export const TripForm = ({ trip, today, onSaved, onClose }: TripFormProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...tripsWords[lang] }
  const { busy, refused, run } = useTask()
  const [isDirty, setDirty] = useState(false)
  const [start, setStart] = useState(trip?.start_date ?? today)
  const [end, setEnd] = useState(trip?.end_date ?? today)
  const mayClose = useUnsaved(isDirty)
  const trips = createTripApi(api)
  const save = (event: Event) => {
    const { trip_name = '' } = valuesOf(event)
    const body = { trip_name, start_date: start, end_date: end }
    return run(async () => {
      const saved = await (trip ? trips.update(trip.trip_id, body) : trips.create(body))
      setDirty(false)
      onSaved(saved)
    })
  }
  const moveStart = (event: Event) => {
    const { value } = event.currentTarget as HTMLInputElement
    setStart(value)
    if (value > end) setEnd(value) // a trip does not end before it starts
  }
  const title = trip ? w.editTrip : w.newTrip
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose} mayClose=${mayClose}>
    <form onSubmit=${save} onInput=${() => setDirty(true)}>
      <${Field}
        label=${w.tripName}
        fault=${faultOf(refused, 'trip_name')}
        input=${{ name: 'trip_name', required: true, maxlength: 200, defaultValue: trip?.trip_name ?? '', autofocus: true, placeholder: w.tripNameExample }}
      />
      <div class="dates">
        <${Field}
          label=${w.from}
          fault=${faultOf(refused, 'start_date')}
          input=${{ name: 'start', type: 'date', required: true, value: start, onInput: moveStart }}
        />
        <${Field}
          label=${w.to}
          fault=${faultOf(refused, 'end_date')}
          input=${{ name: 'end', type: 'date', required: true, min: start, value: end, onInput: (event: Event) => setEnd((event.currentTarget as HTMLInputElement).value) }}
        />
      </div>
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button class="button primary" disabled=${busy}>${trip ? w.save : w.createTrip}</button>
        <span class="quiet" role="status">${isDirty && trip ? w.unsaved : ''}</span>
      </div>
    </form>
  </${Dialog}>`
}
