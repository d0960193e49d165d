import { useEffect, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { useOffline } from '../ui/offline.ts'
import { timeOf } from '../ui/time.ts'
import type { Outbox } from './outbox.ts'
import { stepWord } from './steps.ts'
import { graceMs, type Wish } from './wishes.ts'
import type { DayWords } from './words.ts'

interface WaitingProps {
  readonly outbox: Outbox
  /** Of this visit alone. */
  readonly visit: string
  readonly w: DayWords
}

/** What was pressed and is not taken yet, with the time of it, and a way back for the last. */
export const Waiting = ({ outbox, visit, w }: WaitingProps): Node => {
  const { lang, zone, say } = useApp()
  const isOffline = useOffline()
  const wishes = outbox.waiting().filter((wish) => wish.visit === visit)
  const isPatient = useOutgrown(wishes.at(-1)?.pressedAt ?? 0)
  const sentence = () => {
    if (outbox.isSending()) return w.sending
    return isOffline || isPatient ? w.notSent : w.justNow
  }
  const told = ({ to, pressedAt }: Wish) =>
    fill(sentence(), { step: stepWord(w, to), time: timeOf(lang, zone, pressedAt) })
  const takeBack = (id: string) => outbox.takeBack(id) || say(w.tooLate)

  return html`<div role="status" class="day-waiting-box">${wishes.map(
    (wish, i) => html`<div class="day-waiting" key=${wish.id}>
        <${Glyph} name="clock" />
        <p class="grow">${told(wish)}</p>
        ${
          i === wishes.length - 1 &&
          html`<button type="button" class="button" onClick=${() => takeBack(wish.id)}>${w.takeBack}</button>`
        }
      </div>`,
  )}</div>`
}

/** Longer than it can still be taken back: then it is the line that it waits for. */
const useOutgrown = (pressedAt: number): boolean => {
  const left = () => pressedAt + 2 * graceMs - Date.now()
  const [isOver, setOver] = useState(left() <= 0)
  useEffect(() => {
    setOver(left() <= 0)
    const timer = setTimeout(setOver, Math.max(0, left()), true)
    return () => clearTimeout(timer)
  }, [pressedAt])
  return isOver
}

/** What the service did not take, until it was read. */
export const RefusedSteps = ({ outbox, w }: Omit<WaitingProps, 'visit'>): Node => {
  const { lang, zone } = useApp()
  return html`<div role="alert" class="stack day-silent">${outbox.refused().map(
    ({ id, to, pressedAt, refused }) => html`<div class="trouble stack" key=${id}>
        <p><strong>${fill(w.refusedTitle, { step: stepWord(w, to), time: timeOf(lang, zone, pressedAt) })}</strong></p>
        <p>${refused} ${w.refusedMore}</p>
        <button type="button" class="button" onClick=${() => outbox.forget(id)}>${w.understood}</button>
      </div>`,
  )}</div>`
}
