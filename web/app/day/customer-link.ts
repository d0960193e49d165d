import type { WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { useApp } from '../context.ts'
import { CopyField } from '../ui/copy.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import type { DayWords } from './words.ts'

/** What the customer watches the way on, to be handed on where no mail could bring it. Only while somebody is under way. */
export const CustomerLink = ({ visit, w }: { visit: string; w: DayWords }): Node => {
  const { api } = useApp()
  const whole = useLoad(() => api.get<WholeAssignmentView>(`/api/trakservice/assignments/${visit}/`), [visit])
  return html`<${Loaded} of=${whole} lines=${1}>
    ${({ customer_link }: WholeAssignmentView) =>
      customer_link
        ? html`<div class="stack">
            <p class="quiet">${w.customerLinkHint}</p>
            <${CopyField} label=${w.customerLink} value=${customer_link.share_url} />
            ${
              typeof navigator.share === 'function' &&
              html`<button type="button" class="button" onClick=${() => navigator.share({ url: customer_link.share_url }).catch(() => {})}>
                <${Glyph} name="share" />${w.hand}
              </button>`
            }
          </div>`
        : html`<p class="quiet">${w.noCustomerLink}</p>`}
  </${Loaded}>`
}
