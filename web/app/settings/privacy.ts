import { useState } from 'preact/hooks'
import type { ErasedCustomerView, ErasedPersonView } from '../../../domain/privacy/schema.ts'
import type { MemberView } from '../../../domain/tenants/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { type Api, Refused } from '../api.ts'
import { useApp } from '../context.ts'
import { Field, Trouble, useTask, valuesOf } from '../ui/form.ts'
import type { ListPage } from '../ui/list.ts'
import { saveFile } from '../ui/save-file.ts'
import { isoDay } from '../ui/time.ts'
import { EraseDialog } from './erase-dialog.ts'
import { membersPath } from './members.ts'
import { privacyWords } from './privacy-words.ts'

/** What somebody is known by to the API, and by what they are erased. */
interface Found {
  readonly id: number | null
  readonly email: string
}

export const PrivacySection = (): Node => {
  const { api, lang } = useApp()
  const w = privacyWords[lang]
  const people = '/api/privacy/people'
  const customers = '/api/privacy/customers'
  return html`<div class="sections">
    <${Person}
      id="person" title=${w.person} text=${w.personText} label=${w.personLabel} hint=${w.personHint} warning=${w.personWarning}
      find=${(text: string) => findPerson(api, text, w.notFound)}
      exportPath=${({ id }: Found) => `${people}/${id}/export`}
      erase=${({ id }: Found, confirm: string) => api.post<ErasedPersonView>(`${people}/${id}/erase`, { confirm })}
    />
    <${Person}
      id="customer" title=${w.customer} text=${w.customerText} label=${w.customerLabel} hint=${w.customerHint} warning=${w.customerWarning}
      find=${async (text: string) => ({ id: null, email: text })}
      exportPath=${({ email }: Found) => `${customers}/export?${new URLSearchParams({ email })}`}
      erase=${({ email }: Found) => api.post<ErasedCustomerView>(`${customers}/erase`, { email })}
    />
  </div>`
}

/** A member by their address, or anybody who was one by the number that the audit shows. */
const findPerson = async (api: Api, text: string, notFound: string): Promise<Found> => {
  if (/^\d+$/.test(text)) return { id: Number(text), email: '' }
  const wanted = text.toLowerCase()
  for (let page = 1; ; page += 1) {
    const { results, next } = await api.get<ListPage<MemberView>>(`${membersPath}?page_size=200&page=${page}`)
    const member = results.find(({ email }) => email.toLowerCase() === wanted)
    if (member) return { id: member.user_id, email: member.email }
    if (!next) throw new Refused(notFound, { status: 404, code: 'not_found' })
  }
}

interface PersonProps {
  readonly id: 'person' | 'customer'
  readonly title: string
  readonly text: string
  readonly label: string
  readonly hint: string
  readonly warning: string
  readonly find: (text: string) => Promise<Found>
  readonly exportPath: (found: Found) => string
  readonly erase: (found: Found, confirm: string) => Promise<ErasedPersonView | ErasedCustomerView>
}

const Person = ({ id, title, text, label, hint, warning, find, exportPath, erase }: PersonProps): Node => {
  const { api, lang, zone, say } = useApp()
  const w = privacyWords[lang]
  const { busy, refused, run } = useTask()
  const [erasing, setErasing] = useState<Found | null>(null)
  const [done, setDone] = useState<ErasedPersonView | ErasedCustomerView | null>(null)
  const submit = (event: SubmitEvent) => {
    const { who = '' } = valuesOf(event)
    const isErasure = event.submitter?.getAttribute('value') === 'erase'
    setDone(null)
    run(async () => {
      const found = await find(who.trim())
      if (isErasure) return setErasing(found)
      saveFile(await api.file(exportPath(found)), `${id}-${isoDay(zone, Date.now())}.json`)
      say(w.exported)
    })
  }
  const onErased = (erased: ErasedPersonView | ErasedCustomerView) => {
    setErasing(null)
    setDone(erased)
  }
  return html`<form class="panel" aria-labelledby=${id} onSubmit=${submit}>
    <h2 id=${id}>${title}</h2>
    <p class="quiet">${text}</p>
    <${Field} label=${label} hint=${hint} input=${{ name: 'who', required: true, maxLength: 254, type: id === 'customer' ? 'email' : 'text', inputMode: 'email', autoComplete: 'off', spellcheck: false }} />
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button class="button" value="export" disabled=${busy}>${busy ? w.collecting : w.export}</button>
      <button class="button danger" value="erase" disabled=${busy}>${w.erase}</button>
    </div>
    <div role="status">${done && html`<${Erased} done=${done} />`}</div>
  </form>
  ${
    erasing &&
    html`<${EraseDialog} title=${fill(w.eraseTitle, { who: erasing.email || `${erasing.id}` })} warning=${warning} email=${erasing.email}
        erase=${(confirm: string) => erase(erasing, confirm)} onErased=${onErased} onClose=${() => setErasing(null)} />`
  }`
}

/** How much went, by kind; what there was nothing of is not said. */
const Erased = ({ done }: { done: ErasedPersonView | ErasedCustomerView }): Node => {
  const w = privacyWords[useApp().lang]
  const counts = Object.entries(done.erased).filter(([, count]) => count > 0)
  return html`<div class="banner">
    <p><strong>${w.erased}</strong></p>
    <ul class="points">${counts.map(([kind, count]) => html`<li key=${kind}>${w[kind as keyof (ErasedCustomerView['erased'] & ErasedPersonView['erased'])]}: ${count}</li>`)}</ul>
    ${'open_assignments' in done && done.open_assignments > 0 && html`<p>${fill(w.openAssignments, { count: done.open_assignments })}</p>`}
  </div>`
}
