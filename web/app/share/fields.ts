import { useEffect, useId, useRef } from 'preact/hooks'
import type { Language } from '../../../domain/problem.ts'
import type { LinkPolicyView } from '../../../domain/share-links/policy-schema.ts'
import { type Content, html, type Node } from '../../pages/html.ts'
import type { Refused } from '../api.ts'
import type { Draft } from './draft.ts'
import type { Shareable } from './shareable.ts'
import type { Speech } from './speech.ts'

/** What the parts of a link's form work with, whether it is new or changed. */
export interface FormParts {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
  readonly refused: Refused | null
  readonly policy: LinkPolicyView
  readonly type: Shareable['type']
  readonly lang: Language
  readonly zone: string
  readonly w: Speech
}

interface FoldProps {
  readonly title: string
  /** What is chosen within, in short: nobody has to open it to know. */
  readonly value: Content
  /** Something within wants to be seen. */
  readonly isWanted?: boolean
  readonly children?: Content
}

/** A part of a form that most people leave as it is. */
export const Fold = ({ title, value, isWanted = false, children }: FoldProps): Node => {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    if (isWanted) details.current!.open = true
  }, [isWanted])
  return html`<details class="share-fold" ref=${details}>
    <summary><span class="share-fold-title">${title}</span> <span class="share-fold-value">${value}</span></summary>
    <div class="share-fold-body">${children}</div>
  </details>`
}

interface ChoicesProps<T extends string> {
  readonly legend: string
  readonly name: string
  readonly options: readonly {
    readonly value: T
    readonly word: string
    readonly lack?: string | undefined
  }[]
  readonly chosen: T
  readonly onChoose: (value: T) => void
  readonly fault?: string | undefined
}

/** One of several, as buttons. What cannot be chosen says why. */
export const Choices = <T extends string>({
  legend,
  name,
  options,
  chosen,
  onChoose,
  fault,
}: ChoicesProps<T>): Node => {
  const id = useId()
  return html`<fieldset class="choices-of" aria-describedby=${fault ? id : undefined}>
    <legend>${legend}</legend>
    <div class="share-choices">
      ${options.map(
        ({ value, word, lack }) => html`<label key=${value} class="share-choice" title=${lack}>
          <input type="radio" name=${name} value=${value} checked=${chosen === value} disabled=${lack !== undefined} aria-invalid=${fault && chosen === value ? 'true' : undefined} onChange=${() => onChoose(value)} />
          <span>${word}</span>
        </label>`,
      )}
    </div>
    ${[...new Set(options.flatMap(({ lack }) => lack ?? []))].map((lack) => html`<p class="hint">${lack}</p>`)}
    ${fault && html`<p class="fault" id=${id}>${fault}</p>`}
  </fieldset>`
}

interface SwitchProps {
  readonly word: string
  readonly hint?: string | undefined
  readonly isOn: boolean
  readonly isDisabled?: boolean
  readonly fault?: string | undefined
  readonly onChange: (isOn: boolean) => void
}

/** On or off, and what that means. */
export const Switch = ({ word, hint, isOn, isDisabled = false, fault, onChange }: SwitchProps): Node => {
  const id = useId()
  const flip = ({ currentTarget }: { currentTarget: HTMLInputElement }) => onChange(currentTarget.checked)
  return html`<label class="share-switch">
    <input type="checkbox" role="switch" checked=${isOn} disabled=${isDisabled} aria-invalid=${fault ? 'true' : undefined} aria-describedby=${hint || fault ? id : undefined} onChange=${flip} />
    <span class="grow">
      <span class="switch-word">${word}</span>
      ${(hint || fault) && html`<span id=${id} class=${fault ? 'fault' : 'hint'}>${fault ?? hint}</span>`}
    </span>
  </label>`
}

/** The value of a control that is typed into. */
export const typed =
  (take: (value: string) => void) =>
  ({ currentTarget }: { currentTarget: HTMLInputElement }): void =>
    take(currentTarget.value)
