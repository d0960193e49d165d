import { useEffect, useRef } from 'preact/hooks'
import type { CreatedSession } from '../../../domain/sessions/requests.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { QrCode } from '../connect/qr.ts'
import { useApp } from '../context.ts'
import { CopyField } from '../ui/copy.ts'
import { dateTime } from '../ui/time.ts'
import { sessionsWords } from './words.ts'

/** The session is there: the way in, the link for others, and who was told. */
export const SessionReady = ({ made }: { made: CreatedSession }): Node => {
  const { lang, zone } = useApp()
  const w = sessionsWords[lang]
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), []) // the form is gone
  const link = `${location.origin}${made.collaboration_url}`
  const invited = made.participants.filter(({ role, email }) => role !== 'host' && email !== null)
  return html`<section class="panel" aria-labelledby="ready">
    <h2 id="ready" tabindex="-1" ref=${heading}>${w.readyTitle}</h2>
    <p>${fill(w.readyText, { time: dateTime(lang, zone, made.expires_at) })}</p>
    <${CopyField} label=${w.theLink} value=${link} />
    <div class="qr-box"><${QrCode} text=${link} label=${w.qr} /></div>
    ${
      invited.length > 0 &&
      html`<div class="stack">
        <p>${w.invited}</p>
        <ul>${invited.map(
          ({ id, name, email, role, kind }) => html`<li key=${id}>
            <bdi>${plain(name)}</bdi> (${email}), ${w[role]}${kind === 'member' && html`, ${w.invitedMember}`}
          </li>`,
        )}</ul>
      </div>`
    }
    <div class="buttons">
      <a class="button primary" href=${`/collaborate/session/${made.session_id}/`}><${Glyph} name="people" />${w.goIn}</a>
      <a class="button" href="#/sessions/new">${w.another}</a>
    </div>
  </section>`
}
