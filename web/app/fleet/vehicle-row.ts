import type { Language } from '../../../domain/problem.ts'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Badge, Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import type { SharePosition } from '../../pages/share.ts'
import { isStale, motionText, Plate, seenText } from '../../pages/subject.ts'
import { fill } from '../../pages/words.ts'
import type { UiWords } from '../ui/words.ts'
import type { FleetWords } from './words.ts'

interface VehicleRowProps {
  readonly vehicle: VehicleView
  readonly position: SharePosition | null
  readonly viewers: number
  readonly lang: Language
  readonly w: FleetWords & UiWords
  readonly now: number
  readonly followed: boolean
  readonly onShow: (() => void) | undefined
  readonly onShare: () => void
}

export const VehicleRow = ({
  vehicle,
  position,
  viewers,
  lang,
  w,
  now,
  followed,
  onShow,
  onShare,
}: VehicleRowProps): Node => {
  const name = plain(vehicle.name)
  const stale = isStale(position, now)
  return html`<li class=${followed ? 'subject-row followed' : 'subject-row'}>
    <button
      type="button"
      class="row-main"
      aria-pressed=${String(followed)}
      aria-label=${fill(w.show, { name })}
      disabled=${!onShow || !position}
      onClick=${onShow}
    >
      <${Badge} icon=${vehicle.icon} color=${vehicle.color} />
    </button>
    <div class="grow">
      <div class="name-line">
        <h2><bdi>${name}</bdi></h2>
        ${vehicle.plate && html`<${Plate} plate=${vehicle.plate} lang=${lang} />`}
        ${viewers > 0 && html`<${Viewers} count=${viewers} text=${fill(w.watching, { count: viewers })} />`}
      </div>
      ${position && !stale && html`<p class="under-name">${motionText(lang, position)}</p>`}
      <p class="under-name"><span class=${stale ? 'state state-stale' : 'state'}>${seenText(lang, position, now)}</span></p>
    </div>
    <button type="button" class="button small" aria-label=${fill(w.share, { name })} onClick=${onShare}>
      <${Glyph} name="share" />
    </button>
  </li>`
}

const Viewers = ({ count, text }: { count: number; text: string }): Node =>
  html`<span class="viewers" title=${text}>
    <${Glyph} name="eye" />
    <span aria-hidden="true">${count}</span>
    <span class="visually-hidden">${text}</span>
  </span>`
