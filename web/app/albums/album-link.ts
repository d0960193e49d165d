import type { AlbumLinkView, AlbumView } from '../../../domain/albums/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { CopyField } from '../ui/copy.ts'
import { useTask } from '../ui/form.ts'
import { Loaded, type Loading, useLoad } from '../ui/loading.ts'
import { dateTime } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { LinkForm } from './link-form.ts'
import { albumLinkWords } from './link-words.ts'

interface AlbumLinkProps {
  readonly album: AlbumView
  /** Opens the dialog for links of every other kind. */
  readonly onMore: () => void
  readonly onClose: () => void
}

/** The album's own link: to look, or to add as well; taken along, changed, taken back. */
export const AlbumLink = ({ album, onMore, onClose }: AlbumLinkProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...albumLinkWords[lang] }
  const path = `/api/albums/${album.id}/share-link`
  const loading = useLoad(() => api.getIfAny<AlbumLinkView>(path), [album.id])
  const title = fill(w.shareTitle, { title: plain(album.title) })
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose} isSheet>
    <p class="quiet">${w.shareText}</p>
    <${Loaded} of=${loading} lines=${3}>
      ${(link: AlbumLinkView | null) => html`<div class="stack">
        ${link && html`<${Live} ...${{ link, path, loading }} />`}
        <${LinkForm} key=${link?.id} ...${{ path, link, onSaved: loading.set }} />
        <p><button type="button" class="link" onClick=${onMore}>${w.more}</button></p>
      </div>`}
    </${Loaded}>
  </${Dialog}>`
}

interface LiveProps {
  readonly link: AlbumLinkView
  readonly path: string
  readonly loading: Loading<AlbumLinkView | null>
}

const Live = ({ link, path, loading }: LiveProps): Node => {
  const { api, ask, lang, say, zone } = useApp()
  const w = { ...uiWords[lang], ...albumLinkWords[lang] }
  const { busy, refused, run } = useTask()
  const stop = async () => {
    if (!(await ask({ title: w.stopTitle, text: w.stopText, yes: w.stop }))) return
    await run(async () => {
      await api.delete(path)
      loading.set(null)
      say(w.stopped)
    })
  }
  const opened = link.access_count === 1 ? w.once : fill(w.times, { count: link.access_count })
  return html`<${CopyField} label=${w.link} value=${link.share_url} />
    <div class="link-facts">
      <img class="link-code" src=${`/api/v3/shares/${link.id}/qr?format=svg`} alt=${w.qr} width="128" height="128" />
      <dl class="link-numbers">
        <div><dt>${w.ends}</dt><dd>${link.expires_at ? dateTime(lang, zone, link.expires_at) : w.never}</dd></div>
        <div><dt>${w.opened}</dt><dd>${opened}</dd></div>
        ${link.last_accessed_at && html`<div><dt>${w.last}</dt><dd>${dateTime(lang, zone, link.last_accessed_at)}</dd></div>`}
      </dl>
    </div>
    <div class="buttons">
      <a class="button" href=${link.share_url} target="_blank" rel="noopener"><${Glyph} name="out" />${w.open}</a>
      <button type="button" class="button danger" disabled=${busy} onClick=${stop}>${w.stop}</button>
    </div>
    <div role="alert">${refused && html`<p class="trouble">${refused.message}</p>`}</div>`
}
