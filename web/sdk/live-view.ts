import mapLibreCss from 'maplibre-gl/dist/maplibre-gl.css?inline'
import { render } from 'preact'
import type { Language } from '../../domain/problem.ts'
import { watchLink } from '../live/watch-link.ts'
import mapCss from '../map/map.css?inline'
import type { LastReason } from '../pages/ended.ts'
import { html } from '../pages/html.ts'
import { announcer } from '../pages/said.ts'
import type { ShareLive, ShareProps, ShareSubject } from '../pages/share.ts'
import { shareMap } from '../pages/share-map.ts'
import tokens from '../tokens.css?inline'
import { LiveFrame, type Shown } from './live-frame.ts'
import viewCss from './live-view.css?inline'
import { sheetOf } from './sheet.ts'

export type Theme = 'light' | 'dark' | 'auto'
export type EndReason = LastReason
export interface LiveView {
  readonly connection: ShareLive['connection']
  readonly title: string | null
  readonly expiresAt: string | null
  readonly subjects: readonly ShareSubject[]
}
interface LiveViewOptions {
  readonly home: string
  readonly token: string
  readonly accessToken: string | undefined
  readonly lang: Language
  readonly theme: Theme
  readonly onChange: (view: LiveView) => void
  readonly onEnded: (reason: EndReason) => void
  readonly onRefused: (code: string, message: string) => void
}

/** Shows what a link shows inside of `root`. Answers how to let go of everything. */
export const openLiveView = (root: ShadowRoot, options: LiveViewOptions): (() => void) => {
  const { home, token, accessToken, lang, theme } = options
  root.adoptedStyleSheets = [sheetFor(theme)]
  let map: Awaited<ReturnType<typeof shareMap>> | null = null
  let mapState: ShareLive['map'] = 'loading'
  let isOver = false
  let isFollowing = true
  let followed = ''
  const say = announcer(lang)

  const begin = { token, accessToken, service: home, serverTime: new Date().toISOString() }
  const link = watchLink(
    { ...begin, subjects: [], title: null, expiresAt: null },
    {
      onChange: paint,
      onEnded: (reason) => last(reason, undefined),
      onRefused: (code, message) => last(undefined, { code, message }),
    },
  )
  const ticking = setInterval(paint, 1000)
  paint()
  void openMap()

  function paint() {
    if (isOver) return
    if (link.isOver()) return last('expired', undefined)
    const { now, connection, subjects, shown, ways } = link.state()
    draw({ now, connection, map: mapState, ...shown, said: say(subjects, now) })
    map?.update({ now, subjects, ways })
    if (isFollowing) follow(subjects.map(({ id }) => id))
    options.onChange({ connection, ...shown })
  }

  /** The camera is told of whom to follow once, and again when others have come or gone. */
  function follow(ids: readonly string[]) {
    if (!map || followed === ids.join()) return
    followed = ids.join()
    map.follow(ids)
  }

  function draw(live: Shown['live'], rest: Pick<Shown, 'ended' | 'refused'> = {}) {
    render(html`<${LiveFrame} ...${{ lang, home, token, live, ...rest }} />`, root)
  }

  async function openMap() {
    try {
      const props = { lang, map: await mapSourceOf(home), subjects: [] }
      const container = root.querySelector<HTMLElement>('.map')
      if (isOver || !container) return
      map = await shareMap({
        container,
        props,
        onFree: () => {
          isFollowing = false
        },
      })
      mapState = 'ready'
    } catch {
      mapState = 'failed' // no WebGL, or the chunk did not come: the words remain
    }
    if (isOver) return map?.remove()
    paint()
  }

  /** Nothing of what the link showed stays on the page. */
  function last(ended: EndReason | undefined, refused: { code: string; message: string } | undefined) {
    if (isOver) return
    close()
    draw(undefined, { ended, refused: refused?.message })
    if (ended) options.onEnded(ended)
    if (refused) options.onRefused(refused.code, refused.message)
  }

  function close() {
    isOver = true
    clearInterval(ticking)
    link.close()
    map?.remove()
    map = null
  }

  return () => {
    close()
    render(null, root)
  }
}

/** Where the service finds streets, as its own pages are told; without an answer, the outlines of the land are drawn. */
const mapSourceOf = async (home: string): Promise<ShareProps['map'] & { landUrl: string }> => {
  const landUrl = `${home}/assets/land/`
  const answer = await fetch(`${home}/sdk/map.json`, { credentials: 'omit' }).catch(() => null)
  const told = answer?.ok ? await answer.json().catch(() => null) : null
  const at = (path: unknown) => (typeof path === 'string' ? new URL(path, `${home}/`).href : null)
  return { styleUrl: at(told?.style_url), pmtilesUrl: at(told?.pmtiles_url), landUrl }
}

/** The tokens of the pages, hung up on the shadow's host; a theme that is chosen does not ask the device. */
const sheetFor = (theme: Theme): CSSStyleSheet => {
  const css = [tokens, mapLibreCss, mapCss, viewCss].join('\n').replaceAll(':root', ':host')
  if (theme === 'auto') return sheetOf(css)
  const byDevice = /@media\s*(?:screen\s+and\s*)?\(prefers-color-scheme:\s*dark\)/g
  return sheetOf(`${css.replace(byDevice, theme === 'dark' ? '@media all' : '@media not all')}
    :host { color-scheme: ${theme}; }`)
}
