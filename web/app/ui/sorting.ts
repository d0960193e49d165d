import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Side } from './moved.ts'

/** What is dragged: its id, and the list that it comes from. */
export interface Dragged {
  readonly id: number
  readonly list: number
}

interface SortableSettings extends Dragged {
  /** Only what is of one kind may be dropped on each other. */
  readonly kind: string
  /** In which direction its list runs. */
  readonly runs: 'across' | 'down'
  readonly isFixed?: boolean
  readonly onDrop: (dragged: Dragged, side: Side) => void
}

/**
 * A thing that may be dragged to another place of a list, and before or behind which others may be dropped. Keys and
 * fingers need buttons beside it: dragging is never the only way.
 */
export const useSortable = (settings: SortableSettings, element: RefObject<HTMLElement | null>) => {
  const handle = useRef<HTMLElement>(null)
  const latest = useRef(settings)
  latest.current = settings
  const [isDragged, setDragged] = useState(false)
  const [side, setSide] = useState<Side | null>(null)
  const { kind, id, list, isFixed } = settings
  useEffect(() => {
    const { current } = element
    if (!current || isFixed) return
    const sideAt = ({ clientX, clientY }: { clientX: number; clientY: number }): Side => {
      const { left, top, width, height } = current.getBoundingClientRect()
      const isFirstHalf =
        latest.current.runs === 'across' ? clientX < left + width / 2 : clientY < top + height / 2
      return isFirstHalf ? 'before' : 'after'
    }
    return combine(
      draggable({
        element: current,
        ...(handle.current && { dragHandle: handle.current }),
        getInitialData: () => ({ kind, id, list }),
        onDragStart: () => setDragged(true),
        onDrop: () => setDragged(false),
      }),
      dropTargetForElements({
        element: current,
        canDrop: ({ source }) => source.data.kind === kind && source.data.id !== id,
        onDrag: ({ location }) => setSide(sideAt(location.current.input)),
        onDragLeave: () => setSide(null),
        onDrop({ source, location }) {
          setSide(null)
          latest.current.onDrop(draggedOf(source.data), sideAt(location.current.input))
        },
      }),
    )
  }, [kind, id, list, isFixed])
  return { handle, isDragged, side }
}

/** The end of a list, where nothing stands that something could be dropped before: an empty one, above all. */
export const useDropZone = (
  { kind, onDrop }: { kind: string; onDrop: (dragged: Dragged) => void },
  element: RefObject<HTMLElement | null>,
): boolean => {
  const latest = useRef(onDrop)
  latest.current = onDrop
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const { current } = element
    if (!current) return
    return dropTargetForElements({
      element: current,
      canDrop: ({ source }) => source.data.kind === kind,
      onDropTargetChange: ({ location }) => setOver(location.current.dropTargets[0]?.element === current),
      onDragLeave: () => setOver(false),
      onDrop({ source, location }) {
        setOver(false)
        if (location.current.dropTargets[0]?.element === current) latest.current(draggedOf(source.data))
      },
    })
  }, [kind])
  return isOver
}

const draggedOf = ({ id, list }: Record<string | symbol, unknown>): Dragged => ({
  id: Number(id),
  list: Number(list),
})
