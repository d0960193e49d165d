import './fleet.css'
import './list.css'
import './vehicle.css'
import './past.css'
import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { words } from '../../pages/words.ts'
import { hasRole, useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { later } from '../ui/later.ts'
import { Notice } from '../ui/notice.ts'
import { Empty, useTitle } from '../ui/page.ts'
import { uiWords } from '../ui/words.ts'
import { type FleetDesk, openFleetDesk } from './fleet-desk.ts'
import { PullSheet } from './pull-sheet.ts'
import { type Narrowed, VehicleList, wide } from './vehicle-list.ts'
import { fleetWords } from './words.ts'

const VehiclePanel = later(async () => (await import('./vehicle-panel.ts')).VehiclePanel)
const AddVehicle = later(async () => (await import('./add-vehicle.ts')).AddVehicle)
const ShareDialog = later(async () => (await import('../share/share-dialog.ts')).ShareDialog)
const behindAPress = [VehiclePanel, AddVehicle, ShareDialog]

/** The members' page: the fleet on the map and as a list, moving; and one vehicle of it, with its past. */
export const FleetPage = ({ params, query }: PageProps): Node => {
  const { api, lang, map: source, refreshMe } = useApp()
  const w = { ...uiWords[lang], ...fleetWords[lang] }
  const [, repaint] = useReducer((n: number) => n + 1, 0)
  const frame = useRef<HTMLDivElement>(null)
  const desk = useDesk(frame, () =>
    openFleetDesk({
      ...{ api, lang, source },
      onChange: () => repaint(0),
      onPick: ({ imei }) => goTo(hrefOf(`/fleet/${encodeURIComponent(imei)}`)),
      onSessionChanged: refreshMe,
    }),
  )
  const [narrowed, narrow] = useState<Narrowed>(wide)
  const { mapState, following, list } = desk?.state() ?? starting
  const isSome = list === 'ready' && (desk?.model.all().length ?? 0) > 0
  useEffect(() => {
    if (list === 'ready') for (const part of behindAPress) part.foresee()
  }, [list])

  return html`<div class="stage fleet-stage">
    <section class="map-frame" aria-label=${words[lang].map}>
      <div class="map" ref=${frame}></div>
      ${mapState === 'failed' && html`<p class="map-note">${words[lang].mapUnavailable}</p>`}
      ${
        mapState === 'ready' &&
        isSome &&
        following !== 'all' &&
        html`<button type="button" class="button follow" onClick=${() => desk?.follow('all')}>
          <${Glyph} name="target" />${words[lang].followAll}
        </button>`
      }
    </section>
    <${PullSheet} w=${w} place=${params.id ?? ''}>
      <${Notice} text=${desk?.state().isOffline === true && w.offline} />
      ${
        desk &&
        (params.id === undefined
          ? html`<${FleetSide} ...${{ desk, narrowed, onNarrow: narrow }} />`
          : html`<${VehiclePanel} key=${params.id} ...${{ desk, imei: params.id, past: query.get('past') }} />`)
      }
    </${PullSheet}>
  </div>`
}

const starting = { mapState: 'loading', following: 'all', list: 'loading' } as const

/** Opened once the page stands, closed when it goes. */
const useDesk = (
  frame: { readonly current: HTMLElement | null },
  open: () => FleetDesk,
): FleetDesk | null => {
  const [desk, setDesk] = useState<FleetDesk | null>(null)
  useEffect(() => {
    const opened = open()
    setDesk(opened)
    opened.load()
    opened.openMap(frame.current!, frame.current!.closest('.stage')!.querySelector<HTMLElement>('.sheet')!)
    return opened.close
  }, [])
  return desk
}

interface FleetSideProps {
  readonly desk: FleetDesk
  readonly narrowed: Narrowed
  readonly onNarrow: (narrowed: Narrowed) => void
}

/** The fleet as a list, and what may be added to it. */
const FleetSide = ({ desk, narrowed, onNarrow }: FleetSideProps): Node => {
  const app = useApp()
  const { lang } = app
  const w = { ...uiWords[lang], ...fleetWords[lang] }
  const [isAdding, setAdding] = useState(false)
  const [shared, share] = useState<Pick<VehicleView, 'id' | 'imei' | 'name'> | null>(null)
  const { list } = desk.state()
  const mayAdd = hasRole(app, 'dispatcher')
  const isEmpty = list === 'ready' && desk.model.all().length === 0
  useTitle(w.fleet)
  const addButton =
    mayAdd &&
    html`<button type="button" class=${isEmpty ? 'button primary' : 'button'} onClick=${() => setAdding(true)}>
      <${Glyph} name="plus" />${w.addVehicle}
    </button>`

  return html`<header class="fleet-head">
      <h1 class="grow" tabindex="-1">${w.fleet}</h1>
      ${!isEmpty && addButton}
    </header>
    ${
      list === 'loading' &&
      html`<div class="waiting" role="status">
        <span class="visually-hidden">${w.loading}</span>
        ${Array.from({ length: 5 }, (_, i) => html`<span key=${i} class="waiting-line" aria-hidden="true"></span>`)}
      </div>`
    }
    ${
      list === 'failed' &&
      html`<div class="stack" role="alert">
        <p>${w.loadFailed}</p>
        <button type="button" class="button" onClick=${desk.load}>${w.tryAgain}</button>
      </div>`
    }
    ${isEmpty && html`<${Empty} glyph="van" title=${w.emptyTitle} text=${mayAdd ? w.emptyText : w.emptyForMembers}>${addButton}</${Empty}>`}
    ${list === 'ready' && !isEmpty && html`<${VehicleList} ...${{ desk, lang, narrowed, onNarrow, onShare: share }} />`}
    ${isAdding && html`<${AddVehicle} onAdded=${desk.put} onClose=${() => setAdding(false)} onShare=${share} />`}
    ${
      shared &&
      html`<${ShareDialog} resource=${{ type: 'vehicle', id: shared.id, name: shared.name, imei: shared.imei }} onClose=${() => share(null)} />`
    }`
}
