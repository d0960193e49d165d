import type { CommentView } from '../../../domain/comments/schema.ts'
import { html, type Node } from '../html.ts'
import { Glyph } from '../icons.ts'
import { Media } from '../media.ts'
import { plain } from '../plain.ts'
import { fill } from '../words.ts'
import { PdfPage } from './pdf-page.ts'
import type { CollabLive, CollabProps } from './props.ts'
import { threadsOf } from './threads.ts'
import { collabWords } from './words.ts'

interface StageProps {
  readonly props: CollabProps
  readonly live: CollabLive | undefined
  /** Said where the file is not kept to be looked at; what was pinned on it has no place then. */
  readonly lacks?: string
}

/**
 * The medium and what lies on it. Everything on it is placed in parts of the medium, so that it stands where it belongs at
 * any size; the script moves the cursors and draws by itself, in the layers that are left to it.
 */
export const Stage = ({ props, live, lacks }: StageProps): Node => {
  const { lang, asset } = props
  const isMissing = lacks !== undefined && asset.preview === null
  const w = collabWords[lang]
  return html`<section class=${`stage tool-${live?.tool ?? 'look'}`} aria-label=${w.stage}>
    <div class="stage-scroll" id="stage-scroll" tabindex=${live ? 0 : undefined}>
      <div class="stage-box" id="stage-box" style=${live && !isMissing && shapeOf(asset)}>
        ${
          asset.kind === 'pdf' && asset.preview !== null && live
            ? html`<${PdfPage} title=${asset.title} />`
            : html`<${Media} asset=${asset} lang=${lang} lacks=${lacks} />`
        }
        ${
          live &&
          !isMissing &&
          html`<div class="stage-layer">
              <svg class="drawings" id="drawings" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true"></svg>
              <${Pins} props=${props} live=${live} />
              <div class="cursors" id="cursors" aria-hidden="true"></div>
            </div>
            ${live.tool !== 'look' && html`<div class="stage-catch" id="stage-catch" aria-hidden="true"></div>`}`
        }
      </div>
    </div>
    ${live?.tool === 'draw' && html`<div id="draw-tools"></div>`}
    ${live && !isMissing && html`<${StageBar} ...${{ props, live }} />`}
  </section>`
}

const Pins = ({ props, live }: { props: CollabProps; live: CollabLive }): Node => {
  const w = collabWords[props.lang]
  const pins = threadsOf(props.comments).filter(
    ({ first }) =>
      first.position_x !== null &&
      (first.page ?? live.page) === live.page &&
      (live.showsResolved || first.resolved_at === null || live.selected === first.id),
  )
  return html`<div class="pins">
    ${pins.map(
      ({ first, number }) => html`<button
        key=${first.id}
        type="button"
        class=${`pin${live.selected === first.id ? ' selected' : ''}${first.resolved_at ? ' resolved' : ''}`}
        style=${placeOf(first)}
        aria-label=${fill(w.pin, { number, name: plain(first.author.name) })}
        onClick=${() => live.act.select(first.id)}
      >${number}</button>`,
    )}
    ${
      live.draft?.x != null &&
      html`<span class="pin draft" style=${{ left: `${live.draft.x * 100}%`, top: `${live.draft.y! * 100}%` }}></span>`
    }
  </div>`
}

/** By the script alone: the policy lets no style come with the page. */
const shapeOf = ({ width, height }: CollabProps['asset']) =>
  width && height ? { '--ratio': String(width / height) } : undefined

const placeOf = ({ position_x, position_y }: CommentView) => ({
  left: `${position_x! * 100}%`,
  top: `${position_y! * 100}%`,
})

const StageBar = ({ props, live }: { props: CollabProps; live: CollabLive }): Node => {
  const w = collabWords[props.lang]
  const { act, zoom, page, pages } = live
  const percent = `${Math.round(zoom * 100)} %`
  const button = (label: string, act: () => void, sign: unknown, isOff = false) =>
    html`<button type="button" class="button small" aria-label=${label} title=${label} disabled=${isOff} onClick=${act}>${sign}</button>`
  return html`<div class="stage-bar">
    ${
      pages > 1 &&
      html`<span class="pages">
        ${button(w.before, () => act.page(page - 1), html`<${Glyph} name="before" />`, page <= 1)}
        <span>${fill(w.page, { at: page, count: pages })}</span>
        ${button(w.after, () => act.page(page + 1), html`<${Glyph} name="after" />`, page >= pages)}
      </span>`
    }
    <span class="zooms">
      ${button(w.zoomOut, () => act.zoom(zoom / 1.5), '−', zoom <= 1)}
      ${button(`${w.zoomFit}, ${percent}`, () => act.zoom(1), percent)}
      ${button(w.zoomIn, () => act.zoom(zoom * 1.5), '+', zoom >= 8)}
    </span>
  </div>`
}
