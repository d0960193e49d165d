import { useEffect, useState } from 'preact/hooks'

/** Whether the window fits a media query, as it changes. */
export const useMedia = (query: string): boolean => {
  const [fits, setFits] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const look = () => setFits(list.matches)
    list.addEventListener('change', look)
    look()
    return () => list.removeEventListener('change', look)
  }, [query])
  return fits
}
