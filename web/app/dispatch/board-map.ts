import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { RoutePlan } from '../../../domain/routing/schema.ts'
import type { LiveMap } from '../../map/live-map.ts'
import { distanceText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill, words } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { useBoard } from './board-context.ts'
import { CrewList, crewText } from './crew-list.ts'
import type { CrewLive } from './crew-live.ts'
import type { MapDrawing } from './map-drawing.ts'
import { linesOf, pinsOf } from './map-facts.ts'

interface BoardMapProps {
  readonly live: CrewLive | null
  readonly technicians: readonly PlanTechnicianView[]
  /** Of the day. */
  readonly visits: ReadonlyMap<string, readonly PlanVisitView[]>
  readonly lookedAt: PlanTechnicianView | undefined
  readonly proposal: RoutePlan | null
  /** Rises with every position that comes. */
  readonly turn: number
}

/** Where technicians are and where they are to go; the same in words beneath it. */
export const BoardMap = ({ live, technicians, visits, lookedAt, proposal, turn }: BoardMapProps): Node => {
  const { lang, map: source } = useApp()
  const board = useBoard()
  const { w, now } = board
  const frame = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'loading' | 'failed' | 'ready'>('loading')
  const map = useRef<{ live: LiveMap; draw: MapDrawing } | null>(null)
  const picks = useRef({ visit: (_: string) => {}, technician: (_: string) => {} })
  picks.current = {
    visit: (id) => {
      const found = [...visits.values()].flat().find((one) => one.id === id)
      if (found) board.open(found)
    },
    technician: (id) => {
      const found = technicians.find((one) => one.id === id)
      if (found) board.look(found)
    },
  }

  useEffect(() => {
    let isGone = false
    const p = words[lang]
    const open = async () => {
      const [{ createLiveMap }, { drawOn }] = await Promise.all([
        import('../../map/live-map.ts'),
        import('./map-drawing.ts'),
      ])
      if (isGone || !frame.current) return
      const made = createLiveMap({
        container: frame.current,
        source,
        words: {
          map: p.map,
          zoomIn: p.zoomIn,
          zoomOut: p.zoomOut,
          credits: p.mapCredits,
          gridSquare: (metres) => fill(p.gridSquare, { distance: distanceText(lang, metres) }),
        },
        onFree: () => {},
        onPick: (id) => picks.current.technician(id),
      })
      map.current = { live: made, draw: drawOn(made.map, (id) => picks.current.visit(id)) }
      setState('ready')
    }
    open().catch(() => setState('failed')) // no WebGL, or the chunk did not come: the words remain
    return () => {
      isGone = true
      map.current?.live.remove()
      map.current = null
    }
  }, [])

  const pins = pinsOf(board, technicians, visits, lookedAt)
  useEffect(() => {
    map.current?.draw.pins(pins)
    map.current?.draw.lines(linesOf(technicians, visits, lookedAt, proposal, pins))
  }, [state, visits, lookedAt?.id, proposal, board.etas, now])

  const shown = useRef(new Set<string>())
  useEffect(() => {
    if (!map.current || !live) return
    for (const id of shown.current)
      if (!live.crew.has(id)) {
        map.current.live.drop(id)
        shown.current.delete(id)
      }
    for (const [id, subject] of live.crew) {
      const way = live.ways.get(id)
      if (!way?.length) continue
      shown.current.add(id)
      map.current.live.place(subject, way)
      const { text, isStale } = crewText(
        board,
        live,
        technicians.find((one) => one.id === id),
        visits.get(id) ?? [],
      )
      map.current.live.describe(id, `${subject.name}, ${text}`, isStale)
    }
  }, [state, turn, now, technicians])

  const showAll = () => {
    const live = lookedAt ? [lookedAt.id] : [...shown.current]
    map.current?.draw.show([...pins, ...placesOf(live)])
  }
  const placesOf = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const last = live?.ways.get(id)?.at(-1)
      return last ? [{ latitude: last.lat, longitude: last.lon }] : []
    })
  const hasPlaces = pins.length > 0 || (live?.ways.size ?? 0) > 0
  useEffect(() => {
    if (state === 'ready' && hasPlaces) showAll()
  }, [state, hasPlaces, lookedAt?.id, proposal])

  return html`<section class="board-map" aria-labelledby="map-title">
    <header class="region-head">
      <h2 id="map-title">${w.map}</h2>
      ${state === 'ready' && html`<button type="button" class="button small" onClick=${showAll} aria-label=${w.showAll} title=${w.showAll}><${Glyph} name="target" /></button>`}
    </header>
    <div class="map-frame">
      <div class="map" ref=${frame}></div>
      ${state === 'failed' && html`<p class="map-note">${words[lang].mapUnavailable}</p>`}
    </div>
    <p class="hint looks">${w.looksAreKept}</p>
    <${CrewList} ...${{ live, technicians, visits, lookedAt: lookedAt?.id }} />
  </section>`
}
