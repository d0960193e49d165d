import type { Ref } from 'preact'
import { useImperativeHandle, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { useBoard } from './board-context.ts'
import { clockOf, fractionAt, instantAt, minutesOf, type TimeAxis } from './time-axis.ts'
import { spanText } from './visit-text.ts'

export interface Shade {
  readonly start: string
  readonly minutes: number
}
export interface GhostHandle {
  show(shade: Shade | null): void
}

/** Where what is in the hand would lie. It keeps its own state, so that a row is not drawn anew with every pixel. */
export const Ghost = ({
  axis,
  carried,
  handle,
}: {
  axis: TimeAxis
  carried: Shade | null
  handle: Ref<GhostHandle>
}): Node | null => {
  const { lang, w } = useBoard()
  const [shade, setShade] = useState<Shade | null>(null)
  useImperativeHandle(
    handle,
    () => ({
      show: (next) =>
        setShade((before) =>
          before?.start === next?.start && before?.minutes === next?.minutes ? before : next,
        ),
    }),
    [],
  )
  const shown = shade ?? carried
  if (!shown) return null
  const end = clockOf(minutesOf(shown.start) + shown.minutes)
  const text = spanText(lang, { scheduled_start: shown.start, scheduled_end: end }, w.anyTime)
  return html`<li class="ghost" aria-hidden="true" style=${stretchOf(axis, shown.start, shown.minutes)}>${text}</li>`
}

/** The place of a stretch of time on its lane, as its style sheet wants it. */
export const stretchOf = (
  axis: TimeAxis,
  start: string,
  minutes: number,
): Readonly<Record<string, string>> => {
  const from = instantAt(axis, start)
  const at = fractionAt(axis, from)
  const length = fractionAt(axis, from + minutes * 60_000) - at
  return { '--at': percent(at), '--for': percent(length) }
}
const percent = (fraction: number) => `${(fraction * 100).toFixed(3)}%`
