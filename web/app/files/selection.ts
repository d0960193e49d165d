import { useEffect, useRef, useState } from 'preact/hooks'
import type { AssetView } from '../../../domain/assets/schema.ts'

export interface Selection {
  readonly ids: ReadonlySet<number>
  readonly chosen: readonly AssetView[]
  /** With the shift key, all from the one before to this one. */
  readonly toggle: (id: number, isRange: boolean) => void
  readonly all: () => void
  readonly clear: () => void
}

/** Which of the files that are shown are chosen. Escape lets them go. */
export const useSelection = (files: readonly AssetView[]): Selection => {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set())
  const last = useRef<number | null>(null)
  const chosen = files.filter(({ id }) => ids.has(id))
  const clear = () => setIds(new Set())
  useEffect(() => {
    const onKey = ({ key, target }: KeyboardEvent) => {
      const isBusy =
        document.querySelector('dialog[open]') || (target as Element).closest?.('input[type="search"]')
      if (key === 'Escape' && !isBusy) clear()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return {
    ids,
    chosen,
    toggle(id, isRange) {
      const at = (wanted: number | null) => files.findIndex((file) => file.id === wanted)
      const [from, to] = [at(isRange ? last.current : id), at(id)].sort((a, b) => a - b) as [number, number]
      const next = new Set(ids)
      for (const file of files.slice(Math.max(0, from), to + 1))
        if (ids.has(id)) next.delete(file.id)
        else next.add(file.id)
      last.current = id
      setIds(next)
    },
    all: () => setIds(new Set(files.map((file) => file.id))),
    clear,
  }
}
