import { useEffect } from 'preact/hooks'
import type { TechnicianView } from '../../../../domain/technicians/schema.ts'
import type { CurrentTenant } from '../../../../domain/tenants/schema.ts'
import type { ConsentView } from '../../../../domain/tracking/schema.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { plain } from '../../../pages/plain.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { hrefOf } from '../../router.ts'
import { Trouble, useTask } from '../../ui/form.ts'
import type { ListPage } from '../../ui/list.ts'
import { Loaded, useLoad } from '../../ui/loading.ts'
import { dateTime, wallTime } from '../../ui/time.ts'
import { ownerOf } from '../shelf.ts'
import { sharingOf, useSharingNow } from './now.ts'
import { SharingSwitch } from './switch.ts'
import { type PositionWords, positionWords } from './words.ts'

/** The text as it stands in `words.ts`. Another text is another version, and is asked for anew. */
export const termsVersion = '1'

interface PanelProps {
  readonly technician: TechnicianView
  /** They are on the way to a customer. */
  readonly isEnRoute: boolean
  readonly onChanged: () => Promise<void>
}

/** Whether one can be seen: asked first, withdrawn with one tap, and then a switch. */
export const PositionPanel = ({ technician, isEnRoute, onChanged }: PanelProps): Node => {
  const app = useApp()
  const { api, lang, say } = app
  const w = positionWords[lang]
  const { busy, refused, run } = useTask()
  const path = `/api/trakservice/technicians/${technician.id}/consent/`
  const facts = useLoad(async () => {
    const [consents, tenant] = await Promise.all([
      api.get<ListPage<ConsentView>>(`${path}?page_size=1`),
      api.get<CurrentTenant>('/api/tenants/current'),
    ])
    return { consent: consents.results[0], days: tenant.retention.positions_days }
  }, [technician.id, technician.allow_tracking])
  useSharingNow()
  const sharing = sharingOf(ownerOf(app), api)

  const decide = (allow_tracking: boolean) =>
    run(async () => {
      if (!allow_tracking) {
        sharing.stop() // at once, also where the line is dead
        sharing.forget()
      }
      await api.post(path, { allow_tracking, ...(allow_tracking && { version: termsVersion }) })
      say(allow_tracking ? w.agreed : w.withdrawn)
      await onChanged()
    })

  useEffect(() => sharing.setPace(isEnRoute ? 'close' : 'calm'), [sharing, isEnRoute])
  useEffect(() => {
    if (technician.allow_tracking && sharing.wasOn()) sharing.start()
    if (!technician.allow_tracking && sharing.state().isOn) sharing.stop()
  }, [sharing, technician.allow_tracking])

  return html`<section class="panel" aria-labelledby="position-title">
    <h2 id="position-title">${w.title}</h2>
    <${Loaded} of=${facts} lines=${2}>
      ${({ consent, days }: Facts) =>
        technician.allow_tracking
          ? html`<div class="stack">
              <${SharingSwitch} ...${{ sharing, technician, w }} />
              ${consent && html`<p class="quiet">${consentText(consent, app, w)}</p>`}
              ${
                consent &&
                consent.version !== termsVersion &&
                html`<${Terms} ...${{ technician, days, w }} />
                  <button type="button" class="button primary" disabled=${busy} onClick=${() => decide(true)}>${w.allow}</button>`
              }
              <div class="buttons">
                <button type="button" class="button danger" disabled=${busy} onClick=${() => decide(false)}>${w.withdraw}</button>
              </div>
            </div>`
          : html`<div class="stack">
              <h3>${w.consentTitle}</h3>
              <${Terms} ...${{ technician, days, w }} />
              <button type="button" class="button primary day-step" disabled=${busy} onClick=${() => decide(true)}>${w.allow}</button>
            </div>`}
    </${Loaded}>
    <${Trouble} refused=${refused} />
    <ul class="day-links">
      <li><a href=${hrefOf('/day/looks')}><${Glyph} name="eye" />${w.looks}</a></li>
      <li><a href=${hrefOf('/day/records')}><${Glyph} name="clock" />${w.records}</a></li>
    </ul>
  </section>`
}

interface Facts {
  readonly consent: ConsentView | undefined
  /** How long positions are kept. */
  readonly days: number
}

const consentText = (
  { by, at, version }: ConsentView,
  { me, lang, zone }: ReturnType<typeof useApp>,
  w: PositionWords,
) =>
  fill(by.id === me.user.id ? w.allowedByYou : w.allowedBy, {
    name: plain(by.full_name),
    time: dateTime(lang, zone, at),
    version: plain(version),
  })

type TermsProps = Pick<PanelProps, 'technician'> & { days: number; w: PositionWords }

const Terms = ({ technician, days, w }: TermsProps): Node => {
  const { lang, me } = useApp()
  const { work_start_time, work_end_time } = technician
  const hours = { from: wallTime(lang, work_start_time), to: wallTime(lang, work_end_time) }
  return html`<ul class="day-terms">
    <li>${work_start_time === work_end_time ? w.whatAllDay : fill(w.what, hours)}</li>
    <li>${fill(w.howLong, { days })}</li>
    <li>${fill(w.who, { organization: plain(me.tenant.name) })}</li>
    <li>${w.end}</li>
    <li class="quiet">${fill(w.version, { version: termsVersion })}</li>
  </ul>`
}
