import './trips.css'
import { useState } from 'preact/hooks'
import type { TripView } from '../../../domain/trips/schema.ts'
import { daysText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { goTo, hrefOf } from '../router.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { isoDay } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { lengthOf, stateOf } from './plan.ts'
import { createTripApi } from './trip-api.ts'
import { TripForm } from './trip-form.ts'
import { tripsWords } from './words.ts'

const states = ['now', 'coming', 'past'] as const

/** My trips: the one I am on, those that come, and those that were. */
export const TripsPage = (): Node => {
  const { api, lang, zone } = useApp()
  const w = { ...uiWords[lang], ...tripsWords[lang] }
  const list = useList<TripView>(createTripApi(api).lists, '/api/trip')
  const [isNew, setNew] = useState(false)
  const today = isoDay(zone, Date.now())
  const create = html`<button type="button" class="button primary" onClick=${() => setNew(true)}>
    <${Glyph} name="plus" />${w.newTrip}
  </button>`
  return html`<${PageFrame} title=${w.trips} actions=${list.value?.results.length ? create : null}>
    <${Loaded} of=${list}>
      ${({ results }: { results: readonly TripView[] }) =>
        results.length === 0
          ? html`<${Empty} glyph="trip" title=${w.noTrips} text=${w.noTripsText}>${create}</${Empty}>`
          : html`<div class="stack">
              ${states.map((state) => {
                const trips = results.filter((trip) => stateOf(trip, today) === state)
                // The list has the one that starts last first; of what comes, the next is what one looks for.
                const inOrder = state === 'coming' ? trips.toReversed() : trips
                return trips.length > 0 && html`<${Section} key=${state} ...${{ state, trips: inOrder }} />`
              })}
              <${More} list=${list} />
            </div>`}
    </${Loaded}>
    ${
      isNew &&
      html`<${TripForm}
        today=${today}
        onSaved=${({ trip_id }: TripView) => goTo(hrefOf(`/trips/${trip_id}`))}
        onClose=${() => setNew(false)}
      />`
    }
  </${PageFrame}>`
}

const Section = ({ state, trips }: { state: (typeof states)[number]; trips: readonly TripView[] }): Node => {
  const { lang } = useApp()
  const w = tripsWords[lang]
  return html`<section class="stack" aria-labelledby=${`trips-${state}`}>
    <h2 class="section-title" id=${`trips-${state}`}>${w[state]}</h2>
    <ul class="trip-cards">
      ${trips.map((trip) => html`<${Card} key=${trip.trip_id} ...${{ trip, state }} />`)}
    </ul>
  </section>`
}

const Card = ({ trip, state }: { trip: TripView; state: (typeof states)[number] }): Node => {
  const { lang } = useApp()
  const w = tripsWords[lang]
  const length = lengthOf(trip)
  return html`<li class=${`trip-card trip-${state}`}>
    <h3><a href=${hrefOf(`/trips/${trip.trip_id}`)}><bdi>${plain(trip.trip_name)}</bdi></a></h3>
    <p class="quiet">${daysText(lang, trip.start_date, trip.end_date)}</p>
    <p class="quiet small">${length === 1 ? w.oneDay : fill(w.manyDays, { count: length })}</p>
  </li>`
}
