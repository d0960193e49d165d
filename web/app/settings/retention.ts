import type { CurrentTenant, RetentionSettings } from '../../../domain/tenants/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { SaveBar, useDraft } from './draft.ts'
import { currentPath } from './organization.ts'
import { retentionWords } from './retention-words.ts'

export const RetentionSection = (): Node => {
  const { api } = useApp()
  const loading = useLoad(async () => (await api.get<CurrentTenant>(currentPath)).retention, [])
  return html`<${Loaded} of=${loading} lines=${3}>${(kept: RetentionSettings) => html`<${RetentionForm} kept=${kept} onSaved=${loading.set} />`}</${Loaded}>`
}

interface RetentionFormProps {
  readonly kept: RetentionSettings
  readonly onSaved: (kept: RetentionSettings) => void
}

const RetentionForm = ({ kept, onSaved }: RetentionFormProps): Node => {
  const { api, lang, say, ask } = useApp()
  const w = retentionWords[lang]
  const { draft, change, isDirty, reset } = useDraft(kept)
  const { busy, refused, run } = useTask()
  const forgets = draft.positions_days < kept.positions_days || draft.audit_days < kept.audit_days
  const save = async (event: Event) => {
    event.preventDefault()
    if (forgets && !(await ask({ title: w.sureTitle, text: w.sureText, yes: w.sureYes }))) return
    await run(async () => {
      const { retention } = await api.patch<CurrentTenant>(currentPath, { retention: draft })
      onSaved(retention)
      reset(retention)
      say(w.saved)
    })
  }
  const days = (name: keyof RetentionSettings, min: number) => ({
    name,
    type: 'number',
    min,
    max: 3650,
    step: 1,
    required: true,
    inputMode: 'numeric',
    value: draft[name] || '',
    onInput: (event: Event) => change({ [name]: Number((event.currentTarget as HTMLInputElement).value) }),
  })
  return html`<form class="panel" onSubmit=${save}>
    <${Field} label=${w.positions} hint=${w.positionsHint} fault=${faultOf(refused, 'retention.positions_days')} input=${days('positions_days', 1)} />
    <${Field} label=${w.audit} hint=${w.auditHint} fault=${faultOf(refused, 'retention.audit_days')} input=${days('audit_days', 30)} />
    <${SaveBar} ...${{ isDirty, busy, refused, onReset: () => reset() }} />
  </form>`
}
