import '../tokens.css'
import './base.css'
import './last.css'
import './visitor.css'
import { hydrate } from 'preact'
import { AlbumPage } from './album.ts'
import { AssetPage } from './asset.ts'
import { html } from './html.ts'
import { LockedPage } from './locked.ts'
import { tellTimeSpent } from './time-spent.ts'
import { TripPage } from './trip.ts'
import type { VisitorView } from './visitor.ts'

const root = document.querySelector<HTMLElement>('#root')!
const { page, props }: VisitorView = JSON.parse(document.querySelector('#props')!.textContent)
const pages = { asset: AssetPage, album: AlbumPage, trip: TripPage, locked: LockedPage }

hydrate(html`<${pages[page]} ...${props} />`, root)
if (page !== 'locked') tellTimeSpent(props.home)

// A page from the browser's back-forward cache shows what was; only the server knows what is.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
