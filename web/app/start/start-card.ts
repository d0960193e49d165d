import { type Content, html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { Picture, type PictureName } from './pictures.ts'

interface StartCardProps {
  readonly picture: PictureName
  readonly title: string
  readonly text: string
  /** What was done, in words; false where it was not. */
  readonly done: string | false
  readonly children: Content
}

/** One first step: what it brings, how to take it, and whether it was taken. */
export const StartCard = ({ picture, title, text, done, children }: StartCardProps): Node =>
  html`<li class="panel start-card">
    <${Picture} name=${picture} />
    <h2>${title}</h2>
    <p class="quiet grow">${text}</p>
    <p class="start-done" role="status">${done && html`<span class="tag good"><${Glyph} name="check" />${done}</span>`}</p>
    <div class="buttons">${children}</div>
  </li>`
