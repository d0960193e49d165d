import { useEffect, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Badge, Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { Plate } from '../../pages/subject.ts'
import { fill } from '../../pages/words.ts'
import { ConnectDevice } from '../connect/connect-device.ts'
import { hasRole, useApp } from '../context.ts'
import { goTo } from '../router.ts'
import { ShareDialog } from '../share/share-dialog.ts'
import { Empty, useTitle } from '../ui/page.ts'
import { uiWords } from '../ui/words.ts'
import { EditVehicle } from './edit-vehicle.ts'
import type { FleetDesk } from './fleet-desk.ts'
import { stateOf } from './listing.ts'
import type { Car } from './model.ts'
import { TrailPanel } from './trail/trail-panel.ts'
import { VehicleFacts } from './vehicle-facts.ts'
import { VehicleLinks } from './vehicle-links.ts'
import { StateTag, Viewers } from './vehicle-row.ts'
import { fleetWords } from './words.ts'

interface VehiclePanelProps {
  readonly desk: FleetDesk
  readonly imei: string
  /** The span of the past that the address names, if it does. */
  readonly past: string | null
}

/** One vehicle, once it is known whether there is such a one. */
export const VehiclePanel = ({ desk, imei, past }: VehiclePanelProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...fleetWords[lang] }
  const { list } = desk.state()
  const car = desk.model.byImei(imei)
  useTitle(car ? plain(car.name) : w.fleet)
  if (car) return html`<${OneVehicle} key=${car.id} ...${{ desk, car, past }} />`
  return html`<a class="back" href="#/fleet"><${Glyph} name="before" />${w.fleet}</a>
    <h1 class="visually-hidden" tabindex="-1">${w.fleet}</h1>
    ${
      list === 'ready'
        ? html`<${Empty} glyph="van" title=${w.noSuchTitle} text=${w.noSuchText}><a class="button" href="#/fleet">${w.fleet}</a></${Empty}>`
        : list === 'failed'
          ? html`<div class="stack" role="alert"><p>${w.loadFailed}</p><button type="button" class="button" onClick=${desk.load}>${w.tryAgain}</button></div>`
          : html`<p class="quiet" role="status">${w.loading}</p>`
    }`
}

type OpenDialog = 'edit' | 'connect' | 'share' | null

const OneVehicle = ({ desk, car, past }: { desk: FleetDesk; car: Car; past: string | null }): Node => {
  const app = useApp()
  const { api, lang, say, ask } = app
  const w = { ...uiWords[lang], ...fleetWords[lang] }
  const [dialog, setDialog] = useState<OpenDialog>(null)
  const [links, readLinks] = useState(0)
  const { following, mapState } = desk.state()
  const [mayManage, mayRemove] = [hasRole(app, 'dispatcher'), hasRole(app, 'admin')]
  const name = plain(car.name)
  const now = desk.now()
  const close = () => setDialog(null)
  const isFollowed = following === car

  useEffect(() => {
    desk.open(car)
    if (past === null) desk.follow(car)
    return () => desk.open(null)
  }, [car, mapState])

  const remove = async () => {
    const isSure = await ask({
      title: fill(w.removeTitle, { name }),
      text: w.removeText,
      yes: w.removeYes,
    })
    if (!isSure) return
    try {
      await api.delete(`/api/fleet/vehicles/${encodeURIComponent(car.imei)}`)
      desk.remove(car)
      say(fill(w.removed, { name }))
      goTo('#/fleet')
    } catch (error) {
      say({ text: (error as Error).message, isTrouble: true })
    }
  }

  return html`<a class="back" href="#/fleet"><${Glyph} name="before" />${w.fleet}</a>
    <header class="fleet-one">
      <${Badge} icon=${car.icon} color=${car.color} />
      <div class="grow">
        <h1 tabindex="-1"><bdi>${name}</bdi></h1>
        <p class="fleet-facts">
          ${car.plate && html`<${Plate} plate=${car.plate} lang=${lang} />`}
          <${StateTag} state=${stateOf(car, now)} w=${w} />
          ${car.viewers > 0 && html`<${Viewers} count=${car.viewers} text=${fill(w.watching, { count: car.viewers })} />`}
        </p>
      </div>
    </header>
    <div class="buttons">
      ${
        mapState === 'ready' &&
        car.t !== null &&
        past === null &&
        html`<button type="button" class="button" aria-pressed=${String(isFollowed)} onClick=${() => desk.follow(isFollowed ? null : car)}>
          <${Glyph} name="target" />${isFollowed ? w.followed : w.follow}
        </button>`
      }
      <button type="button" class="button primary" onClick=${() => setDialog('share')}><${Glyph} name="share" />${w.shareIt}</button>
    </div>
    ${past === null && html`<${VehicleFacts} ...${{ car, now }} />`}
    <${TrailPanel} ...${{ desk, car, past }} />
    <${VehicleLinks} key=${links} ...${{ car, onShare: () => setDialog('share') }} />
    ${
      mayManage &&
      html`<section class="fleet-section" aria-label=${w.manage}>
        <h2>${w.manage}</h2>
        <div class="buttons">
          <button type="button" class="button" onClick=${() => setDialog('edit')}><${Glyph} name="pencil" />${w.edit}</button>
          <button type="button" class="button" onClick=${() => setDialog('connect')}><${Glyph} name="phone" />${w.connect}</button>
          ${mayRemove && html`<button type="button" class="button danger" onClick=${remove}><${Glyph} name="trash" />${w.delete}</button>`}
        </div>
      </section>`
    }
    ${dialog === 'edit' && html`<${EditVehicle} ...${{ car, onClose: close, onSaved: desk.put }} />`}
    ${dialog === 'connect' && html`<${ConnectDevice} vehicle=${car} onClose=${close} />`}
    ${
      dialog === 'share' &&
      html`<${ShareDialog}
        resource=${{ type: 'vehicle', id: car.id, name: car.name, imei: car.imei }}
        onClose=${close}
        onChange=${() => readLinks(links + 1)}
      />`
    }`
}
