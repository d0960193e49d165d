import { useState } from 'preact/hooks'
import type { AlbumLinkView } from '../../../domain/albums/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { instantOf, wallClock } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { albumLinkWords } from './link-words.ts'

const dayMs = 86_400_000
const days = [1, 7, 30, 365] as const

interface LinkFormProps {
  readonly path: string
  /** The live one; `null`: a new one is made. */
  readonly link: AlbumLinkView | null
  readonly onSaved: (link: AlbumLinkView) => void
}

/** What the album's link lets people do, and until when. */
export const LinkForm = ({ path, link, onSaved }: LinkFormProps): Node => {
  const { api, lang, say, zone } = useApp()
  const w = { ...uiWords[lang], ...albumLinkWords[lang] }
  const { busy, refused, run } = useTask()
  const [end, setEnd] = useState(link ? 'keep' : 'never')
  const save = (event: Event) => {
    const { is_collaboration, until } = valuesOf(event)
    const at = endOf(end, zone, until, link === null)
    const body = { is_collaboration: is_collaboration === 'on', ...(at !== undefined && { expires_at: at }) }
    return run(async () => {
      onSaved(await api.put<AlbumLinkView>(path, body))
      setEnd('keep')
      say(link ? w.linkSaved : w.linkMade)
    })
  }
  const now = Date.now()
  return html`<form class="stack" onSubmit=${save}>
    <label class="check">
      <input type="checkbox" name="is_collaboration" defaultChecked=${link?.is_collaboration ?? false} />
      <span>${w.letAdd}<br /><span class="hint">${w.letAddHint}</span></span>
    </label>
    <p class="field">
      <label for="album-link-end">${w.howLong}</label>
      <select id="album-link-end" value=${end} onChange=${(event: Event) => setEnd((event.currentTarget as HTMLSelectElement).value)}>
        ${link && html`<option value="keep">${w.keep}</option>`}
        <option value="never">${w.noEnd}</option>
        ${days.map((count) => html`<option key=${count} value=${String(count)}>${count === 1 ? w.oneDay : fill(w.manyDays, { count })}</option>`)}
        <option value="own">${w.own}</option>
      </select>
      ${faultOf(refused, 'expires_at') && end !== 'own' && html`<span class="fault">${faultOf(refused, 'expires_at')}</span>`}
    </p>
    ${
      end === 'own' &&
      html`<${Field}
        label=${w.until}
        fault=${faultOf(refused, 'expires_at')}
        input=${{ name: 'until', type: 'datetime-local', required: true, min: wallClock(zone, now + 60_000), defaultValue: wallClock(zone, now + 7 * dayMs) }}
      />`
    }
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button class=${link ? 'button' : 'button primary'} disabled=${busy}>
        ${link ? w.saveLink : html`<${Glyph} name="link" />${w.create}`}
      </button>
    </div>
  </form>`
}

/** `undefined`: as it is; of a new link, as long as the organization allows. */
const endOf = (
  end: string,
  zone: string,
  until: string | undefined,
  isNew: boolean,
): string | null | undefined => {
  if (end === 'keep' || (end === 'never' && isNew)) return undefined
  if (end === 'never') return null
  const at = end === 'own' ? instantOf(zone, until ?? '') : Date.now() + Number(end) * dayMs
  return new Date(at).toISOString()
}
