import { useEffect, useRef, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { uiWords } from '../ui/words.ts'
import type { FileList } from './file-list.ts'
import { filesWords } from './words.ts'

/** Reads on before the end is reached; with a button for whoever does not scroll, or where it failed. */
export const MoreBelow = ({ list }: { list: FileList }): Node | null => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...filesWords[lang] }
  const end = useRef<HTMLParagraphElement>(null)
  const [failed, setFailed] = useState(false)
  const { results = [], count = 0 } = list.value ?? {}
  const hasMore = results.length < count
  const read = useRef(async () => {})
  read.current = async () => {
    setFailed(false)
    await list.more().catch(() => setFailed(true))
  }
  useEffect(() => {
    if (!hasMore || failed || !end.current) return
    // Made anew after each page: what is in sight still is told once more.
    const watching = new IntersectionObserver(([entry]) => entry?.isIntersecting && void read.current(), {
      rootMargin: '800px',
    })
    watching.observe(end.current)
    return () => watching.disconnect()
  }, [hasMore, failed, results.length])
  if (!hasMore) return null
  return html`<p class="more" ref=${end}>
    <span class="quiet">${fill(w.countOf, { shown: results.length, count })}</span>
    <button type="button" class="button" onClick=${() => void read.current()}>${w.showMore}</button>
    <span role="alert">${failed && w.failed}</span>
  </p>`
}
