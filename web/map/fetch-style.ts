import type { MapStyle } from './style.ts'

export const styleTimeout = 4000

/**
 * The house's own map style, or null where it cannot be had in time: the outlines then stay, and nobody is told of an
 * error that concerns nobody.
 */
export const fetchStyle = async (
  url: string,
  get: typeof fetch = fetch,
  patience = styleTimeout,
): Promise<MapStyle | null> => {
  try {
    const answer = await get(url, {
      signal: AbortSignal.timeout(patience),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    })
    if (!answer.ok) return null
    const style: unknown = await answer.json()
    return isStyle(style) ? style : null
  } catch {
    return null
  }
}

const isStyle = (value: unknown): value is MapStyle => {
  const style = value as Partial<MapStyle> | null
  return style?.version === 8 && Array.isArray(style.layers) && typeof style.sources === 'object'
}
