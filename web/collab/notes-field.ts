import * as Y from 'yjs'
import { editAfter, editBetween, type TextDelta } from './text-edit.ts'

/** What is written at once, or within so many milliseconds, is undone at once. */
const oneStepMs = 500

/**
 * A field and a shared text that are the same. What is written goes as the smallest change; what others write leaves one’s
 * own caret where it was. While a word is being composed the field is left alone. Undoing takes back one’s own changes only.
 */
export const bindField = (field: HTMLTextAreaElement, text: Y.Text, mayEdit: () => boolean) => {
  const us = Symbol('field')
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set([us]), captureTimeout: oneStepMs })
  /** What the field showed when it was last the same as the text. */
  let shown = ''
  let isComposing = false
  /** What others changed since, while it could not be shown. */
  let unseen: TextDelta[] = []

  /** By what differs, so that selection and scrolling stay. */
  const show = (): void => {
    const now = fieldText(text)
    const edit = editBetween(field.value, now)
    if (edit) field.setRangeText(edit.inserted, edit.at, edit.at + edit.removed, 'preserve')
    shown = field.value
    unseen = []
  }
  const take = (): void => {
    if (!mayEdit()) {
      show()
      return
    }
    const edit = editBetween(shown, field.value, field.selectionEnd)
    if (edit) {
      const { at, removed, inserted } = editAfter(edit, unseen)
      text.doc!.transact(() => {
        oneLineEnd(text)
        if (removed > 0) text.delete(at, removed)
        if (inserted !== '') text.insert(at, inserted)
      }, us)
    }
    if (unseen.length > 0) show()
    shown = field.value
  }

  const changed = ({ delta, transaction }: Y.YTextEvent): void => {
    if (transaction.origin === us) return
    if (isComposing) {
      unseen.push(delta as TextDelta)
      return
    }
    let at = 0
    for (const step of delta) {
      if (step.retain !== undefined) at += step.retain
      else if (step.delete !== undefined) field.setRangeText('', at, at + step.delete, 'preserve')
      else if (typeof step.insert === 'string') {
        field.setRangeText(step.insert, at, at, 'preserve')
        at += step.insert.length
      }
    }
    if (field.value === fieldText(text)) shown = field.value
    else show() // a field knows one kind of line end, and nothing but characters
  }
  const takeBack = (isAgain: boolean): void => {
    if (!mayEdit() || isComposing) return
    if (isAgain) undo.redo()
    else undo.undo()
  }

  const onInput = (event: Event): void => {
    if (!(event as InputEvent).isComposing) take()
  }
  const onBefore = (event: InputEvent): void => {
    if (!event.inputType.startsWith('history')) return
    event.preventDefault() // the browser’s own steps know nothing of what others wrote between them
    takeBack(event.inputType === 'historyRedo')
  }
  const onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const key = event.key.toLowerCase()
    if (key !== 'z' && key !== 'y') return
    event.preventDefault()
    takeBack(key === 'y' || event.shiftKey)
  }
  const onCompose = (): void => {
    isComposing = true
  }
  const onComposed = (): void => {
    isComposing = false
    take()
  }

  text.observe(changed)
  show()
  const listeners = [
    ['input', onInput],
    ['beforeinput', onBefore],
    ['keydown', onKey],
    ['compositionstart', onCompose],
    ['compositionend', onComposed],
  ] as const
  for (const [name, listener] of listeners) field.addEventListener(name, listener as EventListener)

  return {
    letGo(): void {
      text.unobserve(changed)
      undo.destroy()
      for (const [name, listener] of listeners) field.removeEventListener(name, listener as EventListener)
    },
  }
}

/** As a field has it, which ends lines with one character. */
const fieldText = (text: Y.Text): string => text.toString().replace(/\r\n?/g, '\n')

/** By another end of line, places in the text would not be those in the field. Done by whoever writes, not by who reads. */
const oneLineEnd = (text: Y.Text): void => {
  const now = text.toString()
  for (let at = now.lastIndexOf('\r'); at >= 0; at = at === 0 ? -1 : now.lastIndexOf('\r', at - 1)) {
    text.delete(at, 1)
    if (now[at + 1] !== '\n') text.insert(at, '\n')
  }
}
