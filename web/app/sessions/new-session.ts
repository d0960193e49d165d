import './sessions.css'
import { useRef, useState } from 'preact/hooks'
import type { AssetView } from '../../../domain/assets/schema.ts'
import type { CreatedSession } from '../../../domain/sessions/requests.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { PageFrame } from '../ui/page.ts'
import { ChooseFile } from './choose-file.ts'
import { SessionForm } from './session-form.ts'
import { SessionReady } from './session-ready.ts'
import { sessionsWords } from './words.ts'

/** From a file to a session on it: the file, who and how, and then the link. */
export const NewSessionPage = ({ query }: PageProps): Node => {
  const { lang } = useApp()
  const w = sessionsWords[lang]
  const id = query.get('asset') ?? ''
  const choose = (asset: AssetView) => goTo(hrefOf('/sessions/new', { asset: String(asset.id) }))
  return html`<${PageFrame} title=${w.newTitle} back=${{ href: '#/sessions', word: w.toSessions }}>
    <div class="session-new">
      ${/^\d+$/.test(id) ? html`<${OnFile} key=${id} id=${id} />` : html`<${ChooseFile} onChoose=${choose} />`}
    </div>
  </${PageFrame}>`
}

const OnFile = ({ id }: { id: string }): Node => {
  const { api } = useApp()
  const asset = useLoad(() => api.get<AssetView>(`/api/v3/assets/${id}`), [])
  const [made, setMade] = useState<CreatedSession | null>(null)
  /** The same for each try, so that a second press, or a line that was lost, makes no second session. */
  const key = useRef(crypto.randomUUID?.() ?? String(Math.random()))
  if (made) return html`<${SessionReady} made=${made} />`
  return html`<${Loaded} of=${asset} lines=${4}>
    ${(file: AssetView) => html`<${SessionForm} ...${{ asset: file, idempotencyKey: key.current, onMade: setMade }} />`}
  </${Loaded}>`
}
