import { useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { Field, faultOf } from '../ui/form.ts'
import type { Draft, ShareType } from './draft.ts'
import { Choices, Fold, type FormParts, Switch, typed } from './fields.ts'
import { suggestedPassword } from './password.ts'
import { joined, recipientsIn } from './recipients.ts'

const types = ['public', 'private', 'protected'] as const

/** Who may open it, and by which password. `hasPassword`: there is one already, which may stay. */
export const WhoMay = (parts: FormParts & { hasPassword?: boolean }): Node => {
  const { draft, set, refused, policy, w, hasPassword = false } = parts
  const fault = faultOf(refused, 'share_type')
  const passwordFault = faultOf(refused, 'password')
  const options = types.map((value) => ({ value, word: w[`who_${value}`], lack: lackOf(value, parts) }))
  const choose = (type: ShareType) => {
    const needsOne = type === 'protected' && draft.password === '' && !hasPassword
    set({ type, ...(needsOne && { password: suggestedPassword() }) })
  }
  return html`<${Fold} title=${w.who} value=${w[`who_${draft.type}`]} isWanted=${Boolean(fault ?? passwordFault) || policy.password_required}>
    <${Choices} legend=${w.whoMay} name="share_type" options=${options} chosen=${draft.type} onChoose=${choose} fault=${fault} />
    <p class="hint">${w[`who_${draft.type}_text`]}</p>
    ${draft.type === 'protected' && html`<${Password} ...${{ draft, set, w, hasPassword, fault: passwordFault }} />`}
  </${Fold}>`
}

const lackOf = (type: ShareType, { policy, w }: Pick<FormParts, 'policy' | 'w'>): string | undefined => {
  if (policy.password_required && type !== 'protected') return w.passwordPolicy
  return policy.allowed_types.includes(type) ? undefined : w.notAllowed
}

interface PasswordProps extends Pick<FormParts, 'set' | 'w'> {
  readonly draft: Pick<Draft, 'password'>
  readonly hasPassword: boolean
  readonly fault: string | undefined
}

const Password = ({ draft, set, w, hasPassword, fault }: PasswordProps): Node => {
  const [isShown, show] = useState(true)
  return html`<div class="password">
    <${Field}
      label=${hasPassword ? w.newPassword : w.password}
      hint=${hasPassword ? w.passwordStays : w.passwordHint}
      fault=${fault}
      input=${{
        name: 'password',
        type: isShown ? 'text' : 'password',
        autocomplete: 'off',
        autocapitalize: 'none',
        spellcheck: false,
        required: !hasPassword,
        minlength: 4,
        maxlength: 200,
        value: draft.password,
        onInput: typed((password) => set({ password })),
      }}
    />
    <div class="buttons">
      <button type="button" class="button" aria-pressed=${String(isShown)} onClick=${() => show(!isShown)}><${Glyph} name="eye" />${w.showPassword}</button>
      <button type="button" class="button" onClick=${() => set({ password: suggestedPassword() })}><${Glyph} name="key" />${w.suggest}</button>
    </div>
  </div>`
}

/** For whom it is: each gets a link of their own, whose opens are counted apart. */
export const Recipients = ({ draft, set, refused, w }: FormParts): Node => {
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const fault = faultOf(refused, 'recipients')
  const { recipients } = draft
  const add = () => {
    const all = joined(recipients, recipientsIn(text)).slice(0, most)
    set({ recipients: all })
    setText('')
    setNote(fill(w.peopleCount, { count: all.length }))
  }
  const drop = (at: number) => {
    set({ recipients: recipients.filter((_, i) => i !== at) })
    setNote(fill(w.peopleCount, { count: recipients.length - 1 }))
    document.querySelector<HTMLElement>('textarea[name="people"]')?.focus()
  }
  const value = recipients.length > 0 ? fill(w.peopleCount, { count: recipients.length }) : w.nobodyNamed
  return html`<${Fold} title=${w.people} value=${value} isWanted=${Boolean(fault)}>
    <p class="hint">${w.peopleText}</p>
    ${
      recipients.length > 0 &&
      html`<ul class="share-people" aria-label=${w.people}>
        ${recipients.map(
          ({ name, email }, at) => html`<li key=${email ?? name}>
            <span class="grow"><bdi>${plain(name)}</bdi>${email && html` <span class="quiet">${plain(email)}</span>`}</span>
            <button type="button" class="bare" aria-label=${fill(w.dropPerson, { name: plain(name) })} onClick=${() => drop(at)}><${Glyph} name="close" /></button>
          </li>`,
        )}
      </ul>`
    }
    <${Field}
      as="textarea"
      label=${w.addPeople}
      hint=${w.addPeopleHint}
      fault=${fault}
      input=${{ name: 'people', rows: 2, value: text, onInput: typed(setText), onBlur: () => text.trim() && add() }}
    />
    <div class="buttons">
      <button type="button" class="button" disabled=${recipientsIn(text).length === 0} onClick=${add}><${Glyph} name="plus" />${w.addThem}</button>
    </div>
    <p class="visually-hidden" role="status">${note}</p>
  </${Fold}>`
}
/** As many as one request may make links for; see `domain/share-links/schema.ts`. */
const most = 50

/** Whether its maker hears of each opening. */
export const Notify = ({ draft, set, w }: FormParts): Node =>
  html`<${Switch} word=${w.notify} hint=${w.notifyHint} isOn=${draft.notify} onChange=${(notify: boolean) => set({ notify })} />`
