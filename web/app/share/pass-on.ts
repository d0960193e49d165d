import type { ShareTrackView } from '../../../domain/share-links/share-track.ts'
import { duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import type { Api } from '../api.ts'
import { useApp } from '../context.ts'
import { CopyField } from '../ui/copy.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { useNow } from '../ui/now.ts'
import type { Shareable } from './shareable.ts'
import { useSpeech } from './speech.ts'

/** For those who may not make links: what there is to pass on. Only the link of a vehicle's own face is everybody's. */
export const PassOn = ({ resource: { imei } }: { resource: Shareable }): Node => {
  const { api, lang } = useApp()
  const w = useSpeech()
  const now = useNow()
  const loading = useLoad(async () => ({ link: imei ? await existing(api, imei) : null }), [imei])
  return html`<p>${w.cannotShare}</p>
    <${Loaded} of=${loading} lines=${1}>
      ${({ link }: { link: ShareTrackView | null }) => {
        if (!link || Date.parse(link.scheduled_for) <= now) return html`<p class="quiet">${w.noneThere}</p>`
        const left = duration(lang, Date.parse(link.scheduled_for) - now)
        return html`<div class="stack">
          <p><strong>${fill(w.timeLeft, { duration: left })}</strong></p>
          <${CopyField} label=${w.link} value=${link.share_url} />
          <div class="buttons"><a class="button" href=${link.share_url} target="_blank" rel="noopener noreferrer"><${Glyph} name="out" />${w.openIt}</a></div>
        </div>`
      }}
    </${Loaded}>`
}

const existing = (api: Api, imei: string): Promise<ShareTrackView | null> =>
  api.getIfAny(`/api/fleet/share-track/existing/${encodeURIComponent(imei)}`)
