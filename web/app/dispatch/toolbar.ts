import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { goTo } from '../router.ts'
import { useBoard } from './board-context.ts'
import { dayAfter, isDay } from './days.ts'
import { type BoardPlace, boardHref } from './place.ts'

export type WhoIsShown = 'all' | 'busy' | 'free' | 'late'

interface ToolbarProps {
  readonly place: BoardPlace
  readonly today: string
  readonly search: string
  readonly who: WhoIsShown
  readonly isWhole: boolean
  readonly onSearch: (search: string) => void
  readonly onWho: (who: WhoIsShown) => void
  readonly onWhole: (isWhole: boolean) => void
}

/** Which day or week is shown, and of whom. */
export const BoardToolbar = (props: ToolbarProps): Node => {
  const { place, today, search, who, isWhole, onSearch, onWho, onWhole } = props
  const { w } = useBoard()
  const step = place.view === 'week' ? 7 : 1
  const pick = (event: Event) => {
    const { value } = event.currentTarget as HTMLInputElement
    if (isDay(value)) goTo(boardHref(place, { date: value, visit: undefined }))
  }
  const views = [
    ['day', w.dayView],
    ['week', w.weekView],
  ] as const
  return html`<div class="board-bar">
    <div class="board-days">
      <a class="button small" href=${boardHref(place, { date: dayAfter(place.date, -step), visit: undefined })} aria-label=${place.view === 'week' ? w.weekBefore : w.dayBefore}><${Glyph} name="before" /></a>
      <input type="date" value=${place.date} onChange=${pick} aria-label=${w.day} />
      <a class="button small" href=${boardHref(place, { date: dayAfter(place.date, step), visit: undefined })} aria-label=${place.view === 'week' ? w.weekAfter : w.dayAfter}><${Glyph} name="after" /></a>
    </div>
    <a class="button" href=${boardHref(place, { date: today, visit: undefined })}>${w.today}</a>
    <nav class="segments" aria-label=${w.view}>
      ${views.map(
        ([view, word]) =>
          html`<a key=${view} href=${boardHref(place, { view, visit: undefined })} aria-current=${view === place.view ? 'true' : undefined}>${word}</a>`,
      )}
    </nav>
    ${
      place.view === 'day' &&
      html`<button type="button" class="button only-wide" aria-pressed=${String(isWhole)} onClick=${() => onWhole(!isWhole)}><${Glyph} name="clock" />${w.wholeDay}</button>`
    }
    <input class="search" type="search" value=${search} aria-label=${w.searchTechnicians} placeholder=${w.searchTechnicians}
      onInput=${(event: Event) => onSearch((event.currentTarget as HTMLInputElement).value)} />
    <select aria-label=${w.shown} value=${who} onChange=${(event: Event) => onWho((event.currentTarget as HTMLSelectElement).value as WhoIsShown)}>
      <option value="all">${w.showAllOf}</option>
      <option value="busy">${w.showBusy}</option>
      <option value="free">${w.showFree}</option>
      <option value="late">${w.showLate}</option>
    </select>
  </div>`
}
