import { useEffect, useState } from 'preact/hooks'
import type { CandidateView, TechnicianView } from '../../../domain/technicians/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { ColorChoice, someColor } from '../connect/looks.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, useTask } from '../ui/form.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { useUnsaved } from '../ui/unsaved.ts'
import { uiWords } from '../ui/words.ts'
import { Conflict } from './conflict.ts'
import { SelectField } from './select-field.ts'
import { fieldListWords } from './words.ts'

interface TechnicianFormProps {
  /** Absent: a new one. */
  readonly technician?: TechnicianView
  readonly etag?: string | undefined
  /** Reads anew what is shown; the form goes once it is, so that nobody edits what was before. */
  readonly onSaved: (technician: TechnicianView) => unknown
  /** Somebody was faster: reads theirs. */
  readonly onTheirs?: () => void
  readonly onClose: () => void
}

const path = '/api/trakservice/technicians/'

/** A profile, new or known. */
export const TechnicianForm = ({
  technician,
  etag,
  onSaved,
  onTheirs,
  onClose,
}: TechnicianFormProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...fieldListWords[lang] }
  const { busy, refused, run } = useTask()
  const [color, setColor] = useState(technician?.color ?? someColor)
  const [fields, setFields] = useState<object>({})
  const [isDirty, setDirty] = useState(false)
  const [saved, setSaved] = useState<TechnicianView | null>(null)
  const mayLeave = useUnsaved(isDirty && !saved)
  useEffect(() => {
    if (saved) Promise.resolve(onSaved(saved)).then(onClose) // from here on nothing asks about leaving
  }, [saved])
  const people = useLoad(
    async () => (technician ? null : api.get<ListPage<CandidateView>>(`${path}candidates/?page_size=200`)),
    [],
  )

  const send = (body: object, basedOn: string | undefined) =>
    run(async () => {
      setFields(body)
      setSaved(
        technician
          ? await api.patch<TechnicianView>(`${path}${technician.id}/`, body, basedOn)
          : await api.post<TechnicianView>(path, body),
      )
    })
  const submit = (event: Event) => {
    event.preventDefault()
    send(bodyOf(new FormData(event.currentTarget as HTMLFormElement), color, !technician), etag)
  }

  const close = async () => (await mayLeave()) && onClose()
  const dye = (chosen: string) => {
    setColor(chosen)
    setDirty(true)
  }

  return html`<${Dialog} isSheet title=${technician ? plain(technician.full_name) : w.newTechnician} closeWord=${w.close} onClose=${onClose} mayClose=${mayLeave}>
    <form onSubmit=${submit} onInput=${() => setDirty(true)}>
      ${
        !technician &&
        html`<${Loaded} of=${people} lines=${1}>
          ${(page: ListPage<CandidateView> | null) =>
            page?.results.length === 0
              ? html`<p class="banner">${w.noCandidates}</p>`
              : html`<${SelectField}
                  label=${w.person}
                  hint=${w.personHint}
                  fault=${faultOf(refused, 'user_id')}
                  name="user_id"
                  value=""
                  isRequired=${true}
                  options=${[
                    ['', w.choose],
                    ...(page?.results ?? []).map(
                      (one) =>
                        [String(one.user_id), `${plain(one.full_name)} (${plain(one.email)})`] as const,
                    ),
                  ]}
                />`}
        </${Loaded}>`
      }
      <${Field} label=${w.phone} fault=${faultOf(refused, 'phone')} input=${{ name: 'phone', type: 'tel', maxlength: 40, autocomplete: 'off', defaultValue: technician?.phone ?? '' }} />
      <${Field} label=${w.skills} hint=${w.skillsHint} fault=${faultOf(refused, 'skills')} input=${{ name: 'skills', autocomplete: 'off', defaultValue: technician?.skills.join(', ') ?? '' }} />
      <div class="field-two">
        <${Field} label=${w.workStart} fault=${faultOf(refused, 'work_start_time')} input=${{ name: 'work_start_time', type: 'time', required: true, defaultValue: (technician?.work_start_time ?? '08:00').slice(0, 5) }} />
        <${Field} label=${w.workEnd} fault=${faultOf(refused, 'work_end_time')} input=${{ name: 'work_end_time', type: 'time', required: true, defaultValue: (technician?.work_end_time ?? '18:00').slice(0, 5) }} />
      </div>
      <p class="hint">${w.hoursHint}</p>
      <${ColorChoice} value=${color} onChange=${dye} />
      ${
        !technician &&
        html`<div>
          <label class="check"><input type="checkbox" name="allow_tracking" />${w.allowTracking}</label>
          <p class="hint">${w.allowTrackingHint}</p>
        </div>`
      }
      <${Conflict} refused=${refused} isBusy=${busy} onTheirs=${onTheirs} onMine=${() => send(fields, undefined)} />
      <div class="buttons">
        <button type="submit" class="button primary" disabled=${busy || saved !== null}>${w.save}</button>
        <button type="button" class="button" onClick=${close}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}

const bodyOf = (form: FormData, color: string, isNew: boolean) => {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const skills = text('skills').split(',')
  return {
    ...(isNew && { user_id: Number(text('user_id')), allow_tracking: form.has('allow_tracking') }),
    phone: text('phone'),
    skills: skills.map((skill) => skill.trim()).filter(Boolean),
    work_start_time: text('work_start_time'),
    work_end_time: text('work_end_time'),
    color,
  }
}
