import { useState } from 'preact/hooks'
import type { AssetView } from '../../../domain/assets/schema.ts'
import type { CreatedSession, CreateSession } from '../../../domain/sessions/requests.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Picture } from '../files/tile.ts'
import { recipientsIn } from '../share/recipients.ts'
import { Field, faultOf, Trouble, useTask } from '../ui/form.ts'
import { Select } from '../ui/select.ts'
import { sessionsPath } from './sessions.ts'
import { type SessionsWords, sessionsWords } from './words.ts'

const allowances = ['cursor_tracking', 'voice_chat', 'screen_sharing', 'recording', 'allow_download'] as const
const usuallyOff: ReadonlySet<string> = new Set(['recording', 'allow_download'])
const roles = ['collaborator', 'commenter', 'viewer'] as const
const lengths = [1, 4, 24, 72, 168, 720] as const

interface SessionFormProps {
  readonly asset: AssetView
  readonly idempotencyKey: string
  readonly onMade: (made: CreatedSession) => void
}

/** Who comes to a session, what they may do, and how long it lasts. */
export const SessionForm = ({ asset, idempotencyKey, onMade }: SessionFormProps): Node => {
  const { api, lang } = useApp()
  const w = sessionsWords[lang]
  const { busy, refused, run } = useTask()
  const [hours, setHours] = useState('24')
  const [role, setRole] = useState<(typeof roles)[number]>('collaborator')
  const [noAddress, setNoAddress] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    const people = recipientsIn(String(fields.get('people') ?? ''))
    const stray = people.find(({ email }) => email === null)
    setNoAddress(stray?.name ?? '')
    if (stray) return
    const message = String(fields.get('message') ?? '').trim()
    const wanted: CreateSession = {
      asset_id: asset.id,
      participants: people.map(({ name, email }) => ({ email: email!, name: name.slice(0, 60), role })),
      session_config: {
        duration_hours: Number(hours),
        ...Object.fromEntries(allowances.map((name) => [name, fields.has(name)])),
        ...(message && { invitation_message: message }),
      },
    }
    run(async () => onMade(await api.post<CreatedSession>(sessionsPath, wanted, idempotencyKey)))
  }
  const fault = noAddress ? fill(w.noAddress, { text: plain(noAddress) }) : faultOf(refused, 'participants')

  return html`<form class="panel" onSubmit=${submit}>
    <div class="session-chosen">
      <span class="session-picture"><${Picture} asset=${asset} /></span>
      <h2 class="grow"><span class="visually-hidden">${w.theFile}: </span><bdi>${plain(asset.title)}</bdi></h2>
      <a class="button small" href="#/sessions/new">${w.otherFile}</a>
    </div>
    <${Field} label=${w.people} hint=${w.peopleHint} fault=${fault} as="textarea" input=${{ name: 'people', rows: 3, inputMode: 'email', autoComplete: 'off' }} />
    <${Select} label=${w.invitedRole} hint=${w[`${role}Does`]} value=${role} options=${roles.map((value) => ({ value, word: w[value] }))} onChange=${(chosen: typeof role) => setRole(chosen)} />
    <${Field} label=${w.message} hint=${w.messageHint} fault=${faultOf(refused, 'session_config.invitation_message')} as="textarea" input=${{ name: 'message', rows: 2, maxLength: 1000 }} />
    <${Select} label=${w.howLong} fault=${faultOf(refused, 'session_config.duration_hours')} value=${hours} options=${lengths.map((value) => ({ value: String(value), word: lengthOf(value, w) }))} onChange=${setHours} />
    <fieldset>
      <legend>${w.allowed}</legend>
      ${allowances.map(
        (name) => html`<label key=${name} class="check">
          <input type="checkbox" name=${name} defaultChecked=${!usuallyOff.has(name)} aria-describedby=${name === 'recording' ? 'recording-hint' : undefined} />${w[name]}
        </label>`,
      )}
      <p class="hint" id="recording-hint">${w.recordingHint}</p>
    </fieldset>
    <${Trouble} refused=${refused} />
    <div class="buttons"><button class="button primary" disabled=${busy}>${w.startNow}</button></div>
  </form>`
}

const lengthOf = (hours: number, w: SessionsWords): string => {
  if (hours < 24) return fill(w.hours, { count: hours })
  return hours === 24 ? w.day : fill(w.days, { count: hours / 24 })
}
