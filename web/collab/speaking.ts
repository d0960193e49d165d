/** Whether somebody speaks, as their loudness tells it. */
export interface Speaking {
  readonly isSpeaking: boolean
  /** Since when it has been quiet (ms); `undefined` while it is not. */
  readonly quietSince: number | undefined
}

export const silent: Speaking = { isSpeaking: false, quietSince: undefined }

/** Whoever is louder than the first begins to speak; whoever is not louder than the second for a while has stopped. */
const loud = 0.03
const quiet = 0.015
/** Longer than the pauses between words. */
const pauseMs = 500

/** `level`: 0 to 1. Two thresholds and a pause, so that a voice does not flicker. */
export const heard = ({ isSpeaking, quietSince }: Speaking, level: number, now: number): Speaking => {
  if (level >= loud) return { isSpeaking: true, quietSince: undefined }
  if (!isSpeaking) return silent
  if (level > quiet) return { isSpeaking, quietSince: undefined }
  if (quietSince === undefined) return { isSpeaking, quietSince: now }
  return now - quietSince >= pauseMs ? silent : { isSpeaking, quietSince }
}
