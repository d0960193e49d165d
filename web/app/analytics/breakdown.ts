import { type Content, html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import { isNetwork, networkNames } from '../share/networks.ts'
import type { Part } from './as-csv.ts'
import { type AnalyticsWords, analyticsWords } from './words.ts'

/** As many as can be compared at a glance; the table scrolls beyond. */
const most = 12

interface BreakdownProps {
  readonly kind: string
  readonly title: string
  readonly list: readonly Part[]
  /** A picture of it above. */
  readonly children?: Content
}

/** Bars with their numbers, which are a table in themselves. */
export const Breakdown = ({ kind, title, list, children }: BreakdownProps): Node => {
  const { lang } = useApp()
  const w = analyticsWords[lang]
  const number = new Intl.NumberFormat(lang)
  const top = Math.max(1, ...list.map(({ views }) => views))
  return html`<section class="panel an-breakdown" aria-labelledby=${`an-${kind}`}>
    <h2 id=${`an-${kind}`}>${title}</h2>
    ${children}
    ${
      list.length === 0
        ? html`<p class="quiet">${w.nothing}</p>`
        : html`<table class="plain">
          <thead><tr><th scope="col">${w.name}</th><th scope="col" class="number">${w.views}</th></tr></thead>
          <tbody>${list.slice(0, most).map(
            ({ name, views }) => html`<tr key=${name}>
              <th scope="row">
                <bdi>${wordFor(kind, name, lang, w)}</bdi>
                <svg class="an-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width=${(views / top) * 100} height="1" /></svg>
              </th>
              <td class="number">${number.format(views)}</td>
            </tr>`,
          )}</tbody>
        </table>`
    }
  </section>`
}

/** A country by its name; our own names by their words; what browsers and pages are called as it is. */
export const wordFor = (kind: string, name: string, lang: string, w: AnalyticsWords): string => {
  if (kind === 'country' && /^[A-Z]{2}$/.test(name))
    return new Intl.DisplayNames(lang, { type: 'region' }).of(name) ?? name
  if (kind === 'channel' && isNetwork(name)) return networkNames[name]
  return name in w ? w[name as keyof AnalyticsWords] : plain(name)
}
