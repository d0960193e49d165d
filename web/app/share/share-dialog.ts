import './share.css'
import { useState } from 'preact/hooks'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { hasRole, useApp } from '../context.ts'
import { PassOn } from './pass-on.ts'
import type { Shareable } from './shareable.ts'
import { Sharing } from './sharing.ts'
import { useSpeech } from './speech.ts'
import { Visits } from './visits.ts'

interface ShareDialogProps {
  readonly resource: Shareable
  readonly onClose: () => void
  /** Links came, changed or went. */
  readonly onChange?: () => void
  /** Whether this member may make links to it; by their role, unless the page knows better (whose album it is). */
  readonly mayShare?: boolean
}

/** Everything about the links to one thing: those that are there, and a new one. */
export const ShareDialog = ({ resource, onClose, onChange, mayShare }: ShareDialogProps): Node => {
  const app = useApp()
  const w = useSpeech()
  const [visit, choose] = useState<Shareable | null>(null)
  const shared = visit ?? resource
  const isOurs = resource.type === 'vehicle' || resource.type === 'technician'
  const may = mayShare ?? (!isOurs || hasRole(app, 'dispatcher'))

  const inside = () => {
    if (shared.type === 'technician') return html`<${Visits} technician=${shared} onChoose=${choose} />`
    if (!may) return html`<${PassOn} resource=${shared} />`
    return html`<${Sharing} key=${shared.id} ...${{ resource: shared, onClose, onChange }} />`
  }
  return html`<${Dialog} title=${fill(w.shareTitle, { name: plain(shared.name) })} closeWord=${w.close} onClose=${onClose} isSheet=${true}>
    ${inside()}
  </${Dialog}>`
}
