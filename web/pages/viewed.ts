import type { Language } from '../../domain/problem.ts'
import { CloseUp } from './close-up.ts'
import { html, type Node } from './html.ts'
import { Media } from './media.ts'
import { PdfReader } from './pdf-reader.ts'
import type { VisitorAsset } from './visitor.ts'

interface ViewedProps {
  readonly asset: VisitorAsset
  readonly lang: Language
  /** Somebody asked to read the document here. */
  readonly isRead: boolean
}

/** A file as visitors look at it: pictures from near, documents page by page once they ask for it. */
export const Viewed = ({ asset, lang, isRead }: ViewedProps): Node => {
  const { kind, preview } = asset
  if (preview && kind === 'image') return html`<${CloseUp} asset=${asset} lang=${lang} />`
  if (preview && kind === 'pdf' && isRead) return html`<${PdfReader} asset=${asset} lang=${lang} />`
  return html`<${Media} asset=${asset} lang=${lang} />`
}
