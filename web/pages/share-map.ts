import type { LivePosition } from '../../domain/positions/schema.ts'
import { afterPaint } from './after-paint.ts'
import { distanceText } from './format.ts'
import { plain } from './plain.ts'
import type { ShareProps, ShareSubject } from './share.ts'
import { isStale, seenText } from './subject.ts'
import { fill, words } from './words.ts'

interface Seen {
  readonly now: number
  readonly subjects: readonly ShareSubject[]
  readonly ways: ReadonlyMap<string, readonly LivePosition[]>
}

/** The visitor's map. It is fetched after the words are on the screen, because it is twenty times their size. */
export const shareMap = async ({
  container,
  props: { lang, map: source, subjects },
  onFree,
}: {
  container: HTMLElement
  props: Pick<ShareProps, 'lang' | 'map' | 'subjects'>
  onFree: () => void
}) => {
  await afterPaint()
  const { createLiveMap } = await import('../map/live-map.ts')
  const w = words[lang]
  const map = createLiveMap({
    container,
    source,
    words: {
      map: w.map,
      zoomIn: w.zoomIn,
      zoomOut: w.zoomOut,
      credits: w.mapCredits,
      gridSquare: (metres) => fill(w.gridSquare, { distance: distanceText(lang, metres) }),
    },
    onFree,
  })
  const drawn = new Map<string, unknown>()
  let known = new Set(subjects.map(({ id }) => id))

  return {
    ...map,
    /** Draws what has changed since the last time. */
    update({ now, subjects, ways }: Seen): void {
      const present = new Set(subjects.map(({ id }) => id))
      for (const id of known) if (!present.has(id)) map.drop(id)
      known = present

      for (const subject of subjects) {
        const { id, position } = subject
        const way = ways.get(id) ?? (position ? [position] : [])
        if (drawn.get(id) !== way.at(-1)) map.place(subject, way)
        drawn.set(id, way.at(-1))
        const label = fill(w.markerOf, { name: plain(subject.name), seen: seenText(lang, position, now) })
        map.describe(id, label, isStale(position, now))
      }
    },
  }
}
