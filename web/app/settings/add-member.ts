import { useState } from 'preact/hooks'
import { type Role, roles } from '../../../domain/actor.ts'
import type { MemberView } from '../../../domain/tenants/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { Select } from '../ui/select.ts'
import { uiWords } from '../ui/words.ts'
import { membersPath } from './members.ts'
import { membersWords } from './members-words.ts'
import { roleWords } from './role-words.ts'

interface AddMemberProps {
  readonly onAdded: (member: MemberView) => void
  readonly onClose: () => void
}

/**
 * Somebody with an account is added by their address alone; a name and a first password make one for somebody new. The
 * service says where they are missing: who has an account is not asked beforehand.
 */
export const AddMember = ({ onAdded, onClose }: AddMemberProps): Node => {
  const { api, lang, me } = useApp()
  const w = { ...uiWords[lang], ...membersWords[lang] }
  const [role, setRole] = useState<Role>('member')
  const { busy, refused, run } = useTask()
  const isNew = faultOf(refused, 'full_name', 'password') !== undefined
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => onAdded(await api.post<MemberView>(membersPath, { ...values, role })))
  }
  const options = roles
    .filter((one) => one !== 'owner' || me.tenant.role === 'owner')
    .map((value) => ({ value, word: roleWords[lang][value] }))
  return html`<${Dialog} title=${w.add} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <${Field} label=${w.email} fault=${faultOf(refused, 'email')}
        input=${{ name: 'email', type: 'email', required: true, maxLength: 254, autoComplete: 'off' }} />
      <${Select} label=${w.role} hint=${roleWords[lang][`${role}Does`]} value=${role} options=${options}
        onChange=${(chosen: Role) => setRole(chosen)} />
      <fieldset class="choices stack" aria-describedby="if-new">
        <legend><strong>${w.ifNew}</strong></legend>
        <p class="hint" id="if-new" role="status">${isNew ? w.newText : w.ifNewText}</p>
        <${Field} label=${w.fullName} fault=${faultOf(refused, 'full_name')}
          input=${{ name: 'full_name', maxLength: 200, autoComplete: 'off' }} />
        <${Field} label=${w.firstPassword} hint=${w.firstPasswordHint} fault=${faultOf(refused, 'password')}
          input=${{ name: 'password', type: 'text', minLength: 8, autoComplete: 'off', spellcheck: false }} />
      </fieldset>
      <${Trouble} refused=${isNew ? null : refused} />
      <div class="buttons">
        <button class="button primary" disabled=${busy}>${w.addYes}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}
