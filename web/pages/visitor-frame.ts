import { type Content, html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { LanguageChoice } from './language-choice.ts'
import { plain, plainLines } from './plain.ts'
import { RunningTimeLeft } from './time-left.ts'
import type { VisitorProps } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'
import { words } from './words.ts'

interface FrameProps {
  readonly props: VisitorProps
  /** `wide` for what stands side by side. */
  readonly kind: 'narrow' | 'wide'
  /** What stands above the heading; by itself, that somebody shared it. */
  readonly above?: Content
  readonly heading?: string
  /** What stands under the heading, in one line. */
  readonly under?: Content
  readonly children?: Content
}

/** What is around everything that is shared: what it is called, and how long it is there for whom. */
export const VisitorFrame = ({ props, kind, above, heading, under, children }: FrameProps): Node => {
  const { lang, description, isEmbedded } = props
  const w = visitorWords[lang]
  const title = plain(heading ?? props.title)
  return html`<main class=${`visitor ${kind}${isEmbedded ? ' embedded' : ''}`}>
    <header class="visitor-head">
      ${(above || !isEmbedded) && html`<p class="eyebrow">${above ?? words[lang].shared}</p>`}
      <div class="title-line">
        <h1 class=${title.length > longTitle ? 'long' : undefined}><bdi>${title}</bdi></h1>
        ${isEmbedded && html`<${OpenPage} ...${props} />`}
      </div>
      ${under && html`<p class="quiet under-title">${under}</p>`}
      ${description && !isEmbedded && html`<p class="prose">${plainLines(description)}</p>`}
    </header>
    ${children}
    <footer class="visitor-foot">
      <${RunningTimeLeft} lang=${lang} expiresAt=${props.expiresAt} serverTime=${props.serverTime} />
      ${!isEmbedded && html`<p class="quiet hint">${w[`${props.shareType}Hint`]}</p>`}
      ${!isEmbedded && html`<${LanguageChoice} lang=${lang} to=${props.here} />`}
    </footer>
  </main>`
}

const longTitle = 40

const OpenPage = ({ lang, home }: VisitorProps): Node =>
  html`<a class="button open-page" href=${home} target="_blank" rel="noopener">
    <${Glyph} name="out" />${words[lang].openPage}
  </a>`
