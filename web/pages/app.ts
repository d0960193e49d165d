import type { Language } from '../../domain/problem.ts'
import { html, type Node } from './html.ts'
import { words } from './words.ts'

export interface AppProps {
  readonly lang: Language
  /** No account exists yet: the first person to arrive makes one. */
  readonly firstRun: boolean
  /** As far as the request's cookies tell: `stale` has to be renewed before anything is asked. */
  readonly session: 'none' | 'stale' | 'open'
  readonly map: { readonly styleUrl: string | null; readonly pmtilesUrl: string | null }
}

/** The members' shell, until its script takes over. */
export const AppPage = ({ lang }: AppProps): Node => {
  const w = words[lang]
  return html`<main class="last">
    <p class="wordmark">Fleeting</p>
    <noscript><p class="last-text">${w.appNeedsScript}</p></noscript>
    <p class="last-text only-script">${w.loading}</p>
  </main>`
}
