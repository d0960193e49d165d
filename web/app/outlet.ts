import { Component, type ComponentChildren, type FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { type Content, html, type Node } from '../pages/html.ts'
import { plain } from '../pages/plain.ts'
import { fill } from '../pages/words.ts'
import { hasRole, useApp } from './context.ts'
import { type AppPage, type PageProps, pages } from './pages.ts'
import { hrefOf, matchPath, type Place } from './router.ts'
import { lackOf } from './shell.ts'
import { Empty, PageFrame } from './ui/page.ts'
import { shellWords } from './words.ts'

/** The page of a place and what its address says; undefined where there is none. */
export const pageAt = ({ path }: Place): { page: AppPage; params: PageProps['params'] } | undefined => {
  for (const page of pages) {
    const params = matchPath(page.path, path)
    if (params) return { page, params }
  }
  return undefined
}

/** Brings the code of a place while something else is still awaited. Where it does not come, it is asked for again. */
export const foresee = (place: Place | null): void =>
  void (
    place &&
    pageAt(place)
      ?.page.load()
      .catch(() => {})
  )

/** The page that the address names, or a kind word about why it is not shown. */
export const Outlet = ({ place }: { place: Place }): Node => {
  const app = useApp()
  const w = shellWords[app.lang]
  const found = pageAt(place)
  const organization = plain(app.me.tenant.name)
  if (!found)
    return html`<${PageFrame} title=${w.noPageTitle}>
      <${Empty} glyph="map" text=${w.noPageText}><a class="button" href="#/">${w.home}</a></${Empty}>
    </${PageFrame}>`
  const lack = lackOf(app, found.page)
  if (lack === 'feature') {
    const isMine = hasRole(app, 'admin')
    return html`<${PageFrame} title=${w.featureOffTitle}>
      <${Empty} glyph="gear" text=${fill(isMine ? w.featureOffMine : w.featureOffText, { organization })}>
        ${isMine && html`<a class="button primary" href=${hrefOf('/settings/features')}>${w.toFeatures}</a>`}
        <a class="button" href="#/">${w.home}</a>
      </${Empty}>
    </${PageFrame}>`
  }
  if (lack === 'role')
    return html`<${PageFrame} title=${w.roleTitle}>
      <${Empty} glyph="lock" text=${fill(w.roleText, { organization })}><a class="button" href="#/">${w.home}</a></${Empty}>
    </${PageFrame}>`
  return html`<${Fence} key=${found.page.path}><${Lazy} page=${found.page} params=${found.params} query=${place.query} /></${Fence}>`
}

/** Fetches the page's code once; a page that was fetched is there at once. */
const Lazy = ({ page, params, query }: { page: AppPage } & PageProps): Node | null => {
  const [Page, setPage] = useState<FunctionComponent<PageProps> | null>(() => fetched.get(page.path) ?? null)
  const [trouble, setTrouble] = useState<unknown>(null)
  useEffect(() => {
    if (Page) return
    page.load().then((loaded) => {
      fetched.set(page.path, loaded)
      setPage(() => loaded)
    }, setTrouble)
  }, [])
  if (trouble) throw trouble
  return Page && html`<${Page} params=${params} query=${query} />`
}
const fetched = new Map<string, FunctionComponent<PageProps>>()

/** A page that breaks does not take the others along. */
class Fence extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false }
  static override getDerivedStateFromError() {
    return { broken: true }
  }
  override componentDidCatch(error: unknown) {
    console.error(error)
  }
  override render(): Content {
    return this.state.broken ? html`<${Broken} />` : this.props.children
  }
}

const Broken = (): Node => {
  const w = shellWords[useApp().lang]
  return html`<${PageFrame} title=${w.brokenTitle}>
    <div role="alert"><p>${w.brokenText}</p></div>
    <div class="buttons"><button type="button" class="button primary" onClick=${() => location.reload()}>${w.reload}</button></div>
  </${PageFrame}>`
}
