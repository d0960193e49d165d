import { html, type Node } from '../pages/html.ts'
import { Glyph } from '../pages/icons.ts'
import { LanguageChoice } from '../pages/language-choice.ts'
import { useMenu } from '../pages/menu.ts'
import { plain } from '../pages/plain.ts'
import { fill } from '../pages/words.ts'
import type { AppContext } from './context.ts'
import { hrefOf } from './router.ts'
import { shellWords } from './words.ts'

interface AccountMenuProps {
  readonly app: AppContext
  readonly onSignOut: () => void
}

/** Who one is, and what belongs to that. */
export const AccountMenu = ({ app, onSignOut }: AccountMenuProps): Node => {
  const { lang, me } = app
  const w = shellWords[lang]
  const menu = useMenu()
  const name = plain(me.user.full_name)
  const leave = () => {
    if (menu.current) menu.current.open = false
  }

  return html`<details class="menu account" ref=${menu}>
    <summary class="button small" aria-label=${fill(w.account, { name })}><${Glyph} name="person" /></summary>
    <div class="menu-list" onClick=${leave}>
      <p><strong><bdi>${name}</bdi></strong><br /><span class="quiet">${me.user.email}</span></p>
      <a href=${hrefOf('/settings/account')}><${Glyph} name="person" />${w.settings}</a>
      <a href=${hrefOf('/start')}><${Glyph} name="home" />${w.help}</a>
      <${LanguageChoice} lang=${lang} to=${`/${location.hash}`} />
      <button type="button" onClick=${onSignOut}><${Glyph} name="out" />${w.signOut}</button>
    </div>
  </details>`
}
