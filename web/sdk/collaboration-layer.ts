import type { CommentView } from '../../domain/comments/schema.ts'
import type { ParticipantView } from '../../domain/sessions/schema.ts'
import { fill } from '../pages/words.ts'
import { element, statusLine } from './dom.ts'
import { adopt } from './sheet.ts'
import type { SdkWords } from './words.ts'

/** What of a session lies over the page: pointers, pins, and a line that says how things stand. */
export class CollaborationLayer {
  readonly #words: SdkWords
  readonly #element: HTMLElement
  readonly #status: HTMLElement
  readonly #container: Element | undefined
  readonly #pins = new Map<string, HTMLElement>()

  constructor(container: Element | undefined, words: SdkWords) {
    adopt(rules)
    this.#words = words
    this.#container = container
    this.#status = statusLine('fleeting-status')
    this.#element = element(
      'div',
      { class: container ? 'fleeting-layer' : 'fleeting-layer fleeting-all' },
      this.#status,
    )
    if (container instanceof HTMLElement && getComputedStyle(container).position === 'static')
      container.style.position = 'relative'
    ;(container ?? document.body).append(this.#element)
  }

  /** Part of the medium from its upper left corner; nothing outside of it. */
  placeOf({ clientX, clientY }: { clientX: number; clientY: number }): { x: number; y: number } | undefined {
    const { left, top, width, height } = this.#element.getBoundingClientRect()
    const [x, y] = [(clientX - left) / width, (clientY - top) / height]
    return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : undefined
  }

  /** `HH:MM:SS` of a film or a recording in the container. */
  mediaTime(): string | undefined {
    const medium = this.#container?.querySelector<HTMLMediaElement>('video, audio')
    if (!medium) return undefined
    const seconds = Math.floor(medium.currentTime)
    const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
    return parts.map((part) => String(part).padStart(2, '0')).join(':')
  }

  cursor(participant: ParticipantView | undefined): HTMLElement {
    const name = participant?.name ?? this.#words.someone
    const made = element('span', { class: 'fleeting-cursor', 'aria-hidden': 'true' }, name)
    made.style.setProperty('--fleeting-color', participant?.color ?? '#b23c1b')
    made.title = fill(this.#words.cursorOf, { name })
    this.#element.append(made)
    return made
  }

  pin(comment: CommentView): void {
    const {
      id,
      position_x: x,
      position_y: y,
      author,
      content,
      resolved_at: resolvedAt,
      is_deleted: isDeleted,
    } = comment
    const known = this.#pins.get(id)
    if (x === null || y === null || isDeleted) {
      this.unpin(id)
      return
    }
    const words = element('p', {}, element('strong', {}, author.name), ` ${content}`)
    if (known) {
      known.querySelector('p')?.replaceWith(words)
      known.classList.toggle('fleeting-resolved', resolvedAt !== null)
      return
    }
    const summary = element('summary', {}, element('span', { class: 'fleeting-hidden' }, this.#words.comment))
    const made = element('details', { class: 'fleeting-comment', 'data-comment': id }, summary, words)
    made.classList.toggle('fleeting-resolved', resolvedAt !== null)
    made.style.left = `${x * 100}%`
    made.style.top = `${y * 100}%`
    this.#pins.set(id, made)
    this.#element.append(made)
  }

  unpin(id: string): void {
    this.#pins.get(id)?.remove()
    this.#pins.delete(id)
  }

  /** After a connection was lost: what is not among the newest may be gone, unless there are more than were told. */
  keepOnly(ids: ReadonlySet<string>, hasMore: boolean): void {
    if (hasMore) return
    for (const id of [...this.#pins.keys()]) if (!ids.has(id)) this.unpin(id)
  }

  say(text: string): void {
    this.#status.textContent = text
  }

  remove(): void {
    this.#element.remove()
  }
}

const rules = `
:where(.fleeting-layer) { position: absolute; inset: 0; pointer-events: none; z-index: 10; overflow: hidden; }
:where(.fleeting-layer.fleeting-all) { position: fixed; z-index: 2147483000; }
:where(.fleeting-cursor) {
  position: absolute; padding: .05rem .4rem; border-radius: 0 .6rem .6rem .6rem; color: #fff; font: 600 .75rem/1.4 system-ui;
  background: var(--fleeting-color); transition: left 60ms linear, top 60ms linear; white-space: nowrap;
}
:where(.fleeting-comment) { position: absolute; pointer-events: auto; max-width: 18rem; font: .875rem/1.4 system-ui; }
:where(.fleeting-comment > summary) {
  list-style: none; width: 1.75rem; height: 1.75rem; border-radius: 999px 999px 999px 0; background: #b23c1b;
  border: 2px solid #fff; cursor: pointer; box-shadow: 0 1px 4px rgb(0 0 0 / .4);
}
:where(.fleeting-resolved > summary) { background: #1b7255; }
:where(.fleeting-comment > p) {
  margin: .25rem 0 0; padding: .5rem .75rem; border-radius: .5rem; background: #fffdf8; color: #1b2a2f;
  box-shadow: 0 2px 12px rgb(0 0 0 / .25); overflow-wrap: anywhere; white-space: pre-line;
}
:where(.fleeting-status) {
  position: absolute; left: 50%; bottom: 1rem; translate: -50% 0; margin: 0; padding: .5rem 1rem; border-radius: 999px;
  background: #1b2a2f; color: #fffdf8; font: .875rem/1.4 system-ui;
}
:where(.fleeting-status:empty) { opacity: 0; }
:where(.fleeting-hidden) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (prefers-reduced-motion: reduce) { :where(.fleeting-cursor) { transition: none; } }
`
