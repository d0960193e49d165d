import './share.css'
import { useEffect, useState } from 'preact/hooks'
import type { Language } from '../../../domain/problem.ts'
import type { ShareTrackView } from '../../../domain/share-links/share-track.ts'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { clockTime, duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { type Api, Refused } from '../api.ts'
import { CopyField } from '../ui/copy.ts'
import { Trouble, useTask, valuesOf } from '../ui/form.ts'
import type { UiWords } from '../ui/words.ts'
import { HowLong, type HowLongChoice, readHowLong } from './how-long.ts'
import type { ShareWords } from './words.ts'

interface ShareDialogProps {
  readonly api: Api
  readonly lang: Language
  readonly w: ShareWords & UiWords
  readonly vehicle: VehicleView
  /** Whoever may not, still takes the link along. */
  readonly mayManage: boolean
  readonly now: number
  readonly onClose: () => void
}
type Link = ShareTrackView | null | 'unknown'

const root = '/api/fleet/share-track'

/** One link a vehicle: make it, take it along, give it more time, withdraw it. */
export const ShareDialog = ({ api, lang, w, vehicle, mayManage, now, onClose }: ShareDialogProps): Node => {
  const [link, setLink] = useState<Link>('unknown')
  const [note, setNote] = useState('')
  const { busy, refused, run } = useTask()
  const name = plain(vehicle.name)
  const imei = encodeURIComponent(vehicle.imei)

  useEffect(() => {
    run(async () => setLink(await existing(api, imei)))
  }, [imei])

  const share = (choice: HowLongChoice) =>
    run(async () => {
      setNote('')
      setLink(await api.post<ShareTrackView>(`${root}/create`, { imei: vehicle.imei, ...choice }))
    })
  const stop = () =>
    run(async () => {
      await api.delete(`${root}/delete/${imei}`)
      setLink(null)
      setNote(w.stopped)
    })
  const runOut = link && link !== 'unknown' && Date.parse(link.scheduled_for) <= now
  const current = link && link !== 'unknown' && !runOut ? link : null

  return html`<${Dialog} title=${fill(w.shareTitle, { name })} closeWord=${w.close} onClose=${onClose}>
    <p class="quiet">${fill(w.shareText, { name })}</p>
    ${link === 'unknown' && busy && html`<p class="quiet">${w.loading}</p>`}
    ${current && html`<${CurrentLink} ...${{ link: current, lang, w, mayManage, now, busy, onStop: stop }} />`}
    <p role="status">${runOut ? w.ended : note}</p>
    ${!mayManage && html`<p>${w.cannotShare}</p>`}
    ${
      mayManage &&
      (link !== 'unknown' || !busy) &&
      html`<form onSubmit=${(event: Event) => share(readHowLong(valuesOf(event)))}>
        <${HowLong} lang=${lang} w=${w} now=${now} />
        <${Trouble} refused=${refused} />
        <button class=${current ? 'button' : 'button primary'} disabled=${busy}>
          ${current ? w.changeEnd : html`<${Glyph} name="share" />${w.createLink}`}
        </button>
      </form>`
    }
  </${Dialog}>`
}

const existing = async (api: Api, imei: string): Promise<ShareTrackView | null> => {
  try {
    return await api.get<ShareTrackView>(`${root}/existing/${imei}`)
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null
    throw error
  }
}

interface CurrentLinkProps {
  link: ShareTrackView
  lang: Language
  w: ShareWords & UiWords
  mayManage: boolean
  now: number
  busy: boolean
  onStop: () => void
}

const CurrentLink = ({ link, lang, w, mayManage, now, busy, onStop }: CurrentLinkProps): Node => {
  const [asking, setAsking] = useState(false)
  const end = Date.parse(link.scheduled_for)
  return html`<section class="current-link">
    <p>
      <strong>${fill(w.timeLeft, { duration: duration(lang, end - now) })}</strong>
      <span class="quiet">, <time datetime=${link.scheduled_for}>${fill(w.endsAt, { time: clockTime(lang, end, now) })}</time></span>
    </p>
    <${CopyField} label=${w.shareLink} value=${link.share_url} w=${w} />
    <div class="buttons">
      <a class="button" href=${link.share_url} target="_blank" rel="noopener noreferrer"><${Glyph} name="out" />${w.open}</a>
      ${mayManage && !asking && html`<button type="button" class="button danger" onClick=${() => setAsking(true)}>${w.stop}</button>`}
    </div>
    ${
      asking &&
      html`<div class="asking" role="group" aria-label=${w.stop}>
        <p>${w.stopSure}</p>
        <div class="buttons">
          <button type="button" class="button danger sure" disabled=${busy} onClick=${onStop}>${w.stopYes}</button>
          <button type="button" class="button" onClick=${() => setAsking(false)}>${w.stopNo}</button>
        </div>
      </div>`
    }
  </section>`
}
