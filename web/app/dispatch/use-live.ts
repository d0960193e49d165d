import { useEffect, useReducer, useState } from 'preact/hooks'
import type { AssignmentStatus } from '../../../domain/assignments/assignment.ts'
import type { Eta } from '../../../domain/routing/schema.ts'
import { useApp } from '../context.ts'
import { type CrewLive, watchCrew } from './crew-live.ts'

/** What moves by itself: places, states and times of arrival. `onStatus` hears of another state at once. */
export const useLive = (onStatus: (visit: string, status: AssignmentStatus) => void) => {
  const { api, refreshMe } = useApp()
  const [live, setLive] = useState<CrewLive | null>(null)
  const [etas, setEtas] = useState<ReadonlyMap<string, Eta>>(new Map())
  const [ratings, setRatings] = useState<ReadonlyMap<string, number>>(new Map())
  const [turn, next] = useReducer((n: number) => n + 1, 0)
  useEffect(() => {
    let wait: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      wait ??= setTimeout(() => {
        wait = undefined
        next(0)
      }, 250) // forty technicians who report at once are one picture
    }
    const opened = watchCrew({
      onMoved: soon,
      onChange: soon,
      onStatus: (visit, status) => {
        if (status !== 'en_route') setEtas((before) => without(before, visit))
        onStatus(visit, status)
      },
      onRated: (visit) => setRatings((before) => new Map(before).set(visit, (before.get(visit) ?? 0) + 1)),
      onEta: (visit, eta) => setEtas((before) => new Map(before).set(visit, eta)),
      onSessionChanged: refreshMe,
      renew: api.renew,
    })
    setLive(opened)
    return () => {
      clearTimeout(wait)
      opened.close()
    }
  }, [])
  return { live, etas, ratings, turn, isOffline: live?.isOffline() ?? false }
}

const without = (etas: ReadonlyMap<string, Eta>, visit: string) => {
  if (!etas.has(visit)) return etas
  const left = new Map(etas)
  left.delete(visit)
  return left
}
