import './field.css'
import { useState } from 'preact/hooks'
import type { MileageView } from '../../../domain/mileage/schema.ts'
import type { TechnicianView } from '../../../domain/technicians/schema.ts'
import { distanceText, relative } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { hasFeature, useApp } from '../context.ts'
import { FieldTabs } from '../dispatch/field-tabs.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf, replaceWith } from '../router.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { useNow } from '../ui/now.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { isoDay, wallTime } from '../ui/time.ts'
import { SearchField } from './search-field.ts'
import { SelectField } from './select-field.ts'
import { TechnicianForm } from './technician-form.ts'
import { type FieldListWords, fieldListWords } from './words.ts'

export const techniciansPath = '/api/trakservice/technicians/'
/** A technician of whom nothing was heard for this long is out of sight (`is_stale` of the API). */
const staleMs = 5 * 60_000

/** Who goes out to work: whether they may be seen, when they were, and how far they went today. */
export const TechniciansPage = ({ query }: PageProps): Node => {
  const app = useApp()
  const { api, lang, zone } = app
  const w = fieldListWords[lang]
  const [isAdding, setAdding] = useState(false)
  const [search, active] = [query.get('search') ?? '', query.get('active') ?? '']
  const filters = new URLSearchParams({ ...(search && { search }), ...(active && { is_active: active }) })
  const list = useList<TechnicianView>(api, `${techniciansPath}?${filters}`)
  const today = isoDay(zone, Date.now())
  const km = useLoad(
    async () =>
      hasFeature(app, 'trakservice.km')
        ? api.get<MileageView>(`/api/trakservice/km/?from=${today}&to=${today}`)
        : null,
    [today],
  )
  const metres = new Map(km.value?.results.map((one) => [one.technician.id, one.distance_m]))
  const filter = (changes: Record<string, string>) =>
    replaceWith(hrefOf('/technicians', { search, active, ...changes }))

  return html`<${PageFrame} title=${w.technicians} actions=${html`<button type="button" class="button primary" onClick=${() => setAdding(true)}><${Glyph} name="plus" />${w.newTechnician}</button>`}>
    <${FieldTabs} here="technicians" />
    <div class="toolbar">
      <${SearchField} label=${w.searchTechnicians} value=${search} onSearch=${(text: string) => filter({ search: text })} />
      <${SelectField}
        label=${w.status}
        name="active"
        value=${active}
        options=${[['', w.everybody], ['true', w.onlyActive], ['false', w.onlyInactive]]}
        onChange=${(value: string) => filter({ active: value })}
      />
    </div>
    <${Loaded} of=${list}>
      ${({ results }: { results: readonly TechnicianView[] }) =>
        results.length > 0
          ? html`<ul class="rows">${results.map((one) => html`<${Row} key=${one.id} technician=${one} metres=${metres.get(one.id)} />`)}</ul>`
          : html`<${Empty}
              glyph="wrench"
              title=${search || active ? w.nothingFound : w.noTechnicians}
              text=${search || active ? w.nothingFoundText : w.noTechniciansText}
            />`}
    </${Loaded}>
    <${More} list=${list} />
    ${
      isAdding &&
      html`<${TechnicianForm}
        onSaved=${({ id }: TechnicianView) => goTo(hrefOf(`/technicians/${id}`))}
        onClose=${() => setAdding(false)}
      />`
    }
  </${PageFrame}>`
}

const Row = ({ technician, metres }: { technician: TechnicianView; metres: number | undefined }): Node => {
  const { lang } = useApp()
  const w = fieldListWords[lang]
  const { id, full_name, is_active, skills } = technician
  return html`<li class="row">
    <${Swatch} color=${technician.color} />
    <div class="grow">
      <h2><a class="row-link" href=${hrefOf(`/technicians/${id}`)}><bdi>${plain(full_name)}</bdi></a></h2>
      <p class="quiet field-facts">
        <span>${hoursText(technician, lang, w)}</span>
        ${skills.length > 0 && html`<span><bdi>${plain(skills.join(', '))}</bdi></span>`}
        ${metres !== undefined && html`<span>${fill(w.kmToday, { km: distanceText(lang, metres) })}</span>`}
      </p>
    </div>
    <p class="field-tags">
      ${!is_active && html`<span class="tag bad">${w.inactive}</span>`}
      <${SeenTag} technician=${technician} />
    </p>
  </li>`
}

/** Whether they may be tracked, and if so when they were last heard of. */
export const SeenTag = ({ technician }: { technician: TechnicianView }): Node => {
  const { lang } = useApp()
  const w = fieldListWords[lang]
  const now = useNow(30_000)
  const { allow_tracking, last_seen_at } = technician
  if (!allow_tracking) return html`<span class="tag">${w.consentNo}</span>`
  if (!last_seen_at) return html`<span class="tag warn">${w.neverSeen}</span>`
  const age = now - Date.parse(last_seen_at)
  return html`<span class=${age > staleMs ? 'tag warn' : 'tag good'}>${age < 60_000 ? w.seenNow : fill(w.seen, { when: relative(lang, -age) })}</span>`
}

/** Their colour on the map and on the board. */
export const Swatch = ({ color }: { color: string }): Node =>
  html`<svg class="field-swatch" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="11" fill=${color} /></svg>`

export const hoursText = (
  { work_start_time, work_end_time }: TechnicianView,
  lang: Parameters<typeof wallTime>[0],
  w: FieldListWords,
): string => {
  if (work_start_time === work_end_time) return w.hoursAll
  const hours = { from: wallTime(lang, work_start_time), to: wallTime(lang, work_end_time) }
  return fill(work_end_time < work_start_time ? w.hoursOver : w.hours, hours)
}
