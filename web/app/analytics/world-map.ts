import { useEffect, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import type { Part } from './as-csv.ts'
import { wordFor } from './breakdown.ts'
import { stepOf } from './scale.ts'
import { analyticsWords } from './words.ts'
import type { World } from './world.ts'

/** Where views came from. The table below it says the same in numbers, so it is a picture and nothing more. */
export const WorldMap = ({ list }: { list: readonly Part[] }): Node => {
  const { lang } = useApp()
  const w = analyticsWords[lang]
  const [world, setWorld] = useState<World | null>(null)
  useEffect(() => {
    let isOver = false
    import('virtual:world-shapes').then(
      (shapes) => !isOver && setWorld(shapes.default),
      () => {}, // the table stands without it
    )
    return () => {
      isOver = true
    }
  }, [])
  const views = new Map(list.map((one) => [one.name, one.views]))
  const most = Math.max(0, ...[...views].filter(([code]) => code.length === 2).map(([, count]) => count))
  const look = (code: string) => `an-country step-${stepOf(views.get(code) ?? 0, most)}`
  const title = (code: string) =>
    html`<title>${`${wordFor('country', code, lang, w)}: ${views.get(code) ?? 0}`}</title>`
  return html`<div>
    <svg class="an-world" viewBox="0 0 960 480" aria-hidden="true" focusable="false">
      ${world?.shapes.map(([code, d]) => html`<path key=${code} class=${look(code)} d=${d}>${title(code)}</path>`)}
      ${world?.points.map(([code, x, y]) => views.has(code) && html`<circle key=${code} class=${look(code)} cx=${x} cy=${y} r="5">${title(code)}</circle>`)}
    </svg>
    <p class="hint">${w.mapLegend}</p>
  </div>`
}
