import { useState } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { CopyField } from '../ui/copy.ts'
import { Fold } from './fields.ts'
import { addressOf, nameOf } from './link-state.ts'
import { type Network, networkNames } from './networks.ts'
import { useSpeech } from './speech.ts'

const platforms = Object.keys(networkNames) as readonly Network[]

/** All ways to give a link to somebody: the phone's own, mail, networks, another site's page. */
export const HandOn = ({ link }: { link: ShareView }): Node => {
  const w = useSpeech()
  const url = addressOf(link)
  return html`<section class="stack" aria-label=${w.handOn}>
    <div class="buttons">
      ${typeof navigator.share === 'function' && html`<${ShareSheet} link=${link} url=${url} />`}
      <a class="button" href=${url} target="_blank" rel="noopener noreferrer"><${Glyph} name="out" />${w.openIt}</a>
      <a class="button" href=${mailTo(link, url)}><${Glyph} name="mail" />${w.byMail}</a>
    </div>
    <div class="social" role="group" aria-label=${w.social}>
      ${platforms.map(
        (platform) =>
          html`<a key=${platform} class="button" href=${link.social_links[platform]} target="_blank" rel="noopener noreferrer">${networkNames[platform]}</a>`,
      )}
    </div>
    ${link.share_type === 'public' && html`<${Embed} link=${link} />`}
  </section>`
}

/** What the phone itself offers; that it was closed without sending is no failure. */
const ShareSheet = ({ link, url }: { link: ShareView; url: string }): Node => {
  const w = useSpeech()
  const share = () => navigator.share({ title: titleOf(link), url }).catch(() => {})
  return html`<button type="button" class="button primary" onClick=${share}><${Glyph} name="share" />${w.shareSheet}</button>`
}

/** The name of a thing is told only where everybody may see it, or its owner wrote it. */
const titleOf = ({ title, share_type, resource }: ShareView): string =>
  title ?? (share_type === 'public' && resource.type !== 'assignment' ? (resource.title ?? '') : '')

const mailTo = (link: ShareView, url: string): string => {
  const tagged = new URL(url)
  tagged.searchParams.set('utm_source', 'email')
  tagged.searchParams.set('utm_medium', 'email')
  const to = encodeURIComponent(link.recipient?.email ?? '')
  const body = [link.description, tagged.href].filter(Boolean).join('\n\n')
  return `mailto:${to}?subject=${encodeURIComponent(titleOf(link))}&body=${encodeURIComponent(body)}`
}

/** The frame for another site. It is shown on demand only, for it opens the link. */
const Embed = ({ link }: { link: ShareView }): Node => {
  const w = useSpeech()
  const [isShown, show] = useState(false)
  const source = link.share_url.replace(/\/share\/(?=[^/]+\/?$)/, '/embed/')
  return html`<${Fold} title=${w.embed} value=${w.embedShort}>
    <${CopyField} label=${w.embedCode} value=${link.embed_code} />
    <p class="hint">${w.embedNote}</p>
    ${
      isShown
        ? html`<iframe class="embed" src=${source} title=${`${w.previewOf}: ${nameOf(link, w)}`} sandbox="allow-scripts allow-same-origin allow-popups"></iframe>`
        : html`<div class="buttons"><button type="button" class="button" onClick=${() => show(true)}><${Glyph} name="eye" />${w.showPreview}</button></div>`
    }
  </${Fold}>`
}
