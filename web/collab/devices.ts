const microphoneWish = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
/** Enough to read what is on it, for as many as a mesh has. */
const screenWish = { video: { frameRate: { max: 15 } }, audio: true }

/** `undefined`: there is none, or it may not be used. */
export const openMicrophone = async (): Promise<MediaStream | undefined> => {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: microphoneWish })
  } catch {
    return undefined
  }
}

/**
 * After a click, or the browser asks nobody. Throws where the person chooses none. `onEnded`: they have stopped it by the
 * browser's own button.
 */
export const openScreen = async (onEnded: () => void): Promise<MediaStream> => {
  const screen = await navigator.mediaDevices.getDisplayMedia(screenWish)
  for (const picture of screen.getVideoTracks()) {
    picture.contentHint = 'detail' // letters before motion
    picture.onended = onEnded
  }
  return screen
}

export const stop = (stream: MediaStream | undefined): void => {
  for (const track of stream?.getTracks() ?? []) track.stop()
}
