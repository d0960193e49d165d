import './fleet.css'
import { useEffect, useReducer, useState } from 'preact/hooks'
import type { Language } from '../../../domain/problem.ts'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { words } from '../../pages/words.ts'
import { hasRole, useApp } from '../context.ts'
import { ShareDialog } from '../share/share-dialog.ts'
import { type UiWords, uiWords } from '../ui/words.ts'
import { AddVehicle } from './add-vehicle.ts'
import { type FleetDesk, openFleetDesk } from './fleet-desk.ts'
import { positionOf } from './fleet-map.ts'
import { VehicleRow } from './vehicle-row.ts'
import { type FleetWords, fleetWords } from './words.ts'

interface FleetProps {
  readonly lang: Language
  readonly w: FleetWords & UiWords
}
type OpenDialog = 'add' | VehicleView | null

/** The members' page: the fleet on the map and as a list, moving. */
export const FleetPage = (): Node => {
  const app = useApp()
  const { api, lang, map: source, refreshMe } = app
  const w = { ...uiWords[lang], ...fleetWords[lang] }
  const desk = useDesk(() =>
    openFleetDesk({ api, lang, source, onChange: () => repaint(0), onSessionChanged: refreshMe }),
  )
  const [dialog, setDialog] = useState<OpenDialog>(null)
  const [, repaint] = useReducer((n: number) => n + 1, 0)
  const { mapState, following, offline } = desk?.state() ?? starting
  const close = () => setDialog(null)
  const mayManage = hasRole(app, 'dispatcher')

  return html`<div class="stage">
    <section class="map-frame" aria-label=${words[lang].map}>
      <div id="map" class="map"></div>
      ${mapState === 'failed' && html`<p class="map-note">${words[lang].mapUnavailable}</p>`}
      ${
        mapState === 'ready' &&
        following !== 'all' &&
        html`<button type="button" class="button follow" onClick=${() => desk?.follow('all')}>
          <${Glyph} name="target" />${words[lang].followAll}
        </button>`
      }
    </section>
    <div class="sheet" id="fleet"><div class="sheet-body">
      <header class="app-head">
        <div class="grow">
          <h1>${w.fleet}</h1>
        </div>
      </header>
      ${offline && html`<p class="banner" role="status">${w.offline}</p>`}
      ${desk && html`<${List} ...${{ desk, lang, w, onShare: setDialog }} />`}
      ${
        mayManage &&
        html`<button type="button" class="button primary" onClick=${() => setDialog('add')}>
          <${Glyph} name="plus" />${w.addVehicle}
        </button>`
      }
    </div></div>
    ${dialog === 'add' && html`<${AddVehicle} ...${{ onAdded: desk?.add, onClose: close }} />`}
    ${
      dialog !== null &&
      dialog !== 'add' &&
      html`<${ShareDialog} resource=${{ type: 'vehicle', id: dialog.id, name: dialog.name, imei: dialog.imei }} onClose=${close} />`
    }
  </div>`
}

const starting = { mapState: 'loading', following: 'all', offline: false } as const

/** Opened once the page stands, closed when it goes. */
const useDesk = (open: () => FleetDesk): FleetDesk | null => {
  const [desk, setDesk] = useState<FleetDesk | null>(null)
  useEffect(() => {
    const opened = open()
    setDesk(opened)
    opened.load()
    const [map, sheet] = ['#map', '.sheet'].map((name) => document.querySelector<HTMLElement>(name)!)
    opened.openMap(map!, sheet!)
    return opened.close
  }, [])
  return desk
}

type ListProps = Pick<FleetProps, 'lang' | 'w'> & { desk: FleetDesk; onShare: (vehicle: VehicleView) => void }

const List = ({ desk, lang, w, onShare }: ListProps): Node => {
  const { list, vehicles, mapState, following, ways, viewers } = desk.state()
  if (list === 'loading') return html`<p class="quiet" role="status">${w.loading}</p>`
  if (list === 'failed')
    return html`<div class="stack" role="alert">
      <p>${w.loadFailed}</p>
      <button type="button" class="button" onClick=${desk.load}>${w.tryAgain}</button>
    </div>`
  if (!vehicles.length)
    return html`<div class="empty">
      <h2>${w.emptyTitle}</h2>
      <p class="quiet">${w.emptyText}</p>
    </div>`

  return html`<ul class="subjects" aria-label=${w.vehicles}>
    ${vehicles.map(
      (vehicle) =>
        html`<${VehicleRow}
          key=${vehicle.id}
          ...${{ vehicle, lang, w, position: positionOf(vehicle, ways), viewers: viewers.get(vehicle.id) ?? 0, now: Date.now() }}
          followed=${following === vehicle.id}
          onShow=${mapState === 'ready' ? () => desk.follow(vehicle.id) : undefined}
          onShare=${() => onShare(vehicle)}
        />`,
    )}
  </ul>`
}
