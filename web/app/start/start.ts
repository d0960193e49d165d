import { html, type Node } from '../../pages/html.ts'
import { PageFrame } from '../ui/page.ts'

export const StartPage = (): Node => html`<${PageFrame} title="Start" />`
