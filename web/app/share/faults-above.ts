import { html, type Node } from '../../pages/html.ts'
import type { Refused } from '../api.ts'
import { Trouble } from '../ui/form.ts'

/** Fields of a link's form that say themselves what is wrong with them. */
const told =
  /^(expires_at|expires_in_hours|starts_at|share_type|password|allow_(preview|download|comments|collaboration)|max_views|max_downloads|recipients(\..*)?|title|description|slug|trail_minutes|ends_on)$/

/** Why a link was not made or changed, without what stands at the fields already. */
export const FaultsAbove = ({ refused }: { refused: Refused | null }): Node => {
  const rest = refused && {
    ...refused,
    message: refused.message,
    fields: refused.fields.filter(({ field }) => !told.test(field)),
  }
  return html`<${Trouble} refused=${rest} />`
}
