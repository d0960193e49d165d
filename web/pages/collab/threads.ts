import type { CommentView } from '../../../domain/comments/schema.ts'
import type { Language } from '../../../domain/problem.ts'
import { relative } from '../format.ts'
import { html, type Node } from '../html.ts'
import { plain, plainLines } from '../plain.ts'
import { fill } from '../words.ts'
import { Composer } from './composer.ts'
import type { CollabLive, CollabProps } from './props.ts'
import { collabWords } from './words.ts'

export interface Thread {
  readonly first: CommentView
  /** From 1, by the time it was begun: what its pin carries. */
  readonly number: number
  readonly answers: readonly CommentView[]
}

/** Comments as threads, in the order they were begun. What was deleted stands only where it has answers. */
export const threadsOf = (comments: readonly CommentView[]): Thread[] => {
  const answers = Map.groupBy(
    comments.filter(({ parent_comment_id, is_deleted }) => parent_comment_id !== null && !is_deleted),
    ({ parent_comment_id }) => parent_comment_id,
  )
  return comments
    .filter((one) => one.parent_comment_id === null && (!one.is_deleted || answers.has(one.id)))
    .toSorted((a, b) => a.created_at.localeCompare(b.created_at))
    .map((first, i) => ({
      first,
      number: i + 1,
      answers: (answers.get(first.id) ?? []).toSorted((a, b) => a.created_at.localeCompare(b.created_at)),
    }))
}

type Said = Pick<CollabProps, 'lang' | 'comments'>

export const Threads = ({
  props,
  live,
  now,
}: {
  props: Said
  live?: CollabLive | undefined
  now: number
}): Node => {
  const { lang } = props
  const w = collabWords[lang]
  const threads = threadsOf(props.comments)
  const resolved = threads.filter(({ first }) => first.resolved_at !== null).length
  const shown = threads.filter(({ first }) => !live || live.showsResolved || first.resolved_at === null)
  return html`<div class="threads">
    ${
      live &&
      resolved > 0 &&
      html`<label class="check">
        <input
          type="checkbox"
          checked=${live.showsResolved}
          onChange=${({ currentTarget }: { currentTarget: HTMLInputElement }) =>
            live.act.showResolved(currentTarget.checked)}
        />
        ${fill(w.showResolved, { count: resolved })}
      </label>`
    }
    ${shown.length === 0 && html`<p class="quiet empty">${w.none}${live && html`<br />${w.noneHint}`}</p>`}
    <ol class="thread-list">
      ${shown.map((thread) => html`<${OneThread} key=${thread.first.id} ...${{ thread, props, live, now }} />`)}
    </ol>
  </div>`
}

const OneThread = ({
  thread: { first, number, answers },
  props,
  live,
  now,
}: {
  thread: Thread
  props: Said
  live?: CollabLive | undefined
  now: number
}): Node => {
  const { lang } = props
  const w = collabWords[lang]
  const isSelected = live?.selected === first.id
  const place = placeText(first, lang)
  const mayWrite = live?.you && live.you.role !== 'viewer'
  return html`<li
    id=${`thread-${first.id}`}
    class=${`thread${isSelected ? ' selected' : ''}${first.resolved_at ? ' resolved' : ''}`}
  >
    <div class="thread-head">
      ${
        live
          ? html`<button
              type="button"
              class="pin-number"
              aria-pressed=${isSelected}
              aria-label=${fill(w.pin, { number, name: plain(first.author.name) })}
              onClick=${() => live.act.select(isSelected ? null : first.id)}
            >${number}</button>`
          : html`<span class="pin-number">${number}</span>`
      }
    </div>
    <div class="thread-body">
    ${place && html`<p class="quiet place">${place}</p>`}
    <${OneComment} comment=${first} ...${{ props, live, now }} isLast=${answers.length === 0} />
    ${
      answers.length > 0 &&
      html`<ol class="answers">
        ${answers.map((one) => html`<li key=${one.id}><${OneComment} comment=${one} ...${{ props, live, now }} /></li>`)}
      </ol>`
    }
    ${
      live?.answering === first.id
        ? html`<${Composer}
            label=${w.answer}
            lang=${lang}
            mayBeInternal=${false}
            onSend=${live.act.comment}
            onCancel=${() => live.act.answer(null)}
          />`
        : mayWrite &&
          !first.is_deleted &&
          answers.length > 0 &&
          html`<button type="button" class="text-button" onClick=${() => live.act.answer(first.id)}>${w.answer}</button>`
    }
    </div>
  </li>`
}

const OneComment = ({
  comment,
  props,
  live,
  now,
  isLast = false,
}: {
  comment: CommentView
  props: Said
  live?: CollabLive | undefined
  now: number
  /** A thread is answered under what was said last. */
  isLast?: boolean
}): Node => {
  const { lang } = props
  const w = collabWords[lang]
  if (comment.is_deleted) return html`<p class="quiet comment">${w.deleted}</p>`
  if (live?.editing === comment.id)
    return html`<${Composer}
      label=${w.edit}
      lang=${lang}
      content=${comment.content}
      sendLabel=${w.save}
      mayBeInternal=${false}
      onSend=${(content: string) => live.act.rewrite(comment.id, content)}
      onCancel=${() => live.act.edit(null)}
    />`
  const isEdited = comment.updated_at !== comment.created_at && comment.resolved_at === null
  return html`<article class="comment">
    <p class="comment-by">
      <bdi class="author">${plain(comment.author.name)}</bdi>
      ${comment.is_mine && html` <span class="quiet">(${w.you})</span>`}
      ${!comment.is_mine && comment.author.kind === 'guest' && html` <span class="tag">${w.guest}</span>`}
      ${comment.visibility === 'internal' && html` <span class="tag">${w.internal}</span>`}
      <time class="quiet" datetime=${comment.created_at}>${relative(lang, Date.parse(comment.created_at) - now)}</time>
      ${isEdited && html` <span class="quiet">· ${w.edited}</span>`}
    </p>
    <p class="comment-text">${plainLines(comment.content)}</p>
    ${comment.resolved_by && html`<p class="quiet">${fill(w.resolvedBy, { name: plain(comment.resolved_by) })}</p>`}
    ${live && html`<${Acts} ...${{ comment, lang, live, isLast }} />`}
  </article>`
}

interface ActsProps {
  readonly comment: CommentView
  readonly lang: Language
  readonly live: CollabLive
  readonly isLast: boolean
}

const Acts = ({ comment, lang, live, isLast }: ActsProps): Node => {
  const w = collabWords[lang]
  const mayModerate = live.you?.role === 'host' || live.you?.role === 'collaborator'
  const isThread = comment.parent_comment_id === null
  const button = (label: string, act: () => void) =>
    html`<button type="button" class="text-button" onClick=${act}>${label}</button>`
  const mayAnswer = isLast && live.you && live.you.role !== 'viewer' && live.answering !== comment.id
  return html`<p class="comment-acts">
    ${mayAnswer && button(w.answer, () => live.act.answer(comment.id))}
    ${
      isThread &&
      mayModerate &&
      button(comment.resolved_at ? w.reopen : w.resolve, () =>
        live.act.resolve(comment.id, comment.resolved_at === null),
      )
    }
    ${comment.is_mine && live.you?.role !== 'viewer' && button(w.edit, () => live.act.edit(comment.id))}
    ${(comment.is_mine || mayModerate) && live.you?.role !== 'viewer' && button(w.remove, () => live.act.remove(comment.id))}
  </p>`
}

const placeText = ({ timestamp, page, position_x }: CommentView, lang: Language): string => {
  const w = collabWords[lang]
  const parts = [
    page !== null && fill(w.onPage, { page }),
    timestamp !== null && fill(w.atTime, { time: timestamp.replace(/^00:/, '').replace(/\.\d+$/, '') }),
  ].filter(Boolean)
  return parts.join(' · ') || (position_x === null ? w.general : '')
}
