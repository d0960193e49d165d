import type { PlannedAssignmentView } from '../../../domain/assignments/schema.ts'
import type { TechnicianView } from '../../../domain/technicians/schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { isoDay } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { orderWords } from './order-words.ts'
import { SelectField } from './select-field.ts'
import { fieldListWords } from './words.ts'

interface PlanVisitProps {
  readonly order: Pick<WorkOrderView, 'id' | 'number'>
  readonly onPlanned: () => void
  readonly onClose: () => void
}

/** Sends a technician there on a day. */
export const PlanVisit = ({ order, onPlanned, onClose }: PlanVisitProps): Node => {
  const { api, lang, zone, say } = useApp()
  const w = { ...uiWords[lang], ...fieldListWords[lang], ...orderWords[lang] }
  const { busy, refused, run } = useTask()
  const crew = useLoad(
    () => api.get<ListPage<TechnicianView>>('/api/trakservice/technicians/active/?page_size=200'),
    [],
  )
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => {
      const { warnings = [] } = await api.post<PlannedAssignmentView>('/api/trakservice/assignments/', {
        work_order: order.id,
        ...values,
      })
      say(warnings.length > 0 ? { text: w.overlap, isTrouble: true } : w.planned)
      onPlanned()
      onClose()
    })
  }
  return html`<${Dialog} isSheet title=${fill(w.planTitle, { number: order.number })} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <${Loaded} of=${crew} lines=${1}>
        ${({ results }: ListPage<TechnicianView>) =>
          html`<${SelectField}
            label=${w.technician}
            fault=${faultOf(refused, 'technician')}
            name="technician"
            value=""
            isRequired=${true}
            options=${[['', w.choose] as const, ...results.map((one) => [one.id, plain(one.full_name)] as const)]}
          />`}
      </${Loaded}>
      <${Field} label=${w.date} fault=${faultOf(refused, 'scheduled_date')} input=${{ name: 'scheduled_date', type: 'date', required: true, defaultValue: isoDay(zone, Date.now()) }} />
      <div class="field-two">
        <${Field} label=${w.from} fault=${faultOf(refused, 'scheduled_start')} input=${{ name: 'scheduled_start', type: 'time' }} />
        <${Field} label=${w.to} fault=${faultOf(refused, 'scheduled_end')} input=${{ name: 'scheduled_end', type: 'time' }} />
      </div>
      <p class="hint">${w.timesHint}</p>
      <${Field} label=${w.notes} as="textarea" fault=${faultOf(refused, 'notes')} input=${{ name: 'notes', maxlength: 5000, rows: 3 }} />
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button type="submit" class="button primary" disabled=${busy}>${w.plan}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}
