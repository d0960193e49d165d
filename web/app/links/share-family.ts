import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { hasRole, useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { pathOf, useLinkDeeds } from '../share/change-link.ts'
import { StateTag } from '../share/link-facts.ts'
import { addressOf, goesOn, nameOf, viewsText } from '../share/link-state.ts'
import { CopyButton } from '../ui/copy.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { useLinksSpeech } from './speech.ts'

interface FamilyProps {
  readonly link: ShareView
  readonly now: number
  /** All of them were withdrawn, the one that is open here among them. */
  readonly onEnded: () => void
}

/** The links that were made together, one for each person, with their own counts. */
export const ShareFamily = ({ link, now, onEnded }: FamilyProps): Node | null => {
  const app = useApp()
  const w = useLinksSpeech()
  const everyone = hasRole(app, 'admin') ? '&everyone=true' : ''
  const list = useList<ShareView>(
    app.api,
    `/api/v3/shares?share=${link.share ?? link.uuid}&sort=created&page_size=50${everyone}`,
  )
  const { busy, refused, run } = useTask()
  const deeds = useLinkDeeds({
    onChanged: (changed, said) => {
      list.set((page) => ({
        ...page,
        results: page.results.map((one) => (one.uuid === changed.uuid ? changed : one)),
      }))
      app.say(said)
      if (changed.uuid === link.uuid) onEnded()
    },
  })
  const isAlone = list.value !== undefined && list.value.count < 2
  if (link.recipient === null && (isAlone || list.value === undefined)) return null
  const withdrawAll = async () => {
    if (!(await app.ask({ title: w.withdrawShareTitle, text: w.withdrawManyText, yes: w.withdrawShare })))
      return
    await run(async () => {
      await app.api.delete(`${pathOf(link)}?whole_share=true`)
      await list.reload()
      onEnded()
    })
  }

  return html`<section class="panel" aria-labelledby="family">
    <h2 id="family">${w.sameShare}</h2>
    <p class="quiet">${w.sameShareText}</p>
    <${Loaded} of=${list}>
      ${({ results }: ListPage<ShareView>) => html`<ul class="rows">
        ${results.map((one) => {
          const name = nameOf(one, w)
          return html`<li key=${one.uuid} class="row family-row">
            <div class="grow">
              <h3>${one.uuid === link.uuid ? html`<bdi>${name}</bdi>` : html`<a class="row-link" href=${hrefOf(`/links/${one.uuid}`)}><bdi>${name}</bdi></a>`}</h3>
              <p class="share-line">${one.recipient?.email && html`<span>${plain(one.recipient.email)}</span>`}<span>${viewsText(one, w)}</span></p>
            </div>
            <${StateTag} link=${one} now=${now} />
            ${
              goesOn(one, now) &&
              html`<div class="buttons">
                <${CopyButton} label=${name} value=${addressOf(one)} />
                <button type="button" class="button danger" aria-label=${`${w.withdraw}: ${name}`} disabled=${deeds.busy} onClick=${() => deeds.withdraw(one)}><${Glyph} name="trash" /></button>
              </div>`
            }
          </li>`
        })}
      </ul>`}
    </${Loaded}>
    <${More} list=${list} />
    <${Trouble} refused=${refused ?? deeds.refused} />
    ${
      list.value?.results.some((one) => goesOn(one, now)) &&
      html`<div class="buttons"><button type="button" class="button danger" disabled=${busy} onClick=${withdrawAll}>${w.withdrawShare}</button></div>`
    }
  </section>`
}
