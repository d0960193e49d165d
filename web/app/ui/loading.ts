import { useEffect, useRef, useState } from 'preact/hooks'
import { type Content, html, type Node } from '../../pages/html.ts'
import { Refused } from '../api.ts'
import { useUiWords } from './lang.ts'

export interface Loading<T> {
  /** What is known by now; it stays while it is read anew, and when that fails. */
  readonly value: T | undefined
  readonly refused: Refused | null
  readonly isBusy: boolean
  readonly reload: () => Promise<void>
  /** What a change of one's own has made of it. */
  readonly set: (value: T | ((before: T) => T)) => void
}

/** Reads something when the page comes, and again whenever one of `on` is another. A late answer to an old question is dropped. */
export const useLoad = <T>(load: () => Promise<T>, on: readonly unknown[]): Loading<T> => {
  const [value, setValue] = useState<T | undefined>(undefined)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [isBusy, setBusy] = useState(true)
  const turn = useRef(0)
  const reload = async () => {
    const mine = ++turn.current
    setBusy(true)
    try {
      const read = await load()
      if (mine !== turn.current) return
      setValue(() => read)
      setRefused(null)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (mine === turn.current) setRefused(error)
    } finally {
      if (mine === turn.current) setBusy(false)
    }
  }
  useEffect(() => {
    setValue(undefined)
    setRefused(null)
    reload()
    return () => {
      turn.current += 1
    }
  }, on)
  const set = (next: T | ((before: T) => T)) =>
    setValue((before) =>
      typeof next === 'function' ? (before === undefined ? before : (next as (b: T) => T)(before)) : next,
    )
  return { value, refused, isBusy, reload, set }
}

interface LoadedProps<T> {
  readonly of: Loading<T>
  /** How many lines stand in for what comes; about as many as will, so that nothing jumps. */
  readonly lines?: number
  readonly children: (value: T) => Content
}

/** What was read, or that it is on its way, or why it is not and a way to try again. */
export const Loaded = <T>({
  of: { value, refused, isBusy, reload },
  lines = 4,
  children,
}: LoadedProps<T>): Node => {
  const w = useUiWords()
  if (value === undefined && !refused)
    return html`<div class="waiting" role="status">
      <span class="visually-hidden">${w.loading}</span>
      ${Array.from({ length: lines }, (_, i) => html`<span key=${i} class="waiting-line" aria-hidden="true"></span>`)}
    </div>`
  return html`<div aria-busy=${String(isBusy)}>
    ${
      refused &&
      html`<div class="trouble stack" role="alert">
        <p>${refused.message}</p>
        <button type="button" class="button" disabled=${isBusy} onClick=${reload}>${w.tryAgain}</button>
      </div>`
    }
    ${value !== undefined && children(value)}
  </div>`
}
