import '../share/share.css'
import './links.css'
import { useState } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import type { CurrentTenant } from '../../../domain/tenants/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf } from '../router.ts'
import { pathOf, useLinkDeeds } from '../share/change-link.ts'
import { EditLink } from '../share/edit-link.ts'
import { ExtendLink } from '../share/extend-link.ts'
import { HandOn } from '../share/hand-on.ts'
import { LinkFacts, StateTag } from '../share/link-facts.ts'
import { addressOf, goesOn, nameOf } from '../share/link-state.ts'
import { QrCode } from '../share/qr-code.ts'
import { CopyField } from '../ui/copy.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { useNow } from '../ui/now.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { LinkDetails } from './link-details.ts'
import { ShareFamily } from './share-family.ts'
import { useLinksSpeech } from './speech.ts'
import { Timeline } from './timeline.ts'

/** Everything of one link. */
export const LinkPage = ({ params: { uuid = '' } }: PageProps): Node => {
  const { api } = useApp()
  const w = useLinksSpeech()
  const loading = useLoad(() => api.get<ShareView>(pathOf({ uuid: encodeURIComponent(uuid) })), [uuid])
  const back = { href: '#/links', word: w.toLinks }
  const isGone = loading.value === undefined && [404, 422].includes(loading.refused?.status ?? 0)
  if (isGone)
    return html`<${PageFrame} title=${w.link} back=${back}><${Empty} glyph="link" title=${w.link} text=${w.gone}><a class="button" href="#/links">${w.toLinks}</a></${Empty}></${PageFrame}>`
  const name = loading.value ? nameOf(loading.value, w) : w.link
  const analytics = html`<a class="button" href=${hrefOf(`/analytics/links/${uuid}`)}><${Glyph} name="chart" />${w.analytics}</a>`
  return html`<${PageFrame} title=${html`<bdi>${name}</bdi>`} tab=${name} back=${back} actions=${loading.value && analytics}>
    <${Loaded} of=${loading} lines=${8}>
      ${(link: ShareView) => html`<${Link} ...${{ link, onChanged: loading.set, onReload: loading.reload }} />`}
    </${Loaded}>
  </${PageFrame}>`
}

interface LinkProps {
  readonly link: ShareView
  readonly onChanged: (link: ShareView) => void
  readonly onReload: () => Promise<void>
}

const Link = ({ link, onChanged, onReload }: LinkProps): Node => {
  const { api, ask, say } = useApp()
  const w = useLinksSpeech()
  const now = useNow()
  const [isEdited, edit] = useState(false)
  const rotation = useTask()
  const policy = useLoad(() => api.get<CurrentTenant>('/api/tenants/current'), [])
  const tell = (changed: ShareView, said: string) => {
    onChanged(changed)
    edit(false)
    say(said)
  }
  const deeds = useLinkDeeds({ onChanged: tell })
  const isOpen = goesOn(link, now)
  const isOver = link.revoked_at !== null || (!isOpen && (link.face !== 'core' || link.token === null))
  const rotate = async () => {
    if (!(await ask({ title: w.rotateTitle, text: w.rotateText, yes: w.rotateYes }))) return
    await rotation.run(async () => tell(await api.post<ShareView>(`${pathOf(link)}/rotate`), w.rotated))
  }

  return html`<div class="link-page">
    <div class="link-main">
      <section class="panel" aria-labelledby="the-link">
        <div class="panel-head"><h2 id="the-link">${w.theLink}</h2><${StateTag} ...${{ link, now }} /></div>
        <${LinkFacts} ...${{ link, now }} />
        ${isOpen && html`<${CopyField} label=${w.link} value=${addressOf(link)} /><${HandOn} link=${link} />`}
        ${!isOver && html`<${ExtendLink} ...${{ link, deeds }} />`}
        ${
          !isOver &&
          html`<div class="buttons">
            <button type="button" class="button" onClick=${() => edit(true)}><${Glyph} name="pencil" />${w.change}</button>
            <button type="button" class="button" disabled=${rotation.busy} onClick=${rotate}><${Glyph} name="key" />${w.rotate}</button>
            <button type="button" class="button danger" disabled=${deeds.busy} onClick=${() => deeds.withdraw(link)}>${w.withdraw}</button>
          </div>`
        }
        <${Trouble} refused=${deeds.refused ?? rotation.refused} />
      </section>
      <${ShareFamily} key=${link.share ?? link.uuid} ...${{ link, now, onEnded: onReload }} />
      <${Timeline} uuid=${link.uuid} />
    </div>
    <aside class="link-aside">
      <section class="panel" aria-label=${w.itShows}><${LinkDetails} link=${link} /></section>
      ${isOpen && html`<section class="panel" aria-label=${w.qr}><${QrCode} link=${link} /></section>`}
    </aside>
    ${
      isEdited &&
      policy.value &&
      html`<${Dialog} title=${w.changeTitle} closeWord=${w.close} onClose=${() => edit(false)} isSheet=${true}>
        <${EditLink} ...${{ uuid: link.uuid, policy: policy.value.links, onSaved: (saved: ShareView) => tell(saved, w.changed), onBack: () => edit(false) }} />
      </${Dialog}>`
    }
  </div>`
}
