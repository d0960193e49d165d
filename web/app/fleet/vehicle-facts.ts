import { useEffect, useState } from 'preact/hooks'
import type { DeviceView } from '../../../domain/vehicles/schema.ts'
import { directionText, relative, speedText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Place } from '../../pages/subject.ts'
import { words } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { dateTime } from '../ui/time.ts'
import { stateOf } from './listing.ts'
import type { Car } from './model.ts'
import { fleetWords } from './words.ts'

/** Where it is, how it moves, when it last spoke and what its device says of itself. */
export const VehicleFacts = ({ car, now }: { car: Car; now: number }): Node => {
  const { lang, zone } = useApp()
  const w = { ...words[lang], ...fleetWords[lang] }
  const device = useDevice(car.imei)
  const state = stateOf(car, now)
  const isFresh = state === 'moving' || state === 'standing'
  const percent = new Intl.NumberFormat(lang, { style: 'percent' })
  return html`<dl class="facts">
      ${isFresh && car.spd !== null && html`<${Fact} name=${w.speed} value=${state === 'moving' ? speedText(lang, car.spd) : w.standing} />`}
      ${state === 'moving' && car.hdg !== null && html`<${Fact} name=${w.heading} value=${directionText(lang, car.hdg)} />`}
      <${Fact}
        name=${w.lastSeen}
        value=${car.seen === null ? w.never : now - car.seen < 2000 ? w.justNow : relative(lang, Math.min(-1000, car.seen - now))}
        more=${car.seen !== null && dateTime(lang, zone, car.seen)}
      />
      ${
        device?.battery != null &&
        html`<${Fact} name=${w.battery} value=${percent.format(device.battery / 100)} more=${device.is_charging && w.charging} />`
      }
      <${Fact} name=${w.imei} value=${html`<code class="coordinates">${car.imei}</code>`} />
    </dl>
    ${car.t === null ? html`<p class="quiet">${w.noPositionMore}</p>` : html`<${Place} position=${{ lat: car.lat, lon: car.lon, acc: car.acc ?? undefined }} lang=${lang} />`}`
}

const Fact = ({ name, value, more }: { name: string; value: unknown; more?: string | false }): Node =>
  html`<div>
    <dt class="fact-name">${name}</dt>
    <dd class="fact-value">${value}</dd>
    ${more && html`<dd class="hint">${more}</dd>`}
  </div>`

/** What the device says of itself is worth having, never worth an error. */
const useDevice = (imei: string): DeviceView | null => {
  const { api } = useApp()
  const [device, setDevice] = useState<DeviceView | null>(null)
  useEffect(() => {
    let isGone = false
    const read = () =>
      api.get<DeviceView>(`/api/fleet/vehicles/${encodeURIComponent(imei)}/device`).then(
        (said) => !isGone && setDevice(said),
        () => {},
      )
    read()
    const again = setInterval(() => !document.hidden && read(), 60_000)
    return () => {
      isGone = true
      clearInterval(again)
    }
  }, [imei])
  return device
}
