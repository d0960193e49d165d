import { render } from 'preact'
import { DrawTools, type DrawToolsProps, drawColors, drawWidths } from '../pages/collab/draw-tools.ts'
import { html } from '../pages/html.ts'
import type { Extra, ExtraContext } from './extras.ts'
import { drawByPointer } from './pointer-drawing.ts'
import { createShapeLayers } from './shape-layers.ts'
import { type DrawnShape, fitting, nearest, type Point, type ShapeKind, toShape } from './shapes.ts'
import { sharedDocOf } from './shared-doc.ts'
import { type SharedShapes, shareShapes } from './shared-shapes.ts'
import { simplified } from './strokes.ts'

/** What is being drawn is told twenty times a second, in as many points as a message of awareness holds. */
const tellMs = 50
const mostTold = 80

/** Drawing on the medium, together: the tool, what is drawn, and what comments point out. */
export const drawings = (context: ExtraContext): Extra => {
  const { root, props } = context
  const shared = sharedDocOf(context)
  const layers = createShapeLayers(root)
  let choice: Pick<DrawToolsProps, 'kind' | 'color' | 'width'> = {
    kind: 'path',
    color: 'vermilion',
    width: 'medium',
  }
  let shapes: SharedShapes | undefined
  let here: ReadonlyMap<string, DrawnShape> = new Map()
  let chosen: string | undefined
  /** Drawn by this page, and not commented yet. */
  const fresh = new Set<string>()
  let mine: DrawnShape | undefined
  let telling: ReturnType<typeof setTimeout> | undefined

  const page = () => (props.asset.kind === 'pdf' ? context.page() : null)
  const us = () => context.model().you.participant_id
  const mayDraw = () => context.tool() === 'draw' && shared.mayEdit()
  const made = (kind: ShapeKind, points: readonly Point[]): DrawnShape => ({
    kind,
    color: drawColors[choice.color],
    width: drawWidths[choice.width],
    points: points.map(([x, y]) => [x, y]),
    by: us(),
    page: page(),
  })

  const showDrawn = (): void => {
    const all = shapes?.all() ?? new Map<string, DrawnShape>()
    here = new Map([...all].filter(([, shape]) => shape.page === page()))
    if (chosen !== undefined && !here.has(chosen)) chosen = undefined
    layers.show('drawn', { shapes: [...here.values()], chosen: chosen ? here.get(chosen) : undefined })
    paintTools()
  }
  const showUnderWay = (): void => {
    const theirs = (shapes?.underWay() ?? []).filter((shape) => shape.page === page())
    layers.show('under-way', { shapes: mine ? [...theirs, mine] : theirs })
  }
  const showComment = (): void => {
    const comment = context.model().comments.get(context.selected() ?? '')
    const isHere = comment && (comment.page === null || comment.page === page())
    layers.show('of-comment', { shapes: (isHere && comment.drawing) || [] })
  }
  const showAll = (): void => {
    showDrawn()
    showUnderWay()
    showComment()
  }

  const tell = (): void => {
    telling ??= setTimeout(() => {
      telling = undefined
      shapes?.tellUnderWay(mine ? { ...mine, points: fewOf(mine) } : null)
    }, tellMs)
  }
  const fewOf = ({ points }: DrawnShape) =>
    simplified(points as unknown as Point[], layers.size(), mostTold).map(([x, y]) => [x, y])

  const pointer = drawByPointer(root, {
    kind: () => (mayDraw() ? choice.kind : undefined),
    onUnderWay(kind, points) {
      mine = made(kind, points)
      showUnderWay()
      tell()
    },
    onDrawn(kind, points) {
      mine = undefined
      const id = shapes?.add(made(kind, points), context.now())
      if (id) fresh.add(id)
      showAll()
      tell()
    },
    onDropped() {
      mine = undefined
      showUnderWay()
      tell()
    },
    onPicked(at, size) {
      chosen = nearest(here, at, size)
      showDrawn()
    },
  })

  const own = () => [...here].filter(([, { by }]) => by === us()).map(([id]) => id)
  /** The chosen one, or what was drawn since the last comment. */
  const toComment = (): [string, DrawnShape][] => {
    if (chosen !== undefined) return [...here].filter(([id]) => id === chosen)
    return [...here].filter(([id]) => fresh.has(id))
  }
  const act: DrawToolsProps['act'] = {
    choose(to) {
      choice = { ...choice, ...to }
      if (choice.kind !== 'pick') chosen = undefined
      showDrawn()
    },
    undo: () => shapes?.undo(),
    redo: () => shapes?.redo(),
    next() {
      const ids = [...here.keys()]
      chosen = ids[(ids.indexOf(chosen ?? '') + 1) % ids.length]
      showDrawn()
    },
    remove() {
      if (chosen !== undefined) shapes?.remove([chosen])
    },
    clear: () => shapes?.remove(own()), // which Undo takes back
    comment() {
      const about = toComment()
      const drawing = fitting(about.map(([, shape]) => shape)).map(toShape)
      if (drawing.length === 0) return
      const { x, y } = pinOf(drawing)
      const onKept = () => {
        for (const [id] of about) fresh.delete(id)
        showDrawn()
      }
      context.comment(x, y, { shapes: drawing, onKept })
    },
  }
  const onKey = (event: KeyboardEvent): void => {
    if (!mayDraw() || isField(event.target)) return
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey
    const key = event.key.toLowerCase()
    if (isCommand && (key === 'z' || key === 'y')) {
      if (key === 'y' || event.shiftKey) act.redo()
      else act.undo()
    } else if (key === 'delete' || key === 'backspace') {
      if (chosen === undefined) return
      act.remove()
    } else return
    event.preventDefault()
  }
  document.addEventListener('keydown', onKey)

  const paintTools = (): void => {
    const place = root.querySelector('#draw-tools')
    if (!place) return
    const one = chosen === undefined ? undefined : here.get(chosen)
    const shown: DrawToolsProps = {
      lang: props.lang,
      ...choice,
      count: here.size,
      ownCount: own().length,
      chosen: one ? { kind: one.kind, name: context.model().participants.get(one.by)?.name ?? '' } : null,
      mayUndo: shapes?.mayUndo() ?? false,
      mayRedo: shapes?.mayRedo() ?? false,
      mayComment: toComment().length > 0,
      act,
    }
    render(shared.mayEdit() ? html`<${DrawTools} ...${shown} />` : null, place)
  }

  layers.attach()
  shared.bind((bound) => {
    shapes = shareShapes(bound, { onShapes: showDrawn, onUnderWay: showUnderWay })
    showAll()
    return () => {
      shapes?.letGo()
      shapes = undefined
    }
  })
  return {
    onPage() {
      pointer.drop()
      chosen = undefined
      showAll()
    },
    onPaint() {
      layers.attach()
      if (!mayDraw()) pointer.drop()
      showComment()
      paintTools()
    },
    close() {
      clearTimeout(telling)
      document.removeEventListener('keydown', onKey)
      pointer.close()
      layers.close()
    },
  }
}

/** Above its middle, where the pin does not lie on it. */
const pinOf = (drawing: readonly { readonly points: readonly (readonly number[])[] }[]) => {
  const points = drawing.flatMap((shape) => shape.points)
  const xs = points.map(([x]) => x!)
  return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: Math.min(...points.map(([, y]) => y!)) }
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select')
