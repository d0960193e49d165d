import { useState } from 'preact/hooks'
import { isAtLeast } from '../../../domain/actor.ts'
import { type KeyRole, keyRoles } from '../../../domain/api-keys/key.ts'
import type { CreatedApiKey } from '../../../domain/api-keys/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { Select } from '../ui/select.ts'
import { uiWords } from '../ui/words.ts'
import { keysPath } from './api-keys.ts'
import { keysWords } from './keys-words.ts'
import { roleWords } from './role-words.ts'

interface NewKeyProps {
  readonly onMade: (key: CreatedApiKey) => void
  readonly onClose: () => void
}
const lengths = [30, 90, 365] as const

/** The least role that will do is the best; for good only where somebody says so. */
export const NewKey = ({ onMade, onClose }: NewKeyProps): Node => {
  const { api, lang, me } = useApp()
  const w = { ...uiWords[lang], ...keysWords[lang] }
  const [role, setRole] = useState<KeyRole>('member')
  const [lasts, setLasts] = useState('90')
  const { busy, refused, run } = useTask()
  const submit = (event: Event) => {
    const { name } = valuesOf(event)
    const expires_at =
      lasts === 'never' ? null : new Date(Date.now() + Number(lasts) * 86_400_000).toISOString()
    run(async () => onMade(await api.post<CreatedApiKey>(keysPath, { name, role, expires_at })))
  }
  const days = new Intl.NumberFormat(lang, { style: 'unit', unit: 'day', unitDisplay: 'long' })
  return html`<${Dialog} title=${w.make} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <${Field} label=${w.name} hint=${w.nameHint} fault=${faultOf(refused, 'name')}
        input=${{ name: 'name', required: true, maxLength: 100, autoComplete: 'off' }} />
      <${Select} label=${w.role} hint=${roleWords[lang][`${role}Does`]} value=${role} fault=${faultOf(refused, 'role')}
        options=${keyRoles.filter((one) => isAtLeast(me.tenant, one)).map((value) => ({ value, word: roleWords[lang][value] }))}
        onChange=${(chosen: KeyRole) => setRole(chosen)} />
      <${Select} label=${w.lasts} value=${lasts} hint=${lasts === 'never' ? w.neverHint : undefined} fault=${faultOf(refused, 'expires_at')}
        options=${[...lengths.map((one) => ({ value: String(one), word: days.format(one) })), { value: 'never', word: w.never }]}
        onChange=${setLasts} />
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button class="button primary" disabled=${busy}>${w.makeYes}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}
