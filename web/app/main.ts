import '../tokens.css'
import '../pages/base.css'
import '../pages/last.css'
import '../pages/live.css'
import '../pages/dialog.css'
import '../pages/menu.css'
import './ui/ui.css'
import './ui/form.css'
import './ui/page.css'
import './ui/list.css'
import './ui/parts.css'
import './app.css'
import { render } from 'preact'
import type { AppProps } from '../pages/app.ts'
import { html } from '../pages/html.ts'
import { App } from './app.ts'

const root = document.querySelector<HTMLElement>('#root')!
const props: AppProps = JSON.parse(document.querySelector('#props')!.textContent)

root.replaceChildren()
render(html`<${App} ...${props} />`, root)
