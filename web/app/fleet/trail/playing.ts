import { useEffect, useRef, useState } from 'preact/hooks'
import { type Past, pastGap } from './past.ts'

export const rates = [1, 5, 10, 30, 60] as const

/** A moment of the past that runs on while it is played: over gaps at a leap, to the end and no further. */
export const usePlaying = (past: Past) => {
  const { from, to } = past.span
  const [at, setAt] = useState(from)
  const [isPlaying, setPlaying] = useState(false)
  const [rate, setRate] = useState<number>(30)
  const latest = useRef(at)
  const seek = (wanted: number) => {
    latest.current = Math.min(to, Math.max(from, wanted))
    setAt(latest.current)
  }
  useEffect(() => {
    if (!isPlaying) return
    let before = performance.now()
    let frame = requestAnimationFrame(function step(now) {
      seek(pastGap(past, latest.current + (now - before) * rate))
      before = now
      if (latest.current >= to) return setPlaying(false)
      frame = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(frame)
  }, [isPlaying, rate, past])
  const toggle = () => {
    if (!isPlaying && latest.current >= to) seek(from)
    setPlaying(!isPlaying)
  }
  return { at, seek, isPlaying, toggle, rate, setRate }
}
