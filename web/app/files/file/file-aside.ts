import type { AssetUsesView, AssetView } from '../../../../domain/assets/schema.ts'
import type { SessionListed } from '../../../../domain/sessions/requests.ts'
import type { ShareView } from '../../../../domain/share-links/schema.ts'
import { playingTime, sizeText } from '../../../pages/format.ts'
import { type Content, html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { plain } from '../../../pages/plain.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { hrefOf } from '../../router.ts'
import type { ListPage } from '../../ui/list.ts'
import { Loaded, type Loading } from '../../ui/loading.ts'
import { dateTime } from '../../ui/time.ts'
import { filesWords } from '../words.ts'
import { fileWords } from './words.ts'

/** What the file says of itself, who brought it, and what visitors get of it. */
export const FileFacts = ({ asset, uses }: { asset: AssetView; uses: Loading<AssetUsesView> }): Node => {
  const { lang, zone } = useApp()
  const w = { ...filesWords[lang], ...fileWords[lang] }
  const { width, height, duration_s } = asset
  const visitors = { original: w.visitorsOriginal, cleaned: w.visitorsCleaned, nothing: w.visitorsNothing }
  const fact = (name: string, value: Content) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  const { owner, albums = [] } = uses.value ?? {}
  return html`<section class="panel" aria-labelledby="facts-title">
    <h2 id="facts-title">${w.facts}</h2>
    <dl class="file-facts-list">
      ${fact(w.filename, html`<bdi>${plain(asset.filename)}</bdi>`)}
      ${fact(w.type, `${w[asset.kind]} (${asset.content_type.split(';')[0]})`)}
      ${fact(w.size, sizeText(lang, asset.size))}
      ${width !== undefined && height !== undefined && fact(w.dimensions, fill(w.dimensionsOf, { width, height }))}
      ${duration_s !== undefined && fact(w.plays, playingTime(duration_s))}
      ${fact(w.uploaded, dateTime(lang, zone, asset.created_at))}
      ${uses.value && fact(w.uploadedBy, owner ? html`<bdi>${plain(owner.full_name)}</bdi>` : w.somebodyGone)}
      ${fact(w.visitors, visitors[asset.visitors_get])}
      ${
        albums.length > 0 &&
        fact(
          w.inAlbums,
          html`<ul>${albums.map(({ id, title }) => html`<li key=${id}><a href=${hrefOf(`/albums/${id}`)}>${plain(title)}</a></li>`)}</ul>`,
        )
      }
    </dl>
  </section>`
}

interface FileLinksProps {
  readonly asset: AssetView
  readonly links: Loading<ListPage<ShareView>>
}

/** The links to it that are open, and where to see who came. */
export const FileLinks = ({ asset, links }: FileLinksProps): Node => {
  const { lang, zone } = useApp()
  const w = { ...filesWords[lang], ...fileWords[lang] }
  return html`<section class="panel" aria-labelledby="links-title">
    <h2 id="links-title">${w.links}</h2>
    <${Loaded} of=${links} lines=${2}>${({ results }: ListPage<ShareView>) =>
      results.length === 0
        ? html`<p class="quiet">${w.noLinks}</p>`
        : html`<ul class="file-list">${results.map(
            ({ uuid, title, recipient, expires_at, counts }) => html`<li key=${uuid}>
              <a href=${hrefOf(`/links/${uuid}`)}><${Glyph} name="link" /><bdi>${plain(title ?? recipient?.name ?? asset.title)}</bdi></a>
              <span class="quiet">${expires_at ? fill(w.linkUntil, { time: dateTime(lang, zone, expires_at) }) : w.linkForever} · ${fill(w.linkViews, { count: counts.views })}</span>
            </li>`,
          )}</ul>`}</${Loaded}>
    <div class="buttons">
      <a class="button" href=${hrefOf(`/analytics/assets/${asset.id}`)}><${Glyph} name="chart" />${w.analytics}</a>
    </div>
  </section>`
}

/** Sessions on it, and the way to a new one. */
export const FileSessions = ({
  asset,
  sessions,
}: {
  asset: AssetView
  sessions: Loading<ListPage<SessionListed>>
}): Node => {
  const { lang, zone } = useApp()
  const w = fileWords[lang]
  return html`<section class="panel" aria-labelledby="sessions-title">
    <h2 id="sessions-title">${w.sessions}</h2>
    <${Loaded} of=${sessions} lines=${1}>${({ results }: ListPage<SessionListed>) =>
      results.length === 0
        ? html`<p class="quiet">${w.noSessions}</p>`
        : html`<ul class="file-list">${results.map(
            ({ session_id, created_at, state }) => html`<li key=${session_id}>
              <a href=${`/collaborate/session/${session_id}/`}><${Glyph} name="people" />${fill(w.sessionSince, { time: dateTime(lang, zone, created_at) })}</a>
              <span class=${state === 'open' ? 'tag good' : 'tag'}>${state === 'open' ? w.sessionOpen : w.sessionOver}</span>
            </li>`,
          )}</ul>`}</${Loaded}>
    <div class="buttons"><a class="button" href=${hrefOf('/sessions/new', { asset: String(asset.id) })}><${Glyph} name="people" />${w.together}</a></div>
  </section>`
}
