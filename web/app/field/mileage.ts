import './field.css'
import type { MileageDayView, MileageView } from '../../../domain/mileage/schema.ts'
import type { TechnicianView } from '../../../domain/technicians/schema.ts'
import { distanceText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import { FieldTabs } from '../dispatch/field-tabs.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf, replaceWith } from '../router.ts'
import { Field, Trouble, useTask } from '../ui/form.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { saveFile } from '../ui/save-file.ts'
import { dayOf, isoDay, timeOf } from '../ui/time.ts'
import { type MileageWords, mileageWords } from './mileage-words.ts'
import { SelectField } from './select-field.ts'

const dayMs = 86_400_000
const mostDays = 31

/** How far each technician went, day by day, and all of it as a table to take along. */
export const MileagePage = ({ query }: PageProps): Node => {
  const { api, lang, zone } = useApp()
  const w = mileageWords[lang]
  const today = isoDay(zone, Date.now())
  const from = query.get('from') ?? isoDay(zone, Date.now() - 6 * dayMs)
  const to = query.get('to') ?? today
  const technician = query.get('technician') ?? ''
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  const isGood = days >= 1 && days <= mostDays
  const path = `/api/trakservice/km/?${new URLSearchParams({ from, to, ...(technician && { technician_id: technician }) })}`
  const crew = useLoad(
    () => api.get<ListPage<TechnicianView>>('/api/trakservice/technicians/?page_size=200'),
    [],
  )
  const list = useLoad(async () => (isGood ? api.get<MileageView>(path) : null), [path, isGood])
  const { busy, refused, run } = useTask()
  const filter = (changes: Record<string, string>) =>
    replaceWith(hrefOf('/mileage', { from, to, technician, ...changes }))
  const save = () => run(async () => saveFile(await api.file(`${path}&format=csv`), `km-${from}-${to}.csv`))
  const date = (name: 'from' | 'to', value: string) =>
    html`<${Field} label=${w[name]} input=${{ name, type: 'date', value, max: today, onChange: (event: Event) => filter({ [name]: (event.target as HTMLInputElement).value || value }) }} />`

  return html`<${PageFrame} title=${w.mileage} actions=${html`<button type="button" class="button" disabled=${busy || !isGood} onClick=${save}><${Glyph} name="down" />${w.csv}</button>`}>
    <${FieldTabs} here="mileage" />
    <div class="toolbar">
      ${date('from', from)} ${date('to', to)}
      <${SelectField}
        label=${w.technician}
        name="technician"
        value=${technician}
        options=${[['', w.all] as const, ...(crew.value?.results ?? []).map((one) => [one.id, plain(one.full_name)] as const)]}
        onChange=${(value: string) => filter({ technician: value })}
      />
    </div>
    <p class="hint">${w.rangeHint}</p>
    <${Trouble} refused=${refused} />
    ${
      isGood
        ? html`<${Loaded} of=${list}>${(read: MileageView | null) => read && html`<${Ways} days=${read.results} totals=${read.totals} w=${w} />`}</${Loaded}>`
        : html`<p class="trouble" role="alert">${w.badRange}</p>`
    }
  </${PageFrame}>`
}

interface WaysProps {
  readonly days: readonly MileageDayView[]
  readonly totals: MileageView['totals']
  readonly w: MileageWords
}

/** A table for each technician, with what it comes to. */
const Ways = ({ days, totals, w }: WaysProps): Node => {
  const { lang } = useApp()
  if (days.length === 0) return html`<${Empty} glyph="map" title=${w.nothing} text=${w.nothingText} />`
  const byTechnician = Map.groupBy(days, ({ technician }) => technician.id)
  return html`<div class="stack">
    ${[...byTechnician].map(([id, own]) => {
      const name = plain(own[0]!.technician.full_name)
      const total = totals.find(({ technician_id }) => technician_id === id)?.km ?? 0
      return html`<section class="panel" key=${id}>
        <h2><bdi>${name}</bdi></h2>
        <div class="scroll-table" tabindex="0" role="region" aria-label=${name}>
          <table class="plain km-table">
            <thead><tr><th scope="col">${w.day}</th><th scope="col" class="number">${w.distance}</th><th scope="col">${w.firstAndLast}</th><th scope="col" class="number">${w.gaps}</th></tr></thead>
            <tbody>${own.map((day) => html`<${DayRow} key=${day.date} day=${day} />`)}</tbody>
            <tfoot><tr><th scope="row">${w.total}</th><td class="number"><strong>${distanceText(lang, total * 1000)}</strong></td><td colspan="2"></td></tr></tfoot>
          </table>
        </div>
      </section>`
    })}
  </div>`
}

const DayRow = ({ day }: { day: MileageDayView }): Node => {
  const { lang, zone } = useApp()
  const time = (at: string | null) => (at ? timeOf(lang, zone, at) : '–')
  return html`<tr>
    <td><a href=${hrefOf(`/mileage/${day.technician.id}/${day.date}`)}>${dayOf(lang, 'UTC', day.date)}</a></td>
    <td class="number">${distanceText(lang, day.distance_m)}</td>
    <td class="km-times"><span>${time(day.first_at)} –</span> <span>${time(day.last_at)}</span></td>
    <td class="number">${day.gaps}</td>
  </tr>`
}
