import { useState } from 'preact/hooks'
import { isOpen } from '../../../domain/assignments/assignment.ts'
import type { WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import type { CreatedShare, ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { QrCode } from '../connect/qr.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { CopyField } from '../ui/copy.ts'
import { Trouble, useTask } from '../ui/form.ts'
import type { ListPage } from '../ui/list.ts'
import { useLoad } from '../ui/loading.ts'
import { dateTime } from '../ui/time.ts'
import { useBoard } from './board-context.ts'

/** The link by which the customer follows the visit: to be taken along, shown, and seen how often it was opened. */
export const VisitLink = ({ visit }: { visit: WholeAssignmentView }): Node | null => {
  const { api } = useApp()
  const { lang, zone, w } = useBoard()
  const { busy, refused, run } = useTask()
  const [hasQr, showQr] = useState(false)
  const shares = useLoad(
    () => api.get<ListPage<ShareView>>(`/api/v3/shares?resource_type=assignment&resource_id=${visit.id}`),
    [visit.id, visit.status],
  )
  const own = shares.value?.results ?? []
  const usable = own.find((one) => one.is_active)
  const url = visit.customer_link?.share_url ?? usable?.share_url
  const make = () =>
    run(async () => {
      await api.post<CreatedShare>('/api/v3/shares', {
        resource_type: 'assignment',
        resource_id: visit.id,
        ends_on: 'done',
      })
      await shares.reload()
    })
  if (!url && !isOpen(visit) && own.length === 0) return null
  return html`<section class="stack" aria-labelledby="visit-link">
    <h3 id="visit-link">${w.customerLink}</h3>
    ${
      url
        ? html`<${CopyField} label=${w.link} value=${url} />
          <div class="buttons">
            <a class="button" href=${url} target="_blank" rel="noopener noreferrer"><${Glyph} name="out" />${w.open}</a>
            <button type="button" class="button" aria-expanded=${String(hasQr)} onClick=${() => showQr(!hasQr)}><${Glyph} name="qr" />${w.qr}</button>
          </div>
          ${hasQr && html`<${QrCode} text=${url} label=${w.qr} />`}`
        : isOpen(visit) &&
          html`<p class="quiet">${visit.status === 'scheduled' ? w.linkLater : w.linkNone}</p>
            <div class="buttons"><button type="button" class="button" disabled=${busy} onClick=${make}><${Glyph} name="link" />${w.makeLink}</button></div>`
    }
    ${own.map(
      ({ uuid, counts, title }) => html`<p key=${uuid} class="link-watched">
        <${Glyph} name="eye" />
        <span>${fill(counts.views === 0 ? w.notOpened : w.openedBy, { views: counts.views, visitors: counts.visitors })}${counts.last_accessed_at && html`, ${dateTime(lang, zone, counts.last_accessed_at)}`}</span>
        <a href=${hrefOf(`/links/${uuid}`)} aria-label=${[w.whoWatched, title].filter(Boolean).join(': ')}>${w.whoWatched}</a>
      </p>`,
    )}
    <${Trouble} refused=${refused ?? shares.refused} />
  </section>`
}
