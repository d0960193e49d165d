import { useEffect, useRef, useState } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import type { CurrentTenant } from '../../../domain/tenants/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { type AppContext, hasRole, useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { useNow } from '../ui/now.ts'
import { EditLink } from './edit-link.ts'
import { LinkCard } from './link-card.ts'
import { goesOn } from './link-state.ts'
import { MadeLinks } from './made-links.ts'
import { NewLink } from './new-link.ts'
import type { Shareable } from './shareable.ts'
import { useSpeech } from './speech.ts'

interface SharingProps {
  readonly resource: Shareable
  readonly onClose: () => void
  readonly onChange?: (() => void) | undefined
}
type Side =
  | { readonly is: 'start' }
  | { readonly is: 'made'; readonly links: readonly ShareView[]; readonly password: string }
  | { readonly is: 'edit'; readonly uuid: string }

/** As many as are seen before somebody asks for all, so that the new link is in sight. */
const fewest = 2

export const Sharing = ({ resource, onClose, onChange }: SharingProps): Node => {
  const app = useApp()
  const w = useSpeech()
  const now = useNow()
  const [side, turn] = useState<Side>({ is: 'start' })
  const [note, setNote] = useState('')
  const [isWhole, setWhole] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const loading = useLoad(() => read(app, resource), [resource.type, resource.id])

  const begin = (said = '') => {
    turn({ is: 'start' })
    setNote(said)
  }
  const changed = (link: ShareView, said: string) => {
    loading.set(({ policy, links }) => ({
      policy,
      links: links
        .map((one) => (one.uuid === link.uuid ? link : one))
        .filter((one) => goesOn(one, Date.now())),
    }))
    begin(said)
    heading.current?.focus()
    onChange?.()
  }
  const made = (links: readonly ShareView[], password: string) => {
    loading.set((before) => ({ ...before, links: [...links, ...before.links] }))
    setNote('')
    turn({ is: 'made', links, password })
    onChange?.()
  }
  useEffect(() => setWhole(false), [resource.id])
  useEffect(() => document.querySelector('dialog[open].dialog-sheet')?.scrollTo(0, 0), [side])

  return html`<${Loaded} of=${loading} lines=${6}>
    ${({ policy, links }: Known) => {
      if (side.is === 'made')
        return html`<${MadeLinks} ...${{ ...side, now, onAnother: () => begin(), onDone: onClose }} />`
      if (side.is === 'edit')
        return html`<h3 class="share-part">${w.changeTitle}</h3>
          <${EditLink} ...${{ uuid: side.uuid, policy, onSaved: (link: ShareView) => changed(link, w.changed), onBack: () => begin() }} />`
      const shown = isWhole ? links : links.slice(0, fewest)
      return html`
        <p role="status" class="share-note">${note}</p>
        ${
          links.length > 0 &&
          html`<section class="stack">
            <h3 class="share-part" tabindex="-1" ref=${heading}>${w.there}</h3>
            <ul class="link-cards">
              ${shown.map(
                (link) =>
                  html`<${LinkCard} key=${link.uuid} ...${{ link, now, onChanged: changed, onEdit: () => turn({ is: 'edit', uuid: link.uuid }) }} />`,
              )}
            </ul>
            ${
              shown.length < links.length &&
              html`<div class="buttons"><button type="button" class="button" onClick=${() => setWhole(true)}>${fill(w.showAll, { count: links.length })}</button></div>`
            }
          </section>`
        }
        <section class="stack">
          <h3 class=${links.length > 0 ? 'share-part' : 'visually-hidden'} tabindex="-1" ref=${links.length > 0 ? undefined : heading}>${w.newLink}</h3>
          <${NewLink} ...${{ resource, policy, onMade: made }} />
          ${hasRole(app, 'admin') && html`<p class="hint"><a href=${hrefOf('/settings/links')}>${w.policyShort}</a></p>`}
        </section>
      `
    }}
  </${Loaded}>`
}

interface Known {
  readonly policy: CurrentTenant['links']
  readonly links: readonly ShareView[]
}

/** The links that open, or will; those of others too for whoever looks after the organization. */
const read = async (app: AppContext, { type, id }: Shareable): Promise<Known> => {
  const everyone = hasRole(app, 'admin') ? '&everyone=true' : ''
  const list = (status: string) =>
    app.api.get<ListPage<ShareView>>(
      `/api/v3/shares?resource_type=${type}&resource_id=${id}&status=${status}&page_size=100${everyone}`,
    )
  const [{ links: policy }, active, scheduled] = await Promise.all([
    app.api.get<CurrentTenant>('/api/tenants/current'),
    list('active'),
    list('scheduled'),
  ])
  return { policy, links: [...active.results, ...scheduled.results] }
}
