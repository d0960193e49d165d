import './settings.css'
import './choices.css'
import './rows.css'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { type AppContext, hasRole, useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf } from '../router.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { type Section, sections } from './sections.ts'
import { settingsWords } from './words.ts'

/** What is one's own and, for those who run it, the organization's; each section is an address. */
export const SettingsPage = ({ params, query }: PageProps): Node => {
  const app = useApp()
  const w = settingsWords[app.lang]
  const open = sections.filter(({ role }) => hasRole(app, role))
  if (!params.section) return html`<${Overview} ...${{ app, open }} />`

  const section = open.find(({ id }) => id === params.section)
  const { Body, One } = section ?? {}
  const isOne = One !== undefined && params.id !== undefined
  const back = isOne
    ? { href: hrefOf(`/settings/${section!.id}`), word: w[section!.word] }
    : { href: hrefOf('/settings'), word: w.title }
  return html`<div class=${isOne ? 'settings is-one' : 'settings'}>
    <nav class="settings-list" aria-label=${w.title}>
      ${open.map(
        ({ id, word, glyph }) =>
          html`<a key=${id} class="nav-link" href=${hrefOf(`/settings/${id}`)} aria-current=${id === section?.id ? 'page' : undefined}>
            <${Glyph} name=${glyph} /><span>${w[word]}</span>
          </a>`,
      )}
    </nav>
    <${PageFrame} key=${`${section?.id}/${params.id ?? ''}`} title=${section ? w[(isOne && section.oneWord) || section.word] : w.title} back=${back}>
      ${
        isOne
          ? html`<${One} id=${params.id} query=${query} />`
          : Body
            ? html`<p class="quiet lead">${w[section!.about]}</p><${Body} query=${query} />`
            : html`<${Empty} glyph="lock" title=${w.nothingTitle} text=${w.nothingText} />`
      }
    </${PageFrame}>
  </div>`
}

const Overview = ({ app, open }: { app: AppContext; open: readonly Section[] }): Node => {
  const w = settingsWords[app.lang]
  return html`<${PageFrame} title=${w.title}>
    <p class="quiet lead"><bdi>${plain(app.me.tenant.name)}</bdi></p>
    <ul class="settings-cards">
      ${open.map(
        ({ id, word, about, glyph }) =>
          html`<li key=${id}><a class="settings-card" href=${hrefOf(`/settings/${id}`)}>
            <${Glyph} name=${glyph} />
            <span class="grow"><strong>${w[word]}</strong><span class="quiet">${w[about]}</span></span>
            <${Glyph} name="after" />
          </a></li>`,
      )}
    </ul>
    ${!hasRole(app, 'admin') && html`<p class="quiet">${w.othersText}</p>`}
  </${PageFrame}>`
}
