import { useState } from 'preact/hooks'
import type { LinkPolicyPreview } from '../../../domain/share-links/policy-schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { uiWords } from '../ui/words.ts'
import { linksWords } from './links-words.ts'

interface PolicyPreviewProps {
  readonly preview: LinkPolicyPreview
  readonly onSave: (applies: boolean) => Promise<void>
  readonly onClose: () => void
}

/** Which links a policy would touch, and the choice of what becomes of them. */
export const PolicyPreview = ({ preview, onSave, onClose }: PolicyPreviewProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...linksWords[lang] }
  const { busy, refused, run } = useTask()
  const [applies, setApplies] = useState(false)
  const { count, would_adjust: adjusted, would_revoke: revoked, results } = preview
  const touches = count > 0
  const choice = (value: boolean, word: string, hint: string) => html`<label class="check">
    <input type="radio" name="existing" checked=${applies === value} onChange=${() => setApplies(value)} />
    <span>${word}<span class="hint">${hint}</span></span>
  </label>`
  return html`<${Dialog} title=${w.lookTitle} closeWord=${w.close} onClose=${onClose}>
    <p>${touches ? fill(w.touches, { count }) : w.touchesNone}</p>
    ${
      touches &&
      html`<ul class="rows touched">
        ${results.map(
          (link) => html`<li key=${link.uuid} class="row">
            <a class="grow" href=${hrefOf(`/links/${link.uuid}`)} target="_blank" rel="noopener"><bdi>${plain(link.title ?? '') || w[link.resource.type]}</bdi></a>
            <span class=${link.outcome === 'revoked' ? 'tag bad' : 'tag warn'}>${link.outcome === 'revoked' ? w.ends : w.shortened}</span>
          </li>`,
        )}
      </ul>
      ${results.length < count && html`<p class="hint">${fill(w.andMore, { count: count - results.length })}</p>`}
      <fieldset class="choices"><legend class="visually-hidden">${w.existing}</legend>
        ${choice(false, w.leave, w.leaveHint)}
        ${choice(true, w.apply, fill(w.applyHint, { adjusted, revoked }))}
      </fieldset>`
    }
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button type="button" class=${applies && revoked > 0 ? 'button danger sure' : 'button primary'} disabled=${busy} onClick=${() => run(() => onSave(applies))}>${applies ? w.saveApply : w.savePolicy}</button>
      <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
    </div>
  </${Dialog}>`
}
