import './connect.css'
import type { CreateVehicle } from '../../../domain/vehicles/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Badge } from '../../pages/icons.ts'
import { useLanguage } from '../ui/lang.ts'
import { type ConnectWords, connectWords } from './words.ts'

export type VehicleIcon = NonNullable<CreateVehicle['icon']>
const icons = [
  'car',
  'van',
  'truck',
  'bus',
  'bike',
  'boat',
  'person',
  'other',
] as const satisfies VehicleIcon[]

/** Told apart by most eyes, on paper and by lamplight. */
const colors = [
  ['#1b7255', 'green'],
  ['#2b5fb0', 'blue'],
  ['#b23c1b', 'red'],
  ['#e0a92e', 'yellow'],
  ['#7a4a9e', 'purple'],
  ['#0f8a9d', 'teal'],
  ['#c2477f', 'pink'],
  ['#5c6a70', 'grey'],
] as const satisfies readonly (readonly [string, keyof ConnectWords])[]

export const someColor = (): string => colors[Math.floor(Math.random() * colors.length)]![0]

interface IconChoiceProps {
  readonly value: string
  /** `#rrggbb`: the ground that they are shown on. */
  readonly color: string
  readonly onChange: (icon: VehicleIcon) => void
}

/** A choice of pictures; a form sends it as `icon`. */
export const IconChoice = ({ value, color, onChange }: IconChoiceProps): Node => {
  const w = connectWords[useLanguage()]
  return html`<fieldset class="looks">
    <legend>${w.icon}</legend>
    <div class="looks-row">
      ${icons.map(
        (icon) =>
          html`<label key=${icon} class="look" title=${w[icon]}>
            <input type="radio" name="icon" value=${icon} checked=${icon === value} aria-label=${w[icon]} onChange=${() => onChange(icon)} />
            <${Badge} icon=${icon} color=${color} />
          </label>`,
      )}
    </div>
  </fieldset>`
}

interface ColorChoiceProps {
  readonly value: string
  readonly onChange: (color: string) => void
}

/** Swatches; a form sends `color`. One that was chosen elsewhere stands beside them. */
export const ColorChoice = ({ value, onChange }: ColorChoiceProps): Node => {
  const w = connectWords[useLanguage()]
  const isOwn = !colors.some(([color]) => color === value.toLowerCase())
  const shown: readonly (readonly [string, string])[] = [
    ...colors.map(([color, word]) => [color, w[word]] as const),
    ...(isOwn ? [[value, value] as const] : []),
  ]
  return html`<fieldset class="looks">
    <legend>${w.color}</legend>
    <div class="looks-row">
      ${shown.map(
        ([color, word]) =>
          html`<label key=${color} class="look" title=${word}>
            <input type="radio" name="color" value=${color} checked=${color === value.toLowerCase() || color === value} aria-label=${word} onChange=${() => onChange(color)} />
            <svg class="swatch" viewBox="0 0 28 28" aria-hidden="true" focusable="false"><circle cx="14" cy="14" r="14" fill=${color} /></svg>
          </label>`,
      )}
    </div>
  </fieldset>`
}
