/**
 * One change to a file, made while it is read: the bytes from `start` up to, not including, `end` become `bytes`
 * (base64), or as many zeros. An insertion has `start === end`. Edits of a file stand in order and do not overlap.
 */
export type Edit =
  | { readonly start: number; readonly end: number; readonly bytes: string }
  | { readonly start: number; readonly end: number; readonly zeros: true }

/** How many bytes stand in the place of an edit. */
export const lengthOf = (edit: Edit): number => {
  if ('zeros' in edit) return edit.end - edit.start
  const padding = edit.bytes.endsWith('==') ? 2 : edit.bytes.endsWith('=') ? 1 : 0
  return (edit.bytes.length / 4) * 3 - padding
}

/** The size of a file of `size` bytes once its edits are made. */
export const editedSize = (size: number, edits: readonly Edit[]): number =>
  edits.reduce((sum, edit) => sum + lengthOf(edit) - (edit.end - edit.start), size)
