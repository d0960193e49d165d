import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { dateTime } from '../ui/time.ts'
import type { Car } from './model.ts'
import { fleetWords } from './words.ts'

/** The links of a vehicle that stand, and a way to each. */
export const VehicleLinks = ({ car, onShare }: { car: Car; onShare: () => void }): Node => {
  const { api, lang, zone } = useApp()
  const w = fleetWords[lang]
  const query = new URLSearchParams({
    resource_type: 'vehicle',
    resource_id: car.id,
    status: 'active',
    page_size: '10',
  })
  const links = useList<ShareView>(api, `/api/v3/shares/?${query}`)
  return html`<section class="fleet-section" aria-label=${w.links}>
    <h2>${w.links}</h2>
    <${Loaded} of=${links} lines=${1}>${({ results }: { results: readonly ShareView[] }) =>
      results.length === 0
        ? html`<p class="quiet">${w.noLinks} <button type="button" class="link" onClick=${onShare}>${w.shareIt}</button></p>`
        : html`<ul class="fleet-links">
            ${results.map(
              ({ uuid, title, recipient, expires_at, counts }) =>
                html`<li key=${uuid}>
                  <a href=${hrefOf(`/links/${uuid}`)}><bdi>${plain(title ?? recipient?.name ?? '') || plain(car.name)}</bdi></a>
                  <span class="hint">
                    ${expires_at ? fill(w.linkUntil, { time: dateTime(lang, zone, expires_at) }) : w.linkForGood} · ${fill(w.linkViews, { count: counts.views })}
                  </span>
                </li>`,
            )}
          </ul>`}</${Loaded}>
    <${More} list=${links} />
  </section>`
}
