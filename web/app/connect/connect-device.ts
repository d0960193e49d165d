import './connect.css'
import { useState } from 'preact/hooks'
import type { VehicleWithKeyView } from '../../../domain/vehicles/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { uiWords } from '../ui/words.ts'
import { ConnectSteps } from './connect-steps.ts'
import { connectWords } from './words.ts'

interface ConnectDeviceProps {
  readonly vehicle: { readonly imei: string; readonly name: string }
  readonly onClose: () => void
}

/**
 * How a vehicle's device is set up, for one that was added before. Its key is known to nobody any more, so this makes a
 * new one, after saying that the old one ends.
 */
export const ConnectDevice = ({ vehicle, onClose }: ConnectDeviceProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...connectWords[lang] }
  const [ingestKey, setKey] = useState<string | null>(null)
  const { busy, refused, run } = useTask()
  const name = plain(vehicle.name)
  const rotate = () =>
    run(async () => {
      const path = `/api/fleet/vehicles/${encodeURIComponent(vehicle.imei)}/rotate-key`
      const { ingest_key } = await api.post<VehicleWithKeyView>(path)
      setKey(ingest_key)
    })
  return html`<${Dialog} isSheet title=${fill(w.connectTitle, { name })} closeWord=${w.close} onClose=${onClose}>
    ${
      ingestKey === null
        ? html`<div class="stack">
            <p>${w.newKeyText}</p>
            <p class="quiet">${w.newKeyWarning}</p>
            <${Trouble} refused=${refused} />
            <div class="buttons">
              <button type="button" class="button primary" disabled=${busy} onClick=${rotate}>${w.newKey}</button>
              <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
            </div>
          </div>`
        : html`<${ConnectSteps} vehicle=${vehicle} ingestKey=${ingestKey} isNew=${false} onClose=${onClose} />`
    }
  </${Dialog}>`
}
