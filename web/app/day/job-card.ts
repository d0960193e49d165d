import { isUnderWay } from '../../../domain/assignments/flow.ts'
import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain, plainLines } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Fold } from '../ui/fold.ts'
import { wallTime } from '../ui/time.ts'
import { CustomerLink } from './customer-link.ts'
import { mapsAddress, telOf, windowOf } from './jobs.ts'
import type { Job } from './load-day.ts'
import type { Outbox } from './outbox.ts'
import { StepButtons } from './step-buttons.ts'
import { VisitNotes } from './visit-notes.ts'
import { Waiting } from './waiting.ts'
import type { DayWords } from './words.ts'

export interface JobProps {
  readonly job: Job
  readonly outbox: Outbox
  readonly w: DayWords
  readonly onChanged: () => void
}

/** For whom, or else what it is about. */
export const nameOf = ({ visit, order }: Job): string =>
  plain(order?.customer?.name || visit.asset_name || visit.work_order_number)

/** When, as the customer was told. */
export const whenOf = ({ visit }: Pick<Job, 'visit'>, lang: Language, w: DayWords): string => {
  const window = windowOf(visit, (time) => wallTime(lang, time))
  return window ? fill(w[window.kind], window) : w.anyTime
}

/** One visit with all that its technician needs at the door: who, when, where, what, and the next step. */
export const JobCard = ({ job, outbox, w, onChanged }: JobProps): Node => {
  const { visit } = job
  const customer = nameOf(job)
  return html`<div class="day-job">
    <${Urgency} ...${{ visit, w }} />
    <${Reach} ...${{ job, w }} />
    <${StepButtons} ...${{ visit, customer, outbox, w }} />
    <${Waiting} ...${{ outbox, visit: visit.id, w }} />
    <div class="day-what">
      <h3>${w.toDo}</h3>
      <p class="prose">${plainLines(visit.work_order_description)}</p>
      <p class="quiet">${[visit.work_order_number, plain(visit.asset_name)].filter(Boolean).join(' · ')}</p>
    </div>
    <${VisitNotes} key=${visit.id} ...${{ visit, w, onSaved: onChanged }} />
    ${isUnderWay(visit) && !isWaiting(job, outbox) && html`<${LinkFold} key=${`${visit.id} link`} visit=${visit.id} w=${w} />`}
  </div>`
}

const isWaiting = ({ visit }: Job, outbox: Outbox) => outbox.waiting().some((wish) => wish.visit === visit.id)

const Urgency = ({ visit, w }: { visit: Job['visit']; w: DayWords }): Node | null => {
  const { work_order_priority: priority } = visit
  if (priority !== 'URGENT' && priority !== 'HIGH') return null
  return html`<p><span class=${priority === 'URGENT' ? 'tag bad' : 'tag warn'}>
    <${Glyph} name="warning" />${priority === 'URGENT' ? w.urgent : w.high}
  </span></p>`
}

/** The address, which opens the phone's maps, and the customer's phone. */
const Reach = ({ job, w }: { job: Job; w: DayWords }): Node => {
  const { lang } = useApp()
  const { visit, order } = job
  const place = order ?? { asset_location: visit.asset_location, latitude: null, longitude: null }
  const maps = mapsAddress(place, navigator.userAgent)
  const phone = order?.customer?.phone
  return html`<div class="day-reach">
    <p class="day-when"><${Glyph} name="clock" /><strong>${whenOf(job, lang, w)}</strong></p>
    ${visit.asset_location && html`<p class="day-where"><${Glyph} name="map" /><bdi>${plain(visit.asset_location)}</bdi></p>`}
    ${
      (maps || phone) &&
      html`<div class="day-reach-buttons">
        ${maps && html`<a class="button" href=${maps} target=${maps.startsWith('http') ? '_blank' : undefined} rel="noreferrer"><${Glyph} name="target" />${w.maps}</a>`}
        ${
          phone &&
          html`<a class="button" href=${telOf(phone)} aria-label=${fill(w.call, { name: nameOf(job) })}>
            <${Glyph} name="phone" />${w.callPlain}
          </a>`
        }
      </div>`
    }
  </div>`
}

const LinkFold = ({ visit, w }: { visit: string; w: DayWords }): Node =>
  html`<${Fold} summary=${w.customerLink}>${() => html`<${CustomerLink} visit=${visit} w=${w} />`}</${Fold}>`
