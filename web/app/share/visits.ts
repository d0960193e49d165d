import type { AssignmentView } from '../../../domain/assignments/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { dayOf, instantOf, isoDay } from '../ui/time.ts'
import type { Shareable } from './shareable.ts'
import { useSpeech } from './speech.ts'

const dayMs = 86_400_000
const followed = ['scheduled', 'en_route', 'in_progress'] as const

interface VisitsProps {
  readonly technician: Shareable
  readonly onChoose: (visit: Shareable) => void
}

/** Nobody is followed all day: a technician is shared by one of today's or tomorrow's visits. */
export const Visits = ({ technician, onChoose }: VisitsProps): Node => {
  const { api, lang, zone } = useApp()
  const w = useSpeech()
  const loading = useLoad(() => {
    const [from, to] = [Date.now(), Date.now() + dayMs].map((at) => isoDay(zone, at))
    const status = followed.map((one) => `&status=${one}`).join('')
    return api.get<ListPage<AssignmentView>>(
      `/api/trakservice/assignments/by-technician/${technician.id}?date_from=${from}&date_to=${to}${status}`,
    )
  }, [technician.id])
  const whenOf = ({ scheduled_date, scheduled_start }: AssignmentView) =>
    [dayOf(lang, zone, instantOf(zone, `${scheduled_date}T12:00`)), scheduled_start?.slice(0, 5)]
      .filter(Boolean)
      .join(', ')
  return html`<p class="quiet">${w.visitTitle}. ${w.visitText}</p>
    <${Loaded} of=${loading}>
      ${({ results }: ListPage<AssignmentView>) =>
        results.length === 0
          ? html`<p>${w.noVisits}</p>`
          : html`<ul class="rows">
              ${results.map((visit) => {
                const name = `${visit.work_order_number} · ${plain(visit.asset_name || visit.work_order_description)}`
                return html`<li key=${visit.id} class="row">
                  <div class="grow">
                    <h3><bdi>${name}</bdi></h3>
                    <p class="quiet">${whenOf(visit)} · ${visit.status_display}</p>
                  </div>
                  <button type="button" class="button" aria-label=${`${w.newLink}: ${name}`} onClick=${() => onChoose({ type: 'assignment', id: visit.id, name })}><${Glyph} name="share" /></button>
                </li>`
              })}
            </ul>`}
    </${Loaded}>`
}
