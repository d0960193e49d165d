import type { LocationAuditView, LocationLookView } from '../../../../domain/tracking/schema.ts'
import { html, type Node } from '../../../pages/html.ts'
import { plain } from '../../../pages/plain.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { More, useList } from '../../ui/list.ts'
import { Loaded } from '../../ui/loading.ts'
import { Empty } from '../../ui/page.ts'
import { dateTime } from '../../ui/time.ts'
import { type PositionWords, positionWords } from './words.ts'

interface RecordsProps {
  readonly technician: string
}

/** Who looked at where a technician is or was: for themself, and for those who answer for it. */
export const Looks = ({ technician }: RecordsProps): Node => {
  const { api, lang, zone } = useApp()
  const w = positionWords[lang]
  const list = useList<LocationLookView>(api, `/api/trakservice/technicians/${technician}/location/views/`)
  return html`<p class="quiet">${w.looksText}</p>
    <${Loaded} of=${list}>
      ${({ results }: { results: readonly LocationLookView[] }) =>
        results.length === 0
          ? html`<${Empty} glyph="eye" title=${w.noLooks} text=${w.looksText} />`
          : html`<${RecordTable} label=${w.looks} heads=${[w.when, w.whoColumn, w.whatColumn]}>
              ${results.map(
                (look, i) => html`<tr key=${i}>
                  <td>${dateTime(lang, zone, look.last_at)}</td>
                  <td><bdi>${look.viewer ? plain(look.viewer.full_name) : w.somebody}</bdi></td>
                  <td>${w[`via_${look.via}`]}, ${look.looks === 1 ? w.once : fill(w.times, { count: look.looks })}</td>
                </tr>`,
              )}
            </${RecordTable}>`}
    </${Loaded}>
    <${More} list=${list} />` as Node
}

const outcomes: Readonly<Record<LocationAuditView['outcome'], keyof PositionWords>> = {
  accepted: 'accepted',
  duplicate: 'duplicate',
  refused: 'refusedEntry',
}

/** Each place that was taken or refused, without the place. */
export const Records = ({ technician }: RecordsProps): Node => {
  const { api, lang, zone } = useApp()
  const w = positionWords[lang]
  const list = useList<LocationAuditView>(api, `/api/trakservice/technicians/${technician}/location/audit/`)
  return html`<p class="quiet">${w.recordsText}</p>
    <${Loaded} of=${list}>
      ${({ results }: { results: readonly LocationAuditView[] }) =>
        results.length === 0
          ? html`<${Empty} glyph="clock" title=${w.noRecords} text=${w.recordsText} />`
          : html`<${RecordTable} label=${w.records} heads=${[w.when, w.outcome, w.device]}>
              ${results.map(
                ({ outcome, code, recorded_at, at, device_id }, i) => html`<tr key=${i}>
                  <td>${dateTime(lang, zone, recorded_at ?? at)}</td>
                  <td>
                    <span class=${outcome === 'accepted' ? 'tag good' : 'tag warn'}>${w[outcomes[outcome]]}</span>
                    ${code && html` <span class="quiet">${whyOf(code, w)}</span>`}
                  </td>
                  <td><bdi>${plain(device_id ?? '')}</bdi></td>
                </tr>`,
              )}
            </${RecordTable}>`}
    </${Loaded}>
    <${More} list=${list} />` as Node
}

const whyOf = (code: string, w: PositionWords): string =>
  code === 'outside_work_window' ? w.whyHours : code === 'tracking_not_allowed' ? w.whyConsent : code

interface TableProps {
  readonly label: string
  readonly heads: readonly string[]
  readonly children: unknown
}

const RecordTable = ({ label, heads, children }: TableProps): Node =>
  html`<div class="scroll-table" tabindex="0" role="region" aria-label=${label}>
    <table class="plain">
      <thead><tr>${heads.map((head) => html`<th scope="col" key=${head}>${head}</th>`)}</tr></thead>
      <tbody>${children}</tbody>
    </table>
  </div>`
