import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { Eta } from '../../../domain/routing/schema.ts'
import { hasFeature, useApp } from '../context.ts'
import type { CrewLive } from './crew-live.ts'
import { assignmentsPath } from './use-plan.ts'

/** When everybody who is on the way is expected: asked for once, and then as the socket tells. */
export const useEtas = (
  visits: readonly PlanVisitView[],
  live: CrewLive | null,
  told: ReadonlyMap<string, Eta>,
) => {
  const app = useApp()
  const [asked, setAsked] = useState<ReadonlyMap<string, Eta>>(new Map())
  const known = useRef(new Set<string>())
  const onTheWay = visits.filter((visit) => canBeSaid(visit, live)).map(({ id }) => id)
  useEffect(() => {
    if (!hasFeature(app, 'trakservice.tracking')) return
    for (const id of onTheWay) {
      if (known.current.has(id)) continue
      known.current.add(id)
      app.api.get<Eta>(`${assignmentsPath}/${id}/eta`).then(
        (eta) => setAsked((before) => new Map(before).set(id, eta)),
        () => {}, // none can be said
      )
    }
  }, [onTheWay.join()])
  return told.size === 0 ? asked : new Map([...asked, ...told])
}

/** For nobody else there is one: whoever has not been heard of since they left, or goes where no place is known. */
const canBeSaid = ({ status, departed_at, latitude, technician }: PlanVisitView, live: CrewLive | null) => {
  const last = live?.ways.get(technician.id)?.at(-1)
  return (
    status === 'en_route' &&
    latitude !== null &&
    last !== undefined &&
    last.t >= Date.parse(departed_at ?? '')
  )
}
