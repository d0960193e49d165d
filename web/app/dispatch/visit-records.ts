import { useEffect } from 'preact/hooks'
import type {
  AssignmentHistory,
  VisitRatingView,
  WholeAssignmentView,
} from '../../../domain/assignments/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain, plainLines } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { dateTime } from '../ui/time.ts'
import { useBoard } from './board-context.ts'
import { assignmentsPath } from './use-plan.ts'
import { statusGlyphs, statusText } from './visit-text.ts'

/** Every step of the visit: when, whose doing it was, and why. */
export const VisitHistory = ({ visit }: { visit: Pick<WholeAssignmentView, 'id' | 'updated_at'> }): Node => {
  const { api } = useApp()
  const { lang, zone, w } = useBoard()
  const history = useLoad(
    () => api.get<AssignmentHistory>(`${assignmentsPath}/${visit.id}/history`),
    [visit.id, visit.updated_at],
  )
  return html`<section class="stack" aria-labelledby="visit-history">
    <h3 id="visit-history">${w.history}</h3>
    <${Loaded} of=${history} lines=${1}>
      ${({ results }: AssignmentHistory) => html`<ol class="steps-so-far">
        ${results.map(
          ({ to, at, by, reason }) => html`<li key=${at + to}>
            <${Glyph} name=${statusGlyphs[to]} />
            <span>
              <strong>${statusText(lang, to)}</strong>, <time datetime=${at}>${dateTime(lang, zone, at)}</time>
              ${by && html` · <bdi>${plain(by.full_name)}</bdi>`}
              ${reason && html`<span class="prose quiet">${plainLines(reason)}</span>`}
            </span>
          </li>`,
        )}
      </ol>`}
    </${Loaded}>
  </section>`
}

/** What the customer said of it, once they did. */
export const VisitRating = ({
  visit,
}: {
  visit: Pick<WholeAssignmentView, 'id' | 'status'>
}): Node | null => {
  const { api } = useApp()
  const { lang, zone, w, ratings } = useBoard()
  const heard = ratings.get(visit.id)
  const rating = useLoad(async () => {
    if (visit.status !== 'done') return null
    return api.getIfAny<VisitRatingView>(`${assignmentsPath}/${visit.id}/rating`)
  }, [visit.id, visit.status])
  useEffect(() => {
    if (heard) rating.reload()
  }, [heard])
  if (visit.status !== 'done' || rating.value === undefined) return null
  return html`<section class="stack" aria-labelledby="visit-rating">
    <h3 id="visit-rating">${w.rating}</h3>
    <div class="stack" role="status">${
      rating.value
        ? html`<p><span class="stars" aria-hidden="true">${'★'.repeat(rating.value.score)}${'☆'.repeat(5 - rating.value.score)}</span>
            <span class="visually-hidden">${fill(w.starsOf, { score: rating.value.score })}</span>
            <span class="quiet"> ${dateTime(lang, zone, rating.value.updated_at)}</span></p>
          ${rating.value.comment && html`<p class="prose">${plainLines(rating.value.comment)}</p>`}`
        : html`<p class="quiet">${w.notRated}</p>`
    }</div>
  </section>`
}
