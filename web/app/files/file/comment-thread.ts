import { useState } from 'preact/hooks'
import type { AssetView } from '../../../../domain/assets/schema.ts'
import type { CommentView } from '../../../../domain/comments/schema.ts'
import type { Thread } from '../../../pages/collab/threads.ts'
import { html, type Node } from '../../../pages/html.ts'
import { plain, plainLines } from '../../../pages/plain.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { dateTime } from '../../ui/time.ts'
import { uiWords } from '../../ui/words.ts'
import { CommentForm, type Said } from './comment-form.ts'
import { type CommentWords, commentWords } from './comment-words.ts'
import type { Comments } from './use-comments.ts'

interface CommentThreadProps {
  readonly thread: Thread
  readonly asset: AssetView
  readonly comments: Comments
  readonly marked: string | null
  readonly onPlace: (comment: CommentView) => void
  /** The focus needs another place. */
  readonly onRemoved: () => void
}

/** What somebody said, and what was answered. */
export const CommentThread = (props: CommentThreadProps): Node => {
  const { thread, asset, comments } = props
  const { first, answers, number } = thread
  const w = commentWords[useApp().lang]
  const [isAnswering, answer] = useState(false)
  return html`<li class=${first.resolved_at ? 'thread-of-file resolved' : 'thread-of-file'}>
    <${OneComment} ...${props} comment=${first} number=${number} onAnswer=${() => answer(true)} />
    ${
      answers.length > 0 &&
      html`<ol>${answers.map((one) => html`<li key=${one.id}><${OneComment} ...${props} comment=${one} /></li>`)}</ol>`
    }
    ${
      isAnswering &&
      html`<${CommentForm}
        assetId=${asset.id}
        label=${fill(w.answerTo, { name: plain(first.author.name) })}
        send=${w.answer}
        isFocused=${true}
        onSend=${async (said: Said) => {
          await comments.create(said, first.id)
          answer(false)
        }}
        onCancel=${() => answer(false)}
      />`
    }
  </li>`
}

interface OneCommentProps extends CommentThreadProps {
  readonly comment: CommentView
  /** Of a thread, as its pin in the picture has it. */
  readonly number?: number
  readonly onAnswer?: () => void
}

const OneComment = ({
  comment,
  number,
  asset,
  comments,
  marked,
  onPlace,
  onAnswer,
  onRemoved,
}: OneCommentProps): Node => {
  const { lang, zone, say, ask } = useApp()
  const w = { ...uiWords[lang], ...commentWords[lang] }
  const [isEditing, edit] = useState(false)
  const { id, author, is_mine, resolved_at, resolved_by } = comment
  const attempt = (work: () => Promise<void>) =>
    work().catch((error: Error) => say({ text: error.message, isTrouble: true }))
  const remove = async () => {
    if (!(await ask({ title: w.deleteTitle, text: w.deleteText, yes: w.deleteYes }))) return
    await attempt(async () => {
      await comments.remove(id)
      say(w.removed)
      onRemoved()
    })
  }
  if (comment.is_deleted) return html`<p class="quiet" id=${`comment-${id}`} tabindex="-1">${w.deleted}</p>`
  if (isEditing)
    return html`<${CommentForm}
      assetId=${asset.id}
      label=${w.editTitle}
      send=${w.save}
      content=${comment.content}
      isFocused=${true}
      onSend=${async ({ content }: Said) => {
        await comments.edit(id, content)
        edit(false)
      }}
      onCancel=${() => edit(false)}
    />`
  const place = placeText(comment, w)
  const button = (word: string, act: () => void) =>
    html`<button type="button" class="link" onClick=${act}>${word}</button>`
  const isEdited = comment.updated_at !== comment.created_at && resolved_at === null
  return html`<article class=${marked === id ? 'comment-of-file marked' : 'comment-of-file'} id=${`comment-${id}`} tabindex="-1">
    <p class="comment-line">
      ${number !== undefined && comment.position_x !== null && html`<span class="comment-number">${number}</span>`}
      <strong><bdi>${plain(author.name)}</bdi></strong>
      ${is_mine && html`<span class="quiet">(${w.you})</span>`}
      ${!is_mine && author.kind === 'guest' && html`<span class="tag">${w.guest}</span>`}
      ${comment.visibility === 'internal' && html`<span class="tag warn">${w.internalTag}</span>`}
      <time class="quiet" datetime=${comment.created_at}>${dateTime(lang, zone, comment.created_at)}</time>
      ${isEdited && html`<span class="quiet">${w.edited}</span>`}
    </p>
    ${place && html`<button type="button" class="link comment-place" aria-label=${fill(w.goTo, { place })} onClick=${() => onPlace(comment)}>${place}</button>`}
    <p class="comment-content">${plainLines(comment.content)}</p>
    ${resolved_by && html`<p class="quiet">${fill(w.resolvedBy, { name: plain(resolved_by) })}</p>`}
    <p class="comment-buttons">
      ${onAnswer && button(w.answer, onAnswer)}
      ${onAnswer && button(resolved_at ? w.reopen : w.resolve, () => void attempt(() => comments.resolve(id, resolved_at === null)))}
      ${is_mine && button(w.edit, () => edit(true))}
      ${button(w.delete, () => void remove())}
    </p>
  </article>`
}

/** "page 3", "at 1:05", where it stands somewhere. */
const placeText = ({ timestamp, page, position_x }: CommentView, w: CommentWords): string =>
  [
    page !== null && fill(w.onPage, { page }),
    timestamp !== null && fill(w.atTime, { time: timestamp.replace(/^0?0:/, '').replace(/\.\d+$/, '') }),
    page === null && timestamp === null && position_x !== null && w.atPoint,
  ]
    .filter(Boolean)
    .join(' · ')
