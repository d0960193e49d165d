import { useEffect, useRef } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { CopyField } from '../ui/copy.ts'
import { HandOn } from './hand-on.ts'
import { LinkFacts } from './link-facts.ts'
import { addressOf } from './link-state.ts'
import { QrCode } from './qr-code.ts'
import { useSpeech } from './speech.ts'

interface MadeProps {
  readonly links: readonly ShareView[]
  /** As it was typed: the service never tells it. */
  readonly password: string
  readonly now: number
  readonly onAnother: () => void
  readonly onDone: () => void
}

/** What was just made, to be taken along; the first thing to do is to copy it. */
export const MadeLinks = ({ links, password, now, onAnother, onDone }: MadeProps): Node => {
  const w = useSpeech()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const [first] = links
  const isForPeople = first?.recipient != null
  return html`<div class="stack made">
    <h3 tabindex="-1" ref=${heading}><${Glyph} name="check" />${links.length > 1 ? fill(w.madeManyTitle, { count: links.length }) : w.madeTitle}</h3>
    ${
      isForPeople
        ? html`<ul class="stack">${links.map((link) => html`<${ForOne} key=${link.uuid} link=${link} />`)}</ul>`
        : html`<${CopyField} label=${w.link} value=${addressOf(first!)} />`
    }
    <${LinkFacts} link=${first} now=${now} />
    ${
      password &&
      html`<div>
        <${CopyField} label=${w.password} value=${password} />
        <p class="hint">${w.tellPassword} ${w.who_protected_text}</p>
      </div>`
    }
    ${links.length === 1 && html`<${HandOn} link=${first} /><${QrCode} link=${first} />`}
    <div class="share-foot buttons">
      <button type="button" class="button primary" onClick=${onDone}>${w.done}</button>
      <button type="button" class="button" onClick=${onAnother}><${Glyph} name="plus" />${w.another}</button>
    </div>
  </div>`
}

const ForOne = ({ link }: { link: ShareView }): Node => {
  const w = useSpeech()
  const { name = '', email = null } = link.recipient ?? {}
  return html`<li>
    <${CopyField} label=${plain(name)} value=${addressOf(link)} />
    ${email && html`<p class="hint">${fill(w.sentTo, { email: plain(email) })}</p>`}
  </li>`
}
