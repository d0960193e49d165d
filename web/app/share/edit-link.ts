import { useEffect, useRef, useState } from 'preact/hooks'
import type { LinkPolicyView } from '../../../domain/share-links/policy-schema.ts'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { pathOf } from './change-link.ts'
import type { Draft } from './draft.ts'
import { changesOf, draftOf } from './edit-draft.ts'
import { FaultsAbove } from './faults-above.ts'
import type { FormParts } from './fields.ts'
import { goesOn } from './link-state.ts'
import { WhoMay } from './people-fields.ts'
import type { Shareable } from './shareable.ts'
import { useSpeech } from './speech.ts'
import { Limits, MoreOfIt, Rights } from './terms-fields.ts'
import { EndOf, StartOf } from './time-fields.ts'

interface EditLinkProps {
  readonly uuid: string
  readonly policy: LinkPolicyView
  readonly onSaved: (link: ShareView) => void
  readonly onBack: () => void
}

/** Changes a link. Whoever is second is told that somebody was faster, and sees what holds now before they go on. */
export const EditLink = ({ uuid, policy, onSaved, onBack }: EditLinkProps): Node => {
  const { api } = useApp()
  const [turn, setTurn] = useState(0)
  const loading = useLoad(() => api.getTagged<ShareView>(pathOf({ uuid })), [uuid, turn])
  const again = () => setTurn((before) => before + 1)
  return html`<${Loaded} of=${loading} lines=${5}>
    ${({ value, etag }: { value: ShareView; etag: string | undefined }) =>
      html`<${EditForm} key=${turn} ...${{ link: value, etag, policy, onSaved, onBack, onReload: again }} />`}
  </${Loaded}>`
}

interface EditFormProps extends Omit<EditLinkProps, 'uuid'> {
  readonly link: ShareView
  readonly etag: string | undefined
  readonly onReload: () => void
}

const EditForm = ({ link, etag, policy, onSaved, onBack, onReload }: EditFormProps): Node => {
  const { api, lang, zone } = useApp()
  const w = useSpeech()
  const { busy, refused, run } = useTask()
  const [before] = useState(() => draftOf(link, zone, Date.now()))
  const [draft, setDraft] = useState(before)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('input:not(:disabled)')?.focus(), [])
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refused])

  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }))
  const save = (event: Event) => {
    event.preventDefault()
    const changes = changesOf(before, draft, zone)
    if (!changes) return onBack()
    return run(async () => onSaved(await api.patch<ShareView>(pathOf(link), changes, etag)))
  }
  const type = link.resource.type as Shareable['type']
  const parts: FormParts = { draft, set, refused, policy, type, lang, zone, w }
  const wasChanged = refused?.code === 'precondition_failed'

  return html`<form class="new-link" ref=${form} onSubmit=${save}>
    <${EndOf} ...${parts} />
    <div class="folds">
      <${WhoMay} ...${parts} hasPassword=${link.has_password} />
      <${Rights} ...${parts} />
      <${Limits} ...${parts} />
      ${(goesOn(link, Date.now()) || draft.isLater) && html`<${StartOf} ...${parts} />`}
      <${MoreOfIt} ...${parts} mayHaveSlug=${true} />
    </div>
    ${
      wasChanged
        ? html`<div class="trouble stack" role="alert">
            <p>${w.conflict}</p>
            <button type="button" class="button" onClick=${onReload}>${w.reload}</button>
          </div>`
        : html`<${FaultsAbove} refused=${refused} />`
    }
    <div class="share-foot buttons">
      <button class="button primary" disabled=${busy || wasChanged}>${w.save}</button>
      <button type="button" class="button" onClick=${onBack}>${w.cancel}</button>
    </div>
  </form>`
}
