import { useState } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, valuesOf } from '../ui/form.ts'
import { instantOf, wallClock } from '../ui/time.ts'
import type { LinkDeeds } from './change-link.ts'
import { useSpeech } from './speech.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** More time for a link: an hour, a day, or until a moment of one's choice. */
export const ExtendLink = ({ link, deeds }: { link: ShareView; deeds: LinkDeeds }): Node | null => {
  const { zone } = useApp()
  const w = useSpeech()
  const [isChoosing, choose] = useState(false)
  const { busy, refused, extend, endAt } = deeds
  if (link.expires_at === null) return null
  const submit = async (event: Event) => {
    const { until = '' } = valuesOf(event)
    await endAt(link, instantOf(zone, until))
    choose(false)
  }
  return html`<div class="stack" role="group" aria-label=${w.extend}>
    <div class="buttons">
      <button type="button" class="button" disabled=${busy} onClick=${() => extend(link, hour)}>${w.hourMore}</button>
      <button type="button" class="button" disabled=${busy} onClick=${() => extend(link, day)}>${w.dayMore}</button>
      <button type="button" class="button" aria-expanded=${String(isChoosing)} onClick=${() => choose(!isChoosing)}>${w.ownEnd}</button>
    </div>
    ${
      isChoosing &&
      html`<form class="stack" onSubmit=${submit}>
        <${Field}
          label=${w.until}
          hint=${fill(w.inZone, { zone: zone.replaceAll('_', ' ') })}
          fault=${faultOf(refused, 'expires_at')}
          input=${{ name: 'until', type: 'datetime-local', required: true, min: wallClock(zone, Date.now() + minute), defaultValue: wallClock(zone, Math.max(Date.parse(link.expires_at), Date.now() + hour)) }}
        />
        <div class="buttons"><button class="button primary" disabled=${busy}><${Glyph} name="clock" />${w.extend}</button></div>
      </form>`
    }
  </div>`
}
