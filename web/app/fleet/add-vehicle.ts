import { useState } from 'preact/hooks'
import type { CreateVehicle, VehicleView, VehicleWithKeyView } from '../../../domain/vehicles/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import type { Api } from '../api.ts'
import { CopyField } from '../ui/copy.ts'
import { Field, Trouble, useTask, valuesOf } from '../ui/form.ts'
import type { UiWords } from '../ui/words.ts'
import type { FleetWords } from './words.ts'

interface AddVehicleProps {
  readonly api: Api
  readonly w: FleetWords & UiWords
  readonly onAdded: (vehicle: VehicleView) => void
  readonly onClose: () => void
}

const icons: readonly NonNullable<CreateVehicle['icon']>[] = [
  'car',
  'van',
  'truck',
  'bus',
  'bike',
  'boat',
  'person',
  'other',
]
/** Told apart by most eyes, on paper and by lamplight. */
const colors = ['#1b7255', '#2b5fb0', '#b23c1b', '#e0a92e', '#7a4a9e', '#0f8a9d', '#c2477f', '#5c6a70']

export const AddVehicle = ({ api, w, onAdded, onClose }: AddVehicleProps): Node => {
  const [added, setAdded] = useState<VehicleWithKeyView | null>(null)
  const title = added ? fill(w.addedTitle, { name: plain(added.name) }) : w.addVehicle
  const keep = ({ ingest_key: _, ...vehicle }: VehicleWithKeyView) => onAdded(vehicle)
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose}>
    ${
      added
        ? html`<${Ready} ...${{ added, w, onClose }} />`
        : html`<${NewVehicle}
            api=${api}
            w=${w}
            onAdded=${(vehicle: VehicleWithKeyView) => {
              setAdded(vehicle)
              keep(vehicle)
            }}
          />`
    }
  </${Dialog}>`
}

const NewVehicle = ({
  api,
  w,
  onAdded,
}: {
  api: Api
  w: FleetWords & UiWords
  onAdded: (vehicle: VehicleWithKeyView) => void
}): Node => {
  const { busy, refused, run } = useTask()
  const [suggested] = useState(() => colors[Math.floor(Math.random() * colors.length)])
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => onAdded(await api.post<VehicleWithKeyView>('/api/fleet/vehicles', values)))
  }
  return html`<form onSubmit=${submit}>
    <${Field} label=${w.name} input=${{ name: 'name', required: true, maxLength: 120, autoComplete: 'off' }} />
    <${Field}
      label=${w.imei}
      hint=${w.imeiHint}
      input=${{ name: 'imei', required: true, maxLength: 100, pattern: '[A-Za-z0-9._\\-]+', autoComplete: 'off', spellcheck: false }}
    />
    <${Field}
      label=${html`${w.plate} <span class="quiet">(${w.optional})</span>`}
      input=${{ name: 'plate', maxLength: 20, autoComplete: 'off' }}
    />
    <div class="pair">
      <p class="field">
        <label for="icon">${w.icon}</label>
        <select id="icon" name="icon">
          ${icons.map((icon) => html`<option value=${icon}>${w[icon]}</option>`)}
        </select>
      </p>
      <${Field} label=${w.color} input=${{ name: 'color', type: 'color', defaultValue: suggested }} />
    </div>
    <${Trouble} refused=${refused} />
    <button class="button primary" disabled=${busy}>${w.save}</button>
  </form>`
}

const Ready = ({
  added,
  w,
  onClose,
}: {
  added: VehicleWithKeyView
  w: FleetWords & UiWords
  onClose: () => void
}): Node =>
  html`<div class="stack">
    <p>${w.addedText}</p>
    <${CopyField} label=${w.deviceUrl} value=${`${location.origin}/ingest/osmand/${added.ingest_key}`} w=${w} />
    <${CopyField} label=${w.ingestKey} value=${added.ingest_key} w=${w} />
    <button type="button" class="button primary" onClick=${onClose}>${w.done}</button>
  </div>`
