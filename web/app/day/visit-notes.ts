import { useState } from 'preact/hooks'
import type { AssignmentView, WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plainLines } from '../../pages/plain.ts'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import { Field, Trouble, useTask } from '../ui/form.ts'
import { useUiWords } from '../ui/lang.ts'
import type { DayWords } from './words.ts'

interface NotesProps {
  readonly visit: AssignmentView
  readonly w: DayWords
  readonly onSaved: () => void
}

/** What is noted of a visit, and a way to add to it. Of two who write at once, the second reads the first. */
export const VisitNotes = ({ visit, w, onSaved }: NotesProps): Node => {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  if (isOpen) return html`<${NotesForm} ...${{ visit, w, onSaved, onClose: close }} />`
  return html`<div class="day-notes">
    <h3>${w.notes}</h3>
    ${visit.notes ? html`<p class="prose">${plainLines(visit.notes)}</p>` : html`<p class="quiet">${w.noNotes}</p>`}
    <button type="button" class="button" onClick=${() => setOpen(true)}><${Glyph} name="pencil" />${w.editNotes}</button>
  </div>`
}

const NotesForm = ({ visit, w, onSaved, onClose }: NotesProps & { onClose: () => void }): Node => {
  const { api, say } = useApp()
  const ui = useUiWords()
  const { busy, refused, run } = useTask()
  const [text, setText] = useState(visit.notes)
  const [theirs, setTheirs] = useState<string | null>(null)
  const [before, setBefore] = useState(visit.notes)
  const path = `/api/trakservice/assignments/${visit.id}/`

  const save = (event: Event) => {
    event.preventDefault()
    run(async () => {
      const { value, etag } = await api.getTagged<WholeAssignmentView>(path)
      if (value.notes !== before) return differ(value.notes)
      try {
        await api.patch(path, { notes: text }, etag)
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 'conflict') throw error
        const now = await api.get<WholeAssignmentView>(path)
        return differ(now.notes)
      }
      say(w.notesSaved)
      onSaved()
      onClose()
    })
  }
  const differ = (notes: string) => {
    setTheirs(notes)
    setBefore(notes)
  }
  return html`<form class="stack" onSubmit=${save}>
    <${Field}
      label=${w.notes}
      as="textarea"
      input=${{ name: 'notes', value: text, rows: 5, maxlength: 5000, onInput: (event: Event) => setText((event.target as HTMLTextAreaElement).value) }}
    />
    <div role="alert">
      ${theirs !== null && html`<div class="trouble stack"><p>${w.notesConflict}</p><p>${w.theirs}</p><blockquote class="prose">${plainLines(theirs)}</blockquote></div>`}
    </div>
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button type="submit" class="button primary" disabled=${busy}>${ui.save}</button>
      <button type="button" class="button" onClick=${onClose}>${ui.cancel}</button>
    </div>
  </form>`
}
