import { useRef, useState } from 'preact/hooks'
import type { VehicleView, VehicleWithKeyView } from '../../../domain/vehicles/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { ConnectSteps } from '../connect/connect-steps.ts'
import { identifierFor, randomTail } from '../connect/devices.ts'
import { ColorChoice, IconChoice, someColor, type VehicleIcon } from '../connect/looks.ts'
import { connectWords } from '../connect/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { uiWords } from '../ui/words.ts'

interface AddVehicleProps {
  readonly onAdded: (vehicle: VehicleView) => void
  readonly onClose: () => void
  /** How it is shared, once it has reported. */
  readonly onShare?: (vehicle: VehicleView) => void
}

/** A vehicle in two steps: what it is called and looks like, and what reports for it. The key is shown this once. */
export const AddVehicle = ({ onAdded, onClose, onShare }: AddVehicleProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...connectWords[lang] }
  const [added, setAdded] = useState<VehicleWithKeyView | null>(null)
  const take = (vehicle: VehicleWithKeyView) => {
    setAdded(vehicle)
    onAdded(withoutKey(vehicle))
  }
  const title = added ? fill(w.connectTitle, { name: plain(added.name) }) : w.addVehicle
  return html`<${Dialog} isSheet title=${title} closeWord=${w.close} onClose=${onClose}>
    ${
      added
        ? html`<${ConnectSteps}
            vehicle=${added}
            ingestKey=${added.ingest_key}
            isNew
            onClose=${onClose}
            onShare=${onShare && (() => onShare(withoutKey(added)))}
          />`
        : html`<${NewVehicle} onAdded=${take} />`
    }
  </${Dialog}>`
}

const withoutKey = ({ ingest_key: _, ...vehicle }: VehicleWithKeyView): VehicleView => vehicle

const NewVehicle = ({ onAdded }: { onAdded: (vehicle: VehicleWithKeyView) => void }): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...connectWords[lang] }
  const { busy, refused, run } = useTask()
  const [color, setColor] = useState(someColor)
  const [icon, setIcon] = useState<VehicleIcon>('car')
  const [name, setName] = useState('')
  const [ownImei, setImei] = useState<string | null>(null)
  const tail = useRef(randomTail())
  const imei = ownImei ?? identifierFor(name, tail.current)
  const imeiFault = faultOf(refused, 'imei') ?? (refused?.code === 'imei_taken' ? refused.message : undefined)
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => onAdded(await api.post<VehicleWithKeyView>('/api/fleet/vehicles', { ...values, imei })))
  }
  return html`<form onSubmit=${submit}>
    <${Field}
      label=${w.name}
      hint=${w.nameHint}
      fault=${faultOf(refused, 'name')}
      input=${{
        name: 'name',
        required: true,
        maxLength: 120,
        autoComplete: 'off',
        value: name,
        onInput: (event: Event) => setName((event.currentTarget as HTMLInputElement).value),
      }}
    />
    <${Field}
      label=${html`${w.plate} <span class="quiet">(${w.optional})</span>`}
      fault=${faultOf(refused, 'plate')}
      input=${{ name: 'plate', maxLength: 20, autoComplete: 'off', autoCapitalize: 'characters' }}
    />
    <${IconChoice} value=${icon} color=${color} onChange=${setIcon} />
    <${ColorChoice} value=${color} onChange=${setColor} />
    <details class="add-more" open=${imeiFault !== undefined || undefined}>
      <summary>${w.moreSettings}</summary>
      <${Field}
        label=${w.imei}
        hint=${w.imeiHint}
        fault=${imeiFault}
        input=${{
          name: 'imei',
          maxLength: 100,
          autoComplete: 'off',
          autoCapitalize: 'none',
          spellcheck: false,
          value: imei,
          onInput: (event: Event) => setImei((event.currentTarget as HTMLInputElement).value),
        }}
      />
    </details>
    <${Trouble} refused=${refused} />
    <button class="button primary" disabled=${busy}>${w.addAndConnect}</button>
  </form>`
}
