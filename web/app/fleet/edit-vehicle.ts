import { useState } from 'preact/hooks'
import type { UpdateVehicle, VehicleView } from '../../../domain/vehicles/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { ColorChoice, IconChoice, type VehicleIcon } from '../connect/looks.ts'
import { useApp } from '../context.ts'
import { goTo, hrefOf } from '../router.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { uiWords } from '../ui/words.ts'
import type { Car } from './model.ts'
import { fleetWords } from './words.ts'

interface EditVehicleProps {
  readonly car: Car
  readonly onSaved: (vehicle: VehicleView) => void
  readonly onClose: () => void
}

/** What a vehicle is called and looks like, and which device reports for it. */
export const EditVehicle = ({ car, onSaved, onClose }: EditVehicleProps): Node => {
  const { api, lang, say } = useApp()
  const w = { ...uiWords[lang], ...fleetWords[lang] }
  const { busy, refused, run } = useTask()
  const [icon, setIcon] = useState(car.icon)
  const [color, setColor] = useState(car.color)
  const imeiFault = faultOf(refused, 'imei') ?? (refused?.code === 'imei_taken' ? refused.message : undefined)
  const submit = (event: Event) => {
    const { name = '', plate = null, imei = '' } = valuesOf(event)
    const changes: UpdateVehicle = {
      ...{ name, plate, color },
      icon: icon as VehicleIcon,
      ...(imei !== car.imei && { imei }),
    }
    run(async () => {
      const before = car.imei
      const saved = await api.patch<VehicleView>(`/api/fleet/vehicles/${encodeURIComponent(before)}`, changes)
      onSaved(saved)
      onClose()
      say(w.saved)
      if (saved.imei !== before) goTo(hrefOf(`/fleet/${encodeURIComponent(saved.imei)}`))
    })
  }
  return html`<${Dialog} isSheet title=${fill(w.editTitle, { name: plain(car.name) })} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <${Field}
        label=${w.name}
        fault=${faultOf(refused, 'name')}
        input=${{ name: 'name', required: true, maxLength: 120, autoComplete: 'off', defaultValue: car.name }}
      />
      <${Field}
        label=${html`${w.plate} <span class="quiet">(${w.optional})</span>`}
        fault=${faultOf(refused, 'plate')}
        input=${{ name: 'plate', maxLength: 20, autoComplete: 'off', defaultValue: car.plate ?? '' }}
      />
      <${IconChoice} value=${icon} color=${color} onChange=${setIcon} />
      <${ColorChoice} value=${color} onChange=${setColor} />
      <${Field}
        label=${w.imei}
        hint=${w.imeiChangeHint}
        fault=${imeiFault}
        input=${{
          ...{
            name: 'imei',
            required: true,
            maxLength: 100,
            pattern: '[A-Za-z0-9._\\-]+',
            defaultValue: car.imei,
          },
          ...{ autoComplete: 'off', autoCapitalize: 'none', spellcheck: false },
        }}
      />
      ${!imeiFault && html`<${Trouble} refused=${refused} />`}
      <button class="button primary" disabled=${busy}>${w.save}</button>
    </form>
  </${Dialog}>`
}
