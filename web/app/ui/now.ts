import { useEffect, useState } from 'preact/hooks'

/** The time in milliseconds, which goes on: for what counts down. */
export const useNow = (every = 1000): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(ticking)
  }, [every])
  return now
}
