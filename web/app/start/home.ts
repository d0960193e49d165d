import { useEffect } from 'preact/hooks'
import type { Node } from '../../pages/html.ts'
import { type AppContext, hasFeature, hasRole, useApp } from '../context.ts'
import { replaceWith } from '../router.ts'
import { hasVehicles } from './done.ts'

/** The first page, which is another for each. */
export const Home = (): Node | null => {
  const app = useApp()
  useEffect(() => {
    let isHere = true
    firstPageOf(app).then((place) => isHere && replaceWith(place))
    return () => {
      isHere = false // whoever has gone elsewhere meanwhile stays there
    }
  }, [])
  return null
}

/**
 * A technician's day; the first steps for whoever could take the first of them in an organization without a vehicle; the
 * fleet for everybody else, also where the service does not answer: that page says so.
 */
const firstPageOf = async (app: AppContext): Promise<string> => {
  if (app.me.tenant.role === 'technician' && hasFeature(app, 'trakservice.dispatch')) return '#/day'
  if (!hasRole(app, 'dispatcher')) return '#/fleet'
  return (await hasVehicles(app.api).catch(() => true)) ? '#/fleet' : '#/start'
}
