import { useEffect, useRef } from 'preact/hooks'
import { useApp } from '../context.ts'
import { guardPlace } from '../router.ts'
import { useUiWords } from './lang.ts'

/**
 * Keeps what is typed and not saved from being lost: the browser asks before its tab closes, we ask before the address
 * changes. The answer is for dialogs, which are closed without an address; it says whether one may go.
 */
export const useUnsaved = (isDirty: boolean): (() => Promise<boolean>) => {
  const { ask } = useApp()
  const w = useUiWords()
  const dirty = useRef(isDirty)
  const leaving = useRef(false)
  dirty.current = isDirty
  if (!isDirty) leaving.current = false
  const isAtStake = () => dirty.current && !leaving.current
  const mayLeave = async () => {
    if (!isAtStake()) return true
    const leaves = await ask({ title: w.leaveTitle, text: w.leaveText, yes: w.leaveYes, no: w.leaveNo })
    leaving.current = leaves
    return leaves
  }
  useEffect(() => {
    const onUnload = (event: Event) => {
      if (isAtStake()) event.preventDefault()
    }
    const onMove = ({ oldURL, newURL: there }: HashChangeEvent) => {
      if (!isAtStake() || !there) return false // without one it is the page's own doing: its filters
      history.pushState(null, '', oldURL)
      mayLeave().then((leaves) => leaves && location.assign(there))
      return true
    }
    addEventListener('beforeunload', onUnload)
    const unguard = guardPlace(onMove)
    return () => {
      removeEventListener('beforeunload', onUnload)
      unguard()
    }
  }, [])
  return mayLeave
}
