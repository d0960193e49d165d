import type { Position } from './position.ts'
import { isImplausibleJump, movesMarker } from './rules.ts'

/** What ingest remembers of one device between two positions. */
export interface Track {
  newest: Position | null
  /** The last position that was too far away to be true. A second one beside it makes both believable. */
  suspect: Position | null
}

/** `moves`: the live marker follows; `late`: stored, nothing moves; `quarantined`: stored, flagged, shown nowhere. */
export type Verdict = 'moves' | 'late' | 'quarantined'

/**
 * Judges a position by the ones before it and remembers it. A single outlier is quarantined; when the next one agrees
 * with the outlier rather than with the past, it was the past that was wrong and the track goes on from there.
 */
export const follow = (track: Track, position: Position): Verdict => {
  const { newest, suspect } = track
  if (!newest) {
    track.newest = position
    return 'moves'
  }
  if (!movesMarker(position, newest)) return isImplausibleJump(position, newest) ? 'quarantined' : 'late'
  if (isImplausibleJump(newest, position)) {
    const isConfirmed =
      suspect && position.recordedAt > suspect.recordedAt && !isImplausibleJump(suspect, position)
    if (!isConfirmed) {
      track.suspect = position
      return 'quarantined'
    }
  }
  track.newest = position
  track.suspect = null
  return 'moves'
}
