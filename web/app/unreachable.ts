import { useEffect } from 'preact/hooks'
import { html, type Node } from '../pages/html.ts'
import { useLanguage, useUiWords } from './ui/lang.ts'
import { useOffline } from './ui/offline.ts'
import { Empty } from './ui/page.ts'
import { shellWords } from './words.ts'

/** The frame of the app while the service cannot be asked who this is. It goes on by itself once there is a network. */
export const Unreachable = ({ onTryAgain }: { onTryAgain: () => void }): Node => {
  const lang = useLanguage()
  const w = { ...useUiWords(), ...shellWords[lang] }
  const isOffline = useOffline()
  useEffect(() => {
    addEventListener('online', onTryAgain)
    return () => removeEventListener('online', onTryAgain)
  }, [])
  return html`<div class="shell">
    <header class="rail"><p class="wordmark">Fleeting</p></header>
    <main class="shell-main" role="alert">
      <${Empty}
        glyph=${isOffline ? 'globe' : 'warning'}
        title=${isOffline ? w.offlineTitle : w.unreachableTitle}
        text=${isOffline ? w.offlineText : w.unreachableText}
      >
        <button type="button" class="button primary" onClick=${onTryAgain}>${w.tryAgain}</button>
      </${Empty}>
    </main>
  </div>`
}
