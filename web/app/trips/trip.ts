import './trips.css'
import './plan.css'
import { useState } from 'preact/hooks'
import type { TripPlaceView, TripView, WholeTripView } from '../../../domain/trips/schema.ts'
import { daysText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { Menu } from '../../pages/menu.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { ShareDialog } from '../share/share-dialog.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { isoDay } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { PlannedDay } from './day.ts'
import { useTripDeeds } from './deeds.ts'
import { FreeDays } from './free-days.ts'
import { MovePlace } from './move-place.ts'
import { PlaceForm } from './place-form.ts'
import { datesOf, numbersOf, piecesOf, stateOf } from './plan.ts'
import { createTripApi } from './trip-api.ts'
import { TripForm } from './trip-form.ts'
import { TripMap } from './trip-map.ts'
import { TripShare } from './trip-share.ts'
import { tripsWords } from './words.ts'

/** What lies over the page. */
export type Over =
  | { readonly kind: 'edit' | 'share' | 'links' }
  | { readonly kind: 'place'; readonly date: string; readonly place?: TripPlaceView }
  | { readonly kind: 'move'; readonly date: string; readonly place: TripPlaceView }

/** One trip, day by day, with its map. */
export const TripPage = ({ params }: PageProps): Node => {
  const { api, ask, lang, say, zone } = useApp()
  const w = { ...uiWords[lang], ...tripsWords[lang] }
  const id = Number(params.id)
  const trips = createTripApi(api)
  const loading = useLoad(() => trips.whole(id), [id])
  const deeds = useTripDeeds(loading)
  const [over, setOver] = useState<Over | null>(null)
  const close = () => setOver(null)
  const trip = loading.value
  const back = { href: hrefOf('/trips'), word: w.trips }
  const today = isoDay(zone, Date.now())

  if (!trip && loading.refused?.status === 404)
    return html`<${PageFrame} title=${w.noTrip} back=${back}>
      <${Empty} glyph="trip" title=${w.noTrip} text=${w.noTripText}><a class="button" href=${back.href}>${w.toTrips}</a></${Empty}>
    </${PageFrame}>`

  const remove = async () => {
    if (!trip) return
    const name = plain(trip.trip_name)
    if (!(await ask({ title: fill(w.removeTripTitle, { name }), text: w.removeTripText, yes: w.removeTrip })))
      return
    try {
      await trips.remove(id)
      say(fill(w.tripRemoved, { name }))
      goTo(back.href)
    } catch (error) {
      say({ text: error instanceof Error ? error.message : w.failed, isTrouble: true })
    }
  }
  const saved = (next: WholeTripView) => {
    loading.set(next)
    close()
    say(w.saved)
  }
  const actions =
    trip &&
    html`<button type="button" class="button primary" onClick=${() => setOver({ kind: 'share' })}>
        <${Glyph} name="share" />${w.share}
      </button>
      <button type="button" class="button" onClick=${() => setOver({ kind: 'edit' })}>
        <${Glyph} name="pencil" />${w.edit}
      </button>
      <${Menu} label=${w.actions}>
        <button type="button" onClick=${() => print()}><${Glyph} name="print" />${w.print}</button>
        <button type="button" onClick=${remove}><${Glyph} name="trash" />${w.removeTrip}</button>
      </${Menu}>`

  return html`<${PageFrame}
    title=${trip ? html`<bdi>${plain(trip.trip_name)}</bdi>` : w.trip}
    tab=${trip ? plain(trip.trip_name) : w.trip}
    back=${back}
    actions=${actions}
  >
    <${Loaded} of=${loading} lines=${6}>
      ${(whole: WholeTripView) => html`<div class="trip">
        <div class="trip-plan">
          <p class="quiet trip-when">
            <span>${daysText(lang, whole.start_date, whole.end_date)}</span>
            <span class=${stateOf(whole, today) === 'now' ? 'tag good' : 'tag'}>${w[stateOf(whole, today)]}</span>
          </p>
          <p class="visually-hidden" role="status">${deeds.said}</p>
          <${Plan} ...${{ trip: whole, deeds, today, onOpen: setOver }} />
        </div>
        <${TripMap} trip=${whole} />
      </div>`}
    </${Loaded}>
    ${
      trip &&
      over?.kind === 'edit' &&
      html`<${TripForm} trip=${trip} today=${today} onSaved=${(next: TripView) => saved({ ...trip, ...next })} onClose=${close} />`
    }
    ${trip && over?.kind === 'share' && html`<${TripShare} ...${{ trip, onMore: () => setOver({ kind: 'links' }), onClose: () => setOver((now) => (now?.kind === 'share' ? null : now)) }} />`}
    ${trip && over?.kind === 'links' && html`<${ShareDialog} resource=${{ type: 'trip', id: String(id), name: trip.trip_name }} mayShare=${true} onClose=${close} />`}
    ${trip && over?.kind === 'place' && html`<${PlaceForm} ...${{ trip, date: over.date, place: over.place, onSaved: saved, onClose: close }} />`}
    ${trip && over?.kind === 'move' && html`<${MovePlace} ...${{ trip, date: over.date, place: over.place, deeds, onClose: close }} />`}
  </${PageFrame}>`
}

interface PlanProps {
  readonly trip: WholeTripView
  readonly deeds: ReturnType<typeof useTripDeeds>
  readonly today: string
  readonly onOpen: (over: Over) => void
}

const Plan = ({ trip, deeds, today, onOpen }: PlanProps): Node => {
  const numbers = numbersOf(trip)
  const free = datesOf(trip).flatMap(({ date, day }) => (day ? [] : [date]))
  return html`<ol class="timeline">
    ${piecesOf(datesOf(trip)).map((piece) => {
      const [first] = piece
      const shared = { trip, deeds, today, onOpen }
      return first!.day
        ? html`<${PlannedDay} key=${first!.date} ...${{ ...shared, day: first!.day, numbers, free }} />`
        : html`<${FreeDays} key=${`free ${first!.date}`} ...${{ ...shared, dates: piece }} />`
    })}
  </ol>`
}
