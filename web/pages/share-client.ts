import '../tokens.css'
import './base.css'
import './last.css'
import './live.css'
import { hydrate, render } from 'preact'
import { watchLink } from '../live/watch-link.ts'
import { EndedPage, type LastReason } from './ended.ts'
import { html } from './html.ts'
import { showLast, takePage } from './live-page.ts'
import { padMap } from './pad-map.ts'
import { announcer } from './said.ts'
import { type ShareLive, SharePage, type ShareProps } from './share.ts'
import { shareMap } from './share-map.ts'
import { tellTimeSpent } from './time-spent.ts'
import { words } from './words.ts'

const { root, props } = takePage<ShareProps>()

hydrate(html`<${SharePage} ...${props} />`, root)
begin()
tellTimeSpent(props.home)
performance.mark('fleeting:ready')

function begin() {
  let map: Awaited<ReturnType<typeof shareMap>> | null = null
  let mapState: ShareLive['map'] = 'loading'
  let following: ShareLive['following'] = props.subjects.length === 1 ? props.subjects[0]!.id : 'all'
  let ended = false
  const say = announcer(props.lang)

  const link = watchLink(props, { onChange: paint, onEnded: end })
  const ticking = setInterval(paint, 1000)
  paint()
  openMap()

  function paint() {
    if (ended) return
    const state = link.state()
    if (link.isOver()) return end('expired')
    const live: ShareLive = {
      now: state.now,
      connection: state.connection,
      map: mapState,
      following,
      said: say(state.subjects, state.now),
      onFollow: follow,
    }
    render(html`<${SharePage} ...${{ ...props, ...state.shown, live }} />`, root)
    map?.update(state)
  }

  async function openMap() {
    try {
      map = await shareMap({
        container: root.querySelector<HTMLElement>('#map')!,
        props,
        onFree: () => follow(null),
      })
      mapState = 'ready'
    } catch {
      mapState = 'failed' // no WebGL, or the chunk did not come: the words remain
    }
    if (ended) return map?.remove()
    paint()
    if (map) padMap(map.pad, root.querySelector<HTMLElement>('.sheet')!)
    follow(following)
  }

  function follow(whom: ShareLive['following']) {
    following = whom
    map?.follow(whom === null ? [] : whom === 'all' ? link.state().subjects.map(({ id }) => id) : [whom])
    paint()
  }

  /** Nothing of what the link showed stays in the page. */
  function end(reason: LastReason, retryAfterS?: number) {
    if (ended) return
    ended = true
    clearInterval(ticking)
    link.close()
    map?.remove()
    map = null
    const { lang, home, isEmbedded } = props
    const here = isEmbedded ? undefined : home
    const title = words[lang][`${reason}Title`]
    showLast(root, title, html`<${EndedPage} ...${{ lang, reason, retryAfterS, here }} />`)
  }
}
