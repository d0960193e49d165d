import '../tokens.css'
import './base.css'
import './last.css'
import './live.css'
import './visit.css'
import { hydrate, render } from 'preact'
import { watchLink } from '../live/watch-link.ts'
import { EndedPage, type LastReason } from './ended.ts'
import { html } from './html.ts'
import { showLast, takePage } from './live-page.ts'
import { padMap } from './pad-map.ts'
import { RatePage } from './rate.ts'
import type { ShareLive } from './share.ts'
import { shareMap } from './share-map.ts'
import { tellTimeSpent } from './time-spent.ts'
import { isFollowed, type ShownVisit, VisitPage, type VisitProps } from './visit.ts'
import { visitAnnouncer } from './visit-eta.ts'
import { visitWords } from './visit-words.ts'
import { words } from './words.ts'

const { root, props } = takePage<VisitProps>()

hydrate(html`<${VisitPage} ...${props} />`, root)
begin()
tellTimeSpent(props.home)
performance.mark('fleeting:ready')

function begin() {
  let visit: ShownVisit = props.visit
  let map: Awaited<ReturnType<typeof shareMap>> | null = null
  let mapState: ShareLive['map'] = 'loading'
  let isOpening = false
  let isFollowing = true
  let ended = false
  const say = visitAnnouncer(props.lang)

  const link = watchLink(props, {
    onChange: paint,
    onEnded: end,
    onVisit(news) {
      visit = { ...visit, ...news, eta: news.status === visit.status ? visit.eta : null }
      paint()
    },
    onEta(eta) {
      visit = { ...visit, eta }
      paint()
    },
  })
  const ticking = setInterval(paint, 1000)
  paint()

  function paint() {
    if (ended) return
    const state = link.state()
    if (link.isOver()) return end('expired')
    const [technician] = state.subjects
    const now: VisitProps = { ...props, ...state.shown, visit }
    if (!isFollowed(now)) closeMap()
    const live: ShareLive = {
      now: state.now,
      connection: state.connection,
      map: mapState,
      following: isFollowing && technician ? technician.id : null,
      said: say(visit, state.now),
      onFollow: () => follow(!isFollowing),
    }
    render(html`<${VisitPage} ...${{ ...now, live }} />`, root)
    if (isFollowed(now)) openMap(now)
    map?.update(state)
  }

  async function openMap(now: VisitProps) {
    if (map || isOpening || mapState === 'failed') return
    isOpening = true
    try {
      const container = root.querySelector<HTMLElement>('#map')!
      const opened = await shareMap({ container, props: now, onFree: () => follow(false) })
      if (ended || !container.isConnected) return opened.remove()
      map = opened
      mapState = 'ready'
    } catch {
      mapState = 'failed' // no WebGL, or the chunk did not come: the words remain
    } finally {
      isOpening = false
    }
    paint()
    if (map) padMap(map.pad, root.querySelector<HTMLElement>('.sheet')!)
    follow(isFollowing)
  }

  function closeMap() {
    map?.remove()
    map = null
    if (mapState === 'ready') mapState = 'loading'
  }

  function follow(wanted: boolean) {
    isFollowing = wanted
    map?.follow(wanted ? link.state().subjects.map(({ id }) => id) : [])
    paint()
  }

  /** Nothing of what the link showed stays in the page. */
  function end(reason: LastReason, retryAfterS?: number) {
    if (ended) return
    ended = true
    clearInterval(ticking)
    link.close()
    closeMap()
    const { lang, home, mayRate, isEmbedded } = props
    if (reason === 'done' && mayRate && !isEmbedded)
      showLast(root, visitWords[lang].rateTitle, html`<${RatePage} lang=${lang} home=${home} />`)
    else
      showLast(
        root,
        words[lang][`${reason}Title`],
        html`<${EndedPage} ...${{ lang, reason, retryAfterS, here: isEmbedded ? undefined : home }} />`,
      )
  }
}
