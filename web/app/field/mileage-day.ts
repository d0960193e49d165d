import './field.css'
import type { MileageDayDetail } from '../../../domain/mileage/schema.ts'
import { dayText, distanceText, duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf } from '../router.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { PageFrame } from '../ui/page.ts'
import { timeOf } from '../ui/time.ts'
import { type MileageWords, mileageWords } from './mileage-words.ts'

/** One technician's way on one day, with the silences in it. */
export const MileageDayPage = ({ params }: PageProps): Node => {
  const { api, lang } = useApp()
  const w = mileageWords[lang]
  const { technician = '', date = '' } = params
  const read = useLoad(
    () =>
      api.get<MileageDayDetail>(
        `/api/trakservice/km/${encodeURIComponent(technician)}/${encodeURIComponent(date)}/`,
      ),
    [technician, date],
  )
  const title = read.value ? dayText(lang, read.value.date) : w.mileage
  return html`<${PageFrame} title=${title} back=${{ href: hrefOf('/mileage'), word: w.mileage }}>
    <${Loaded} of=${read}>${(day: MileageDayDetail) => html`<${Way} day=${day} w=${w} />`}</${Loaded}>
  </${PageFrame}>`
}

const Way = ({ day, w }: { day: MileageDayDetail; w: MileageWords }): Node => {
  const { lang, zone } = useApp()
  const { technician, distance_m, bridged_m, positions, is_final, gaps } = day
  const time = (at: string | null) => (at ? timeOf(lang, zone, at) : '–')
  return html`<section class="panel">
    <h2><a href=${hrefOf(`/technicians/${technician.id}`)}><bdi>${plain(technician.full_name)}</bdi></a></h2>
    <p><strong>${distanceText(lang, distance_m)}</strong> <span class=${is_final ? 'tag good' : 'tag warn'}>${is_final ? w.final : w.notFinal}</span></p>
    ${bridged_m > 0 && html`<p class="quiet">${fill(w.bridged, { distance: distanceText(lang, bridged_m) })}</p>`}
    <p class="quiet field-facts"><span>${fill(w.gap, { from: time(day.first_at), to: time(day.last_at) })}</span><span>${fill(w.positions, { count: positions })}</span></p>
    <h3>${w.gaps}</h3>
    ${
      gaps.length === 0
        ? html`<p class="quiet">${w.noGaps}</p>`
        : html`<p class="quiet">${w.gapsText}</p>
            <ul class="field-list">
              ${gaps.map(
                (gap) => html`<li class="field-visit" key=${gap.from}>
                  <${Glyph} name="warning" />
                  <span class="grow">${fill(w.gap, { from: time(gap.from), to: time(gap.to) })} <span class="quiet km-length">${duration(lang, gap.duration_s * 1000)}</span></span>
                  <strong>${distanceText(lang, gap.distance_m)}</strong>
                </li>`,
              )}
            </ul>`
    }
  </section>`
}
