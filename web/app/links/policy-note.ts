import type { LinkPolicyView } from '../../../domain/share-links/policy-schema.ts'
import type { CurrentTenant } from '../../../domain/tenants/schema.ts'
import { duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { hasRole, useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { rights } from '../share/draft.ts'
import { useLoad } from '../ui/loading.ts'
import { types } from './filters.ts'
import { type LinksSpeech, useLinksSpeech } from './speech.ts'

const hourMs = 3_600_000

/** What the organization allows its links, in sentences; whoever may is led to where it is changed. */
export const PolicyNote = (): Node | null => {
  const app = useApp()
  const w = useLinksSpeech()
  const { value } = useLoad(() => app.api.get<CurrentTenant>('/api/tenants/current'), [])
  if (!value) return null
  return html`<section class="panel policy-note" aria-label=${w.policyTitle}>
    <h2>${w.policyTitle}</h2>
    <ul>${sentencesOf(value.links, w, (hours) => duration(app.lang, hours * hourMs)).map((sentence) => html`<li>${sentence}</li>`)}</ul>
    ${hasRole(app, 'admin') && html`<p><a href=${hrefOf('/settings/links')}>${w.policyChange}</a></p>`}
  </section>`
}

const sentencesOf = (
  policy: LinkPolicyView,
  w: LinksSpeech,
  lasting: (hours: number) => string,
): string[] => {
  const { default_hours, longest_hours, password_required, allowed_types, allowed_rights } = policy
  const forbidden = rights.filter((right) => !allowed_rights[right])
  return [
    default_hours === null ? w.policyEndless : fill(w.policyDefault, { duration: lasting(default_hours) }),
    ...(longest_hours === null ? [] : [fill(w.policyLongest, { duration: lasting(longest_hours) })]),
    ...(password_required ? [w.policyPassword] : []),
    ...(allowed_types.length < types.length
      ? [fill(w.policyTypes, { types: allowed_types.map((type) => w[`who_${type}`]).join(', ') })]
      : []),
    ...(forbidden.length > 0
      ? [fill(w.policyRights, { rights: forbidden.map((right) => w[`may_${right}`]).join(', ') })]
      : []),
  ]
}
