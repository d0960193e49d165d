import { useEffect, useRef, useState } from 'preact/hooks'
import type { AssetView } from '../../../../domain/assets/schema.ts'
import type { CommentView } from '../../../../domain/comments/schema.ts'
import { threadsOf } from '../../../pages/collab/threads.ts'
import { html, type Node } from '../../../pages/html.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { Loaded } from '../../ui/loading.ts'
import { CommentExports } from './comment-exports.ts'
import { CommentForm, type Said } from './comment-form.ts'
import { CommentThread } from './comment-thread.ts'
import { commentWords } from './comment-words.ts'
import type { Comments } from './use-comments.ts'

export interface CommentListProps {
  readonly asset: AssetView
  readonly comments: Comments
  /** The one that the address names, or that somebody chose in the picture. */
  readonly marked: string | null
  readonly placeWord: string | undefined
  readonly placeNow: () => Pick<Said, 'timestamp' | 'page'>
  /** Shows what a comment is about. */
  readonly onPlace: (comment: CommentView) => void
}

/** What is said of the file: threads in their order, what is resolved apart, and a field for more. */
export const CommentList = ({
  asset,
  comments,
  marked,
  placeWord,
  placeNow,
  onPlace,
}: CommentListProps): Node => {
  const { lang } = useApp()
  const w = commentWords[lang]
  const [showsResolved, showResolved] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const threads = threadsOf(comments.value ?? [])
  const resolved = threads.filter(({ first }) => first.resolved_at !== null)
  const markedThread = threads.find(
    ({ first, answers }) => first.id === marked || answers.some(({ id }) => id === marked),
  )
  useEffect(() => {
    if (markedThread?.first.resolved_at) showResolved(true)
  }, [markedThread?.first.id])
  const isThere = comments.value !== undefined
  useEffect(() => {
    if (!marked || !isThere) return
    const element = document.getElementById(`comment-${marked}`)
    element?.scrollIntoView({ block: 'center' })
    element?.focus({ preventScroll: true })
  }, [marked, isThere, showsResolved])

  const shown = threads.filter(({ first }) => showsResolved || first.resolved_at === null)
  return html`<section class="panel comments" aria-labelledby="comments-title">
    <div class="comments-head">
      <h2 class="grow" id="comments-title" tabindex="-1" ref=${heading}>${w.comments}</h2>
      ${(comments.value?.length ?? 0) > 0 && html`<${CommentExports} asset=${asset} />`}
    </div>
    <${Loaded} of=${comments} lines=${2}>${() => html`
      ${
        resolved.length > 0 &&
        html`<label class="check">
          <input type="checkbox" checked=${showsResolved} onChange=${(event: Event) => showResolved((event.currentTarget as HTMLInputElement).checked)} />
          ${fill(w.showResolved, { count: resolved.length })}
        </label>`
      }
      ${threads.length === 0 && html`<p class="quiet">${w.none}</p>`}
      <ol class="threads-of-file">
        ${shown.map(
          (thread) => html`<${CommentThread}
            key=${thread.first.id}
            ...${{ thread, asset, comments, marked, onPlace, onRemoved: () => heading.current?.focus() }}
          />`,
        )}
      </ol>
    `}</${Loaded}>
    <${CommentForm}
      assetId=${asset.id}
      label=${w.write}
      hint=${w.writeHint}
      send=${w.send}
      mayBeInternal=${true}
      placeWord=${placeWord}
      placeNow=${placeNow}
      onSend=${async (said: Said) => void (await comments.create(said))}
    />
  </section>`
}
