import { useEffect, useRef, useState } from 'preact/hooks'
import type { LinkPolicyView } from '../../../domain/share-links/policy-schema.ts'
import type { CreatedShare, ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { useTask } from '../ui/form.ts'
import { type Draft, freshDraft, requestOf } from './draft.ts'
import { FaultsAbove } from './faults-above.ts'
import { suggestedPassword } from './password.ts'
import { Recipients, WhoMay } from './people-fields.ts'
import type { Shareable } from './shareable.ts'
import { useSpeech } from './speech.ts'
import { Limits, MoreOfIt, Rights } from './terms-fields.ts'
import { HowLong, StartOf } from './time-fields.ts'

interface NewLinkProps {
  readonly resource: Shareable
  readonly policy: LinkPolicyView
  readonly onMade: (links: readonly ShareView[], password: string) => void
}

/** Kept while the page is open: who closes the dialog by mistake, or loses the line, finds what they typed. */
const drafts = new Map<string, Draft>()

/** A new link. How long is asked; all else is preset, and says how. */
export const NewLink = ({ resource, policy, onMade }: NewLinkProps): Node => {
  const { api, lang, zone } = useApp()
  const w = useSpeech()
  const { busy, refused, run } = useTask()
  const name = `${resource.type} ${resource.id}`
  const [draft, setDraft] = useState(
    () => drafts.get(name) ?? freshDraft(policy, resource, zone, Date.now(), suggestedPassword),
  )
  const form = useRef<HTMLFormElement>(null)
  const deed = useRef({ body: '', key: '' })
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refused])

  const set = (change: Partial<Draft>) =>
    setDraft((before) => {
      const after = { ...before, ...change }
      drafts.set(name, after)
      return after
    })
  const create = (event: Event) => {
    event.preventDefault()
    if (busy) return
    return run(async () => {
      const wanted = requestOf(draft, resource, zone)
      const body = JSON.stringify(wanted)
      // The same link asked for again, after an answer that did not come, is the same deed.
      if (deed.current.body !== body)
        deed.current = { body, key: crypto.randomUUID?.() ?? suggestedPassword() }
      const made = await api.post<CreatedShare>('/api/v3/shares', wanted, deed.current.key)
      drafts.delete(name)
      onMade(made.recipients ?? [made], draft.type === 'protected' ? draft.password : '')
    })
  }

  const parts = { draft, set, refused, policy, type: resource.type, lang, zone, w }
  const count = Math.max(1, draft.recipients.length)
  return html`<form class="new-link" ref=${form} onSubmit=${create}>
    <${HowLong} ...${parts} />
    <div class="folds">
      <${WhoMay} ...${parts} />
      <${Rights} ...${parts} />
      <${Recipients} ...${parts} />
      <${Limits} ...${parts} />
      <${StartOf} ...${parts} />
      <${MoreOfIt} ...${parts} mayHaveSlug=${draft.recipients.length < 2} />
    </div>
    <${FaultsAbove} refused=${refused} />
    <div class="share-foot">
      <button class="button primary" aria-disabled=${String(busy)}>
        <${Glyph} name="link" />${count > 1 ? fill(w.createLinks, { count }) : w.createLink}
      </button>
    </div>
  </form>`
}
