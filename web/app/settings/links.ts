import { useState } from 'preact/hooks'
import { rights, shareTypes } from '../../../domain/share-links/link.ts'
import type { LinkPolicyPreview, LinkPolicyView } from '../../../domain/share-links/policy-schema.ts'
import type { CurrentTenant, UpdatedTenant } from '../../../domain/tenants/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { faultOf, useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { SaveBar, useDraft } from './draft.ts'
import { HowLong } from './how-long.ts'
import { linksWords } from './links-words.ts'
import { currentPath } from './organization.ts'
import { PolicyPreview } from './policy-preview.ts'

export const LinksSection = (): Node => {
  const { api } = useApp()
  const loading = useLoad(async () => (await api.get<CurrentTenant>(currentPath)).links, [])
  return html`<${Loaded} of=${loading} lines=${6}>${(links: LinkPolicyView) => html`<${PolicyForm} links=${links} onSaved=${loading.set} />`}</${Loaded}>`
}

interface PolicyFormProps {
  readonly links: LinkPolicyView
  readonly onSaved: (links: LinkPolicyView) => void
}

/** Before a policy is saved it is shown what it means for the links that are there. */
const PolicyForm = ({ links, onSaved }: PolicyFormProps): Node => {
  const { api, lang, say } = useApp()
  const w = linksWords[lang]
  const { draft, change, isDirty, reset } = useDraft(links)
  const { busy, refused, run } = useTask()
  const [preview, setPreview] = useState<LinkPolicyPreview | null>(null)
  const look = (event: Event) => {
    event.preventDefault()
    run(async () =>
      setPreview(await api.post<LinkPolicyPreview>(`${currentPath}/link-policy/preview`, draft)),
    )
  }
  const save = async (apply_to_existing: boolean) => {
    const saved = await api.patch<UpdatedTenant>(currentPath, { links: { ...draft, apply_to_existing } })
    onSaved(saved.links)
    reset(saved.links)
    setPreview(null)
    const { adjusted = 0, revoked = 0 } = saved.existing_links ?? {}
    say(adjusted + revoked > 0 ? fill(w.savedApplied, { adjusted, revoked }) : w.saved)
  }
  const { allowed_types, allowed_rights } = draft
  const allow = (type: (typeof shareTypes)[number], isOn: boolean) =>
    change({ allowed_types: shareTypes.filter((one) => (one === type ? isOn : allowed_types.includes(one))) })
  const lastType = allowed_types.length === 1 ? allowed_types[0] : undefined
  const isOn = (event: Event) => (event.currentTarget as HTMLInputElement).checked
  const check = (
    word: string,
    hint: string | undefined,
    checked: boolean,
    set: (isOn: boolean) => void,
    disabled = false,
  ) =>
    html`<label key=${word} class="check">
      <input type="checkbox" checked=${checked} disabled=${disabled} onChange=${(event: Event) => set(isOn(event))} />
      <span>${word}${hint && html`<span class="hint">${hint}</span>`}</span>
    </label>`

  return html`<form class="sections" onSubmit=${look}>
    <section class="panel" aria-labelledby="how-long">
      <h2 id="how-long">${w.howLong}</h2>
      <${HowLong} label=${w.usual} none=${w.usualNone} hours=${draft.default_hours} fault=${faultOf(refused, 'default_hours')}
        onChange=${(default_hours: number | null) => change({ default_hours })} />
      <${HowLong} label=${w.longest} none=${w.longestNone} hours=${draft.longest_hours} fault=${faultOf(refused, 'longest_hours')}
        onChange=${(longest_hours: number | null) => change({ longest_hours })} />
    </section>
    <section class="panel" aria-labelledby="who-opens">
      <h2 id="who-opens">${w.who}</h2>
      ${check(w.passwordRequired, w.passwordRequiredHint, draft.password_required, (password_required) =>
        change({
          password_required,
          ...(password_required && {
            allowed_types: shareTypes.filter((type) => type === 'protected' || allowed_types.includes(type)),
          }),
        }),
      )}
      <fieldset class="choices"><legend>${w.types}</legend>
        ${shareTypes.map((type) =>
          check(
            w[type],
            w[`${type}Hint`],
            allowed_types.includes(type),
            (on) => allow(type, on),
            type === lastType || (type === 'protected' && draft.password_required),
          ),
        )}
      </fieldset>
    </section>
    <section class="panel" aria-labelledby="what-may">
      <h2 id="what-may">${w.rights}</h2>
      <fieldset class="choices"><legend class="visually-hidden">${w.rights}</legend>
        ${rights.map((right) =>
          check(w[right], undefined, allowed_rights[right], (on) =>
            change({ allowed_rights: { ...allowed_rights, [right]: on } }),
          ),
        )}
      </fieldset>
    </section>
    <${SaveBar} ...${{ isDirty, busy, refused, word: w.look, onReset: () => reset() }} />
  </form>
  ${preview && html`<${PolicyPreview} preview=${preview} onSave=${save} onClose=${() => setPreview(null)} />`}`
}
