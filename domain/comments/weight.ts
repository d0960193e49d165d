import type { Comment } from './comment.ts'

/** About the bytes that a comment is as JSON: its frame, its words, and what is drawn. */
const weightOf = ({ content, drawing }: Comment): number =>
  frame + 2 * content.length + point * (drawing ?? []).reduce((sum, { points }) => sum + points.length, 0)

const frame = 700
const point = 20

/**
 * The last of them, in their order, that weigh no more than `most` bytes together, but one at least; and before them what
 * the first of these answers.
 */
export const newestWithin = (comments: readonly Comment[], most: number): readonly Comment[] => {
  let weight = 0
  let from = comments.length
  while (from > 0 && (from === comments.length || weight + weightOf(comments[from - 1]!) <= most))
    weight += weightOf(comments[--from]!)
  const kept = comments.slice(from)
  const thread = comments.slice(0, from).find(({ id }) => id === kept[0]?.parentId)
  return thread ? [thread, ...kept] : kept
}
