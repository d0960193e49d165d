import './field.css'
import { useState } from 'preact/hooks'
import type { AssignmentView } from '../../../domain/assignments/schema.ts'
import type { TechnicianView } from '../../../domain/technicians/schema.ts'
import type { ConsentView } from '../../../domain/tracking/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { type AppContext, hasFeature, hasRole, useApp } from '../context.ts'
import { Looks, Records } from '../day/position/records.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { Fold } from '../ui/fold.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { PageFrame } from '../ui/page.ts'
import { dateTime, isoDay } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { PhoneKey } from './phone-key.ts'
import { TechnicianForm } from './technician-form.ts'
import { hoursText, SeenTag, Swatch, techniciansPath } from './technicians.ts'
import { VisitRows } from './visit-rows.ts'
import { type FieldListWords, fieldListWords } from './words.ts'

/** One technician: profile, consent, phone, what is ahead of them. */
export const TechnicianPage = ({ params }: PageProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...fieldListWords[lang] }
  const path = `${techniciansPath}${params.id}/`
  const read = useLoad(() => api.getTagged<TechnicianView>(path), [path])
  const name = read.value ? plain(read.value.value.full_name) : w.technicians
  return html`<${PageFrame} title=${name} back=${{ href: hrefOf('/technicians'), word: w.technicians }}>
    <${Loaded} of=${read}>
      ${({ value, etag }: Tagged) => html`<${Profile} key=${value.id} ...${{ technician: value, etag, reload: read.reload, w }} />`}
    </${Loaded}>
  </${PageFrame}>`
}

interface Tagged {
  readonly value: TechnicianView
  readonly etag: string | undefined
}
interface ProfileProps {
  readonly technician: TechnicianView
  readonly etag: string | undefined
  readonly reload: () => Promise<void>
  readonly w: FieldListWords & (typeof uiWords)['en']
}

const Profile = ({ technician, etag, reload, w }: ProfileProps): Node => {
  const app = useApp()
  const { lang } = app
  const [isEditing, setEditing] = useState(false)
  const { busy, refused, run } = useTask()
  const { id, user, phone, skills, is_active } = technician
  return html`<div class="panels">
    <section class="panel">
      <h2 class="field-name"><${Swatch} color=${technician.color} />${w.profile}</h2>
      <p class="field-tags">${!is_active && html`<span class="tag bad">${w.inactive}</span>`}<${SeenTag} technician=${technician} /></p>
      <dl class="field-list">
        <div><dt>${w.account}</dt><dd><a href=${`mailto:${user.email}`}>${plain(user.email)}</a></dd></div>
        ${phone && html`<div><dt>${w.phone}</dt><dd><a href=${`tel:${phone.replace(/[^\d+*#]/g, '')}`}>${plain(phone)}</a></dd></div>`}
        <div><dt>${w.workHours}</dt><dd>${hoursText(technician, lang, w)}</dd></div>
        ${skills.length > 0 && html`<div><dt>${w.skills}</dt><dd><bdi>${plain(skills.join(', '))}</bdi></dd></div>`}
      </dl>
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button type="button" class="button" onClick=${() => setEditing(true)}><${Glyph} name="pencil" />${w.edit}</button>
        <button type="button" class=${is_active ? 'button danger' : 'button'} disabled=${busy} onClick=${() => run(() => flip(app, technician, w, reload))}>${is_active ? w.switchOff : w.switchOn}</button>
        <button type="button" class="button danger" disabled=${busy} onClick=${() => run(() => remove(app, technician, etag, w))}>${w.remove}</button>
      </div>
    </section>
    <section class="panel">
      <h2>${w.visitsAhead}</h2>
      <${Ahead} technician=${id} w=${w} />
    </section>
    <section class="panel">
      <h2>${w.consent}</h2>
      <${Consents} technician=${id} w=${w} />
      ${hasFeature(app, 'trakservice.tracking') && html`<${Fold} summary=${w.connectPhone}>${() => html`<${PhoneKey} technician=${technician} />`}</${Fold}>`}
      ${
        hasRole(app, 'admin') &&
        html`<${Fold} summary=${w.theirLooks}>${() => html`<${Looks} technician=${id} />`}</${Fold}>
          <${Fold} summary=${w.theirRecords}>${() => html`<${Records} technician=${id} />`}</${Fold}>`
      }
    </section>
    ${
      isEditing &&
      html`<${TechnicianForm}
        ...${{ technician, etag }}
        onSaved=${reload}
        onTheirs=${() => {
          setEditing(false)
          reload()
        }}
        onClose=${() => setEditing(false)}
      />`
    }
  </div>`
}

const flip = async (
  { api, ask, say }: AppContext,
  { id, full_name, is_active }: TechnicianView,
  w: FieldListWords,
  reload: () => Promise<void>,
): Promise<void> => {
  const title = fill(w.switchOffTitle, { name: plain(full_name) })
  if (is_active && !(await ask({ title, text: w.switchOffText, yes: w.switchOff }))) return
  await api.patch(`${techniciansPath}${id}/`, { is_active: !is_active })
  say(is_active ? w.switchedOff : w.switchedOn)
  await reload()
}

const remove = async (
  { api, ask, say }: AppContext,
  { id, full_name }: TechnicianView,
  etag: string | undefined,
  w: FieldListWords,
): Promise<void> => {
  const title = fill(w.removeTitle, { name: plain(full_name) })
  if (!(await ask({ title, text: w.removeText, yes: w.remove }))) return
  await api.delete(`${techniciansPath}${id}/`, etag)
  say(w.removed)
  goTo(hrefOf('/technicians'))
}

const Ahead = ({ technician, w }: { technician: string; w: FieldListWords }): Node => {
  const { api, zone } = useApp()
  const from = isoDay(zone, Date.now())
  const list = useList<AssignmentView>(
    api,
    `/api/trakservice/assignments/?technician_id=${technician}&date_from=${from}`,
  )
  return html`<${Loaded} of=${list} lines=${2}>
      ${({ results }: { results: readonly AssignmentView[] }) =>
        results.length > 0
          ? html`<${VisitRows} visits=${results} names="work" />`
          : html`<p class="quiet">${w.noVisitsAhead}</p>`}
    </${Loaded}>
    <${More} list=${list} />
    <p><a href=${hrefOf('/dispatch')}>${w.toBoard}</a></p>` as Node
}

/** Who allowed or withdrew it when: the proof. */
const Consents = ({ technician, w }: { technician: string; w: FieldListWords }): Node => {
  const { api, lang, zone } = useApp()
  const list = useList<ConsentView>(api, `${techniciansPath}${technician}/consent/?page_size=10`)
  return html`<${Loaded} of=${list} lines=${1}>
      ${({ results }: { results: readonly ConsentView[] }) =>
        results.length > 0
          ? html`<ul class="field-list">
              ${results.map(
                ({ at, by, allow_tracking, version }) => html`<li key=${at}>
                  <span class="fact-name">${dateTime(lang, zone, at)}</span>
                  ${fill(allow_tracking ? w.allowed : w.withdrawn, { name: plain(by.full_name), version: plain(version) })}
                </li>`,
              )}
            </ul>`
          : html`<p class="quiet">${w.noConsents}</p>`}
    </${Loaded}>
    <${More} list=${list} />` as Node
}
