import { AlbumPage } from './album.ts'
import { AssetPage } from './asset.ts'
import { html, type Node } from './html.ts'
import { LockedPage } from './locked.ts'
import { QuotePage } from './quote.ts'
import { TripPage } from './trip.ts'
import type { VisitorView } from './visitor.ts'

const pages = { asset: AssetPage, album: AlbumPage, trip: TripPage, quote: QuotePage, locked: LockedPage }

/** The page that a view is drawn as, by the server and by the browser. */
export const visitorPage = ({ page, props }: VisitorView): Node =>
  html`<${pages[page]} ...${props} />` as Node
