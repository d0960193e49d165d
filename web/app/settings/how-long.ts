import { useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field } from '../ui/form.ts'
import { Select } from '../ui/select.ts'
import { linksWords } from './links-words.ts'

interface HowLongProps {
  readonly label: string
  /** What it means that there is no end. */
  readonly none: string
  /** `null`: no end. */
  readonly hours: number | null
  readonly fault?: string | undefined
  readonly onChange: (hours: number | null) => void
}
const presets = [1, 24, 168, 720, 2160, 8784] as const

/** A length of time: one of the usual ones, none, or a number of hours or days of one's own. */
export const HowLong = ({ label, none, hours, fault, onChange }: HowLongProps): Node => {
  const { lang } = useApp()
  const w = linksWords[lang]
  const isUsual = hours === null || presets.some((one) => one === hours)
  const [isOwn, setOwn] = useState(!isUsual)
  const unit = hours !== null && hours % 24 === 0 ? 24 : 1
  const [size, setSize] = useState<1 | 24>(unit)
  const value = isOwn ? 'own' : String(hours)
  const choose = (chosen: string) => {
    setOwn(chosen === 'own')
    if (chosen === 'own') return onChange(hours ?? 168)
    onChange(chosen === 'null' ? null : Number(chosen))
  }
  const options = [
    ...presets.map((one) => ({ value: String(one), word: spanOf(lang, one) })),
    { value: 'null', word: none },
    { value: 'own', word: w.own },
  ]
  const amount = (event: Event) => {
    const typed = Number((event.currentTarget as HTMLInputElement).value)
    if (typed > 0) onChange(typed * size)
  }
  const changeUnit = (chosen: string) => {
    const next = Number(chosen) as 1 | 24
    onChange(((hours ?? 0) / size) * next)
    setSize(next)
  }
  return html`<div class="how-long">
    <${Select} label=${label} value=${value} options=${options} onChange=${choose} fault=${isOwn ? undefined : fault} />
    ${
      isOwn &&
      html`<div class="pair">
        <${Field} label=${w.amount} fault=${fault}
          input=${{ name: 'amount', type: 'number', min: 1, step: 1, required: true, value: (hours ?? 0) / size, onInput: amount }} />
        <${Select} label=${w.unit} value=${String(size)} onChange=${changeUnit}
          options=${[{ value: '1', word: w.hours }, { value: '24', word: w.days }]} />
      </div>`
    }
  </div>`
}

/** "7 days": the largest of days and hours that says it. */
export const spanOf = (lang: string, hours: number): string => {
  const [amount, unit] = hours % 24 === 0 && hours > 0 ? [hours / 24, 'day'] : [hours, 'hour']
  return new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(amount)
}
