import { useEffect, useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import { playingTime } from './format.ts'
import { html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { Lightbox } from './lightbox.ts'
import { plain } from './plain.ts'
import type { AlbumPageProps, VisitorAsset } from './visitor.ts'
import { VisitorFrame } from './visitor-frame.ts'
import { visitorWords } from './visitor-words.ts'
import { fill } from './words.ts'

/** Everything in an album, small. Each leads to its own view: a page, or with a script a dialog over this one. */
export const AlbumPage = (props: AlbumPageProps): Node => {
  const { lang, items, zip, join } = props
  const w = visitorWords[lang]
  const { shown, open, close } = useShown(items)
  const count = items.length === 1 ? w.item : fill(w.items, { count: items.length })
  return html`<${VisitorFrame} props=${props} kind="wide" under=${items.length > 0 && count}>
    ${
      (join || (zip && items.length > 0)) &&
      html`<div class="actions">
        ${join && html`<a class="button primary" href=${join}><${Glyph} name="plus" />${w.addYours}</a>`}
        ${zip && items.length > 0 && html`<a class="button" href=${zip}><${Glyph} name="down" />${w.downloadAll}</a>`}
      </div>`
    }
    ${
      items.length === 0
        ? html`<p class="empty">${w.emptyAlbum}</p>`
        : html`<ul class="grid">
            ${items.map((item, at) => html`<${Thumbnail} key=${item.id} ...${{ item, lang, isInSight: at < inSight, onOpen: () => open(at) }} />`)}
          </ul>`
    }
    ${shown !== null && html`<${Lightbox} ...${{ items, at: shown, lang, onMove: open, onClose: close }} />`}
  </${VisitorFrame}>`
}

/** As many as a phone shows at once: whoever opens the page waits for them, so they are not put off until it is laid out. */
const inSight = 4

interface ThumbnailProps {
  readonly item: VisitorAsset
  readonly lang: Language
  readonly isInSight: boolean
  readonly onOpen: () => void
}

const Thumbnail = ({ item, lang, isInSight, onOpen }: ThumbnailProps): Node => {
  const { kind, thumbnail, durationS } = item
  const click = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return // a tab of its own is wanted
    event.preventDefault()
    onOpen()
  }
  return html`<li>
    <a class="thumb" id=${`item-${item.id}`} href=${item.page} onClick=${click}>
      <span class="thumb-picture">
        ${
          thumbnail
            ? html`<img src=${thumbnail} alt="" width="512" height="512" loading=${isInSight ? 'eager' : 'lazy'} decoding="async" />`
            : html`<span class="kind-mark"><${Glyph} name=${kind} /></span>`
        }
        ${
          kind !== 'image' &&
          html`<span class="thumb-kind">
            <${Glyph} name=${kind} /><span class="visually-hidden">${visitorWords[lang][kind]}: </span>
            ${durationS !== null && playingTime(durationS)}
          </span>`
        }
      </span>
      <bdi class="thumb-title">${plain(item.title)}</bdi>
    </a>
  </li>`
}

/** Which item is open, as the address says: the browser's own way back closes it. */
const useShown = (items: readonly VisitorAsset[]) => {
  const [shown, setShown] = useState<number | null>(null)
  useEffect(() => {
    const follow = () => {
      const id = Number(new URLSearchParams(location.search).get('item'))
      const at = items.findIndex((item) => item.id === id)
      setShown(at < 0 ? null : at)
    }
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [items])

  const open = (at: number) => {
    const { id, page } = items[at]!
    if (shown === null) history.pushState({ item: id }, '', page)
    else history.replaceState({ item: id }, '', page)
    setShown(at)
  }
  const close = () => {
    if (history.state?.item) history.back()
    else setShown(null)
  }
  return { shown, open, close }
}
