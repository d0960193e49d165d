import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { relative } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { colorOf } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { lateText } from './block.ts'
import { type Board, useBoard } from './board-context.ts'
import type { CrewLive } from './crew-live.ts'
import { statusText, whoText } from './visit-text.ts'

const staleMs = 5 * 60_000

interface CrewListProps {
  readonly live: CrewLive | null
  readonly technicians: readonly PlanTechnicianView[]
  readonly visits: ReadonlyMap<string, readonly PlanVisitView[]>
  readonly lookedAt: string | undefined
}

/** What the map shows, in words: who is where since when, at what, and who is late. */
export const CrewList = ({ live, technicians, visits, lookedAt }: CrewListProps): Node => {
  const board = useBoard()
  return html`<ul class="crew" aria-label=${board.w.whereTheyAre}>
    ${technicians.map((technician) => {
      const own = visits.get(technician.id) ?? []
      const { text, isStale } = crewText(board, live, technician, own)
      const late = own.map((visit) => lateText(board, visit)).find(Boolean)
      return html`<li key=${technician.id}>
        <button type="button" class="technician-name" aria-pressed=${String(technician.id === lookedAt)} onClick=${() => board.look(technician)}>
          <svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${colorOf(technician.color)} /></svg>
          <span class="grow">
            <bdi class="technician-who">${plain(technician.full_name)}</bdi>
            <span class=${isStale ? 'technician-facts is-stale' : 'technician-facts'}>${text}</span>
            ${late && html`<span class="technician-late">${late}</span>`}
          </span>
        </button>
      </li>`
    })}
  </ul>`
}

/** On which visit somebody is, and how old their place is. */
export const crewText = (
  { lang, w, now }: Board,
  live: CrewLive | null,
  technician: PlanTechnicianView | undefined,
  visits: readonly PlanVisitView[],
): { readonly text: string; readonly isStale: boolean } => {
  const current =
    visits.find(({ status }) => status === 'on_site') ?? visits.find(({ status }) => status === 'en_route')
  const doing = current && `${statusText(lang, current.status)}: ${whoText(current)}`
  const last = technician && live?.ways.get(technician.id)?.at(-1)
  const age = last ? now - last.t : 0
  const isStale = last !== undefined && age > staleMs
  const seen = last
    ? fill(isStale ? w.seenStale : w.seen, { when: age < 60_000 ? w.justNow : relative(lang, -age) })
    : technician?.allow_tracking
      ? w.notSeen
      : w.notTracked
  return { text: [doing, seen].filter(Boolean).join(' · '), isStale }
}
