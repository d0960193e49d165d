import { useEffect } from 'preact/hooks'
import type { Node } from '../../pages/html.ts'
import { hasFeature, useApp } from '../context.ts'
import { replaceWith } from '../router.ts'

/** The first page, which is another for each: a technician's day, or the fleet. */
export const Home = (): Node | null => {
  const app = useApp()
  const isOnTheWay = app.me.tenant.role === 'technician' && hasFeature(app, 'trakservice.tracking')
  useEffect(() => replaceWith(isOnTheWay ? '#/day' : '#/fleet'), [])
  return null
}
