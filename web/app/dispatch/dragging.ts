import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { dragByTouch } from './touch-drag.ts'

/** What is in the hand. `grabbed`: how far from its beginning, in pixels, so that it does not jump under the pointer. */
export type Dragged =
  | { readonly kind: 'visit'; readonly visit: PlanVisitView; readonly grabbed: number }
  | { readonly kind: 'job'; readonly job: WorkOrderView; readonly grabbed: number }

type Wanted =
  | { readonly kind: 'visit'; readonly visit: PlanVisitView }
  | { readonly kind: 'job'; readonly job: WorkOrderView }

/** `wanted` gives null for what stays where it is. */
export const useDraggable = (element: RefObject<HTMLElement | null>, wanted: () => Wanted | null): void => {
  const latest = useRef(wanted)
  latest.current = wanted
  useEffect(() => {
    const { current } = element
    if (!current) return
    const byTouch = dragByTouch(current)
    const byMouse = draggable({
      element: current,
      canDrag: () => latest.current() !== null,
      getInitialData: ({ input }) => ({
        ...latest.current(),
        grabbed: input.clientX - current.getBoundingClientRect().left,
      }),
      onDragStart: () => current.classList.add('in-hand'),
      onDrop: () => current.classList.remove('in-hand'),
    })
    return () => {
      byTouch()
      byMouse()
    }
  }, [])
}

interface DropTarget {
  /** Whether it may be put here. */
  readonly takes?: (dragged: Dragged) => boolean
  /** It is above, at this place of the window; null: it is not any more. */
  readonly onOver: (
    over: { readonly dragged: Dragged; readonly x: number; readonly y: number } | null,
  ) => void
  readonly onDrop: (dragged: Dragged, x: number, y: number) => void
}

/** Of targets within one another the innermost is meant. */
export const useDropTarget = (element: RefObject<HTMLElement | null>, target: DropTarget): void => {
  const latest = useRef(target)
  latest.current = target
  useEffect(() => {
    const { current } = element
    if (!current) return
    return dropTargetForElements({
      element: current,
      canDrop: ({ source }) => latest.current.takes?.(source.data as unknown as Dragged) ?? true,
      onDrag: ({ source, location, self }) => {
        const isHere = location.current.dropTargets[0]?.element === self.element
        const dragged = source.data as unknown as Dragged
        const { clientX, clientY } = location.current.input
        latest.current.onOver(isHere ? { dragged, x: clientX - dragged.grabbed, y: clientY } : null)
      },
      onDragLeave: () => latest.current.onOver(null),
      onDrop: ({ source, location, self }) => {
        latest.current.onOver(null)
        if (location.current.dropTargets[0]?.element !== self.element) return
        const dragged = source.data as unknown as Dragged
        const { clientX, clientY } = location.current.input
        latest.current.onDrop(dragged, clientX - dragged.grabbed, clientY)
      },
    })
  }, [])
}

/** Hears when something is taken into the hand and when it is let go, wherever. */
export const useInHand = (hear: (isHeld: boolean) => void): void => {
  const latest = useRef(hear)
  latest.current = hear
  useEffect(
    () =>
      monitorForElements({
        onDragStart: () => latest.current(true),
        onDrop: () => latest.current(false),
      }),
    [],
  )
}
