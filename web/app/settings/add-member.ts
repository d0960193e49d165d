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
 * Somebody with an account is added by their address alone. The service says where there is none; only then is a name
 * and a first password asked for.
 */
export const AddMember = ({ onAdded, onClose }: AddMemberProps): Node => {
  const { api, lang, me } = useApp()
  const w = { ...uiWords[lang], ...membersWords[lang] }
  const [role, setRole] = useState<Role>('member')
  const { busy, refused, run } = useTask()
  const [isNew, setNew] = useState(false)
  const needsMore = faultOf(refused, 'full_name', 'password') !== undefined
  const asksMore = isNew || needsMore
  const submit = (event: Event) => {
    const values = valuesOf(event)
    if (asksMore) setNew(true)
    run(async () => onAdded(await api.post<MemberView>(membersPath, { ...values, role })))
  }
  const options = roles
    .filter((one) => one !== 'owner' || me.tenant.role === 'owner')
    .map((value) => ({ value, word: roleWords[lang][value] }))
  // The first time round nothing was wrong yet: there was only more to be said.
  const isFirstAsk = needsMore && !isNew
  return html`<${Dialog} title=${w.add} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <${Field} label=${w.email} fault=${faultOf(refused, 'email')}
        input=${{ name: 'email', type: 'email', required: true, maxLength: 254, autoComplete: 'off' }} />
      <${Select} label=${w.role} hint=${roleWords[lang][`${role}Does`]} value=${role} options=${options}
        onChange=${(chosen: Role) => setRole(chosen)} />
      <div role="status">${asksMore && html`<p class="quiet">${w.newText}</p>`}</div>
      ${
        asksMore &&
        html`<${Field} label=${w.fullName} fault=${isFirstAsk ? undefined : faultOf(refused, 'full_name')}
          input=${{ name: 'full_name', required: true, maxLength: 200, autoComplete: 'off' }} />
        <${Field} label=${w.firstPassword} hint=${w.firstPasswordHint} fault=${isFirstAsk ? undefined : faultOf(refused, 'password')}
          input=${{ name: 'password', type: 'text', required: true, minLength: 8, autoComplete: 'off', spellcheck: false }} />`
      }
      <${Trouble} refused=${isFirstAsk ? null : refused} />
      <div class="buttons">
        <button class="button primary" disabled=${busy}>${w.addYes}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}
