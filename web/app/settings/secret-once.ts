import { Dialog } from '../../pages/dialog.ts'
import type { Content } from '../../pages/html.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { CopyField } from '../ui/copy.ts'
import { uiWords } from '../ui/words.ts'
import { keysWords } from './keys-words.ts'

interface SecretOnceProps {
  readonly title: string
  readonly label: string
  readonly secret: string
  readonly onClose: () => void
  readonly children?: Content
}

/** A secret that nobody can show again: it is copied here, or made anew. */
export const SecretOnce = ({ title, label, secret, onClose, children }: SecretOnceProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...keysWords[lang] }
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose}>
    <p><strong>${w.once}</strong></p>
    <${CopyField} label=${label} value=${secret} />
    ${children}
    <div class="buttons"><button type="button" class="button primary" onClick=${onClose}>${w.kept}</button></div>
  </${Dialog}>`
}
