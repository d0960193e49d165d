import '../tokens.css'
import './base.css'
import './last.css'
import './media.css'
import './visitor.css'
import './quote.css'
import './comments.css'
import { hydrate } from 'preact'
import { tellTimeSpent } from './time-spent.ts'
import type { VisitorView } from './visitor.ts'
import { visitorPage } from './visitor-pages.ts'

const root = document.querySelector<HTMLElement>('#root')!
const view: VisitorView = JSON.parse(document.querySelector('#props')!.textContent)

hydrate(visitorPage(view), root)
if (view.page !== 'locked') tellTimeSpent(view.props.home)
performance.mark('fleeting:ready')

// A page from the browser's back-forward cache shows what was; only the server knows what is.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
