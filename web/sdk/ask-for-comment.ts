import type { Language } from '../../domain/problem.ts'
import { element } from './dom.ts'
import type { SdkWords } from './words.ts'

/** A dialog for a few words; `null` where somebody thought better of it. */
export const askForComment = (words: SdkWords, lang: Language): Promise<string | null> => {
  const field = element('textarea', { rows: '4', cols: '40', maxlength: '5000', required: '' })
  const save = element('button', { type: 'submit', value: 'save' }, words.save)
  const cancel = element('button', { type: 'button' }, words.cancel)
  const label = element('label', {}, element('span', {}, words.commentLabel), field)
  const dialog = element(
    'dialog',
    { class: 'fleeting-ask', lang, 'aria-label': words.addComment },
    element('form', { method: 'dialog' }, label, element('p', {}, save, cancel)),
  )
  label.style.display = 'grid'
  cancel.addEventListener('click', () => dialog.close())
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'save' ? field.value : null)
    })
  })
}
