import './file.css'
import './viewer.css'
import './beside.css'
import { useRef, useState } from 'preact/hooks'
import type { AssetUsesView, AssetView } from '../../../domain/assets/schema.ts'
import type { CommentView } from '../../../domain/comments/schema.ts'
import type { SessionListed } from '../../../domain/sessions/requests.ts'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { threadsOf } from '../../pages/collab/threads.ts'
import { sizeText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { ShareDialog } from '../share/share-dialog.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { PageFrame } from '../ui/page.ts'
import { CommentList } from './file/comment-list.ts'
import { commentWords } from './file/comment-words.ts'
import { FileFacts, FileLinks, FileSessions } from './file/file-aside.ts'
import { FileTitle } from './file/file-title.ts'
import { mediaTime, secondsOf } from './file/media-time.ts'
import { useComments } from './file/use-comments.ts'
import { Viewer } from './file/viewer.ts'
import { fileWords } from './file/words.ts'
import { fileUrl } from './file-list.ts'
import { removeFiles } from './removal.ts'
import { filesWords } from './words.ts'

/** One file, whichever it is now: another one is another page. */
export const FilePage = ({ params, query }: PageProps): Node =>
  html`<${WholeFile} key=${params.id} id=${params.id} marked=${query.get('comment')} />`

const WholeFile = ({ id, marked }: { id: string; marked: string | null }): Node => {
  const { api, lang } = useApp()
  const w = fileWords[lang]
  const asset = useLoad(() => api.get<AssetView>(`/api/v3/assets/${encodeURIComponent(id)}`), [])
  const back = { href: hrefOf('/assets'), word: w.toFiles }
  if (!asset.value)
    return html`<${PageFrame} title=${w.viewer} back=${back}><${Loaded} of=${asset} lines=${6}>${() => null}</${Loaded}></${PageFrame}>`
  return html`<${OneFile} asset=${asset.value} onChange=${asset.set} marked=${marked} />`
}

interface OneFileProps {
  readonly asset: AssetView
  readonly onChange: (asset: AssetView) => void
  readonly marked: string | null
}

const OneFile = ({ asset, onChange, marked }: OneFileProps): Node => {
  const app = useApp()
  const { api, lang } = app
  const w = { ...filesWords[lang], ...commentWords[lang], ...fileWords[lang] }
  const { id, kind } = asset
  const uses = useLoad(() => api.get<AssetUsesView>(`/api/v3/assets/${id}/uses`), [])
  const links = useLoad(
    () =>
      api.get<ListPage<ShareView>>(
        `/api/v3/shares?resource_type=asset&resource_id=${id}&status=active&page_size=20`,
      ),
    [],
  )
  const sessions = useLoad(
    () => api.get<ListPage<SessionListed>>(`/api/v3/collaboration/sessions?asset_id=${id}&page_size=10`),
    [],
  )
  const comments = useComments(app, id)
  const player = useRef<HTMLMediaElement>(null)
  const viewer = useRef<HTMLDivElement>(null)
  const [page, turnTo] = useState(1)
  const [chosen, choose] = useState<string | null>(null)
  const [isSharing, share] = useState(false)
  const remove = async () => {
    if ((await removeFiles(app, w, [asset])).size > 0) goTo(hrefOf('/assets'))
  }

  const hasTime = kind === 'video' || kind === 'audio'
  const placeNow = () => ({
    ...(hasTime && player.current && { timestamp: mediaTime(player.current.currentTime) }),
    ...(kind === 'pdf' && { page }),
  })
  const showPlace = ({ timestamp, page: wanted }: CommentView) => {
    viewer.current?.scrollIntoView({ block: 'nearest' })
    if (wanted !== null) turnTo(wanted)
    if (timestamp !== null && player.current) player.current.currentTime = secondsOf(timestamp)
    const control = player.current ?? viewer.current?.querySelector<HTMLElement>('[tabindex], button:enabled')
    control?.focus({ preventScroll: true })
  }
  const pins = threadsOf(comments.value ?? []).flatMap(({ first, number }) =>
    first.position_x === null || first.position_y === null || first.resolved_at !== null
      ? []
      : [{ id: first.id, number, name: plain(first.author.name), x: first.position_x, y: first.position_y }],
  )
  const placeWord = hasTime ? w.atThisMoment : kind === 'pdf' ? fill(w.withPage, { page }) : undefined
  const actions = html`
    <button type="button" class="button primary" onClick=${() => share(true)}><${Glyph} name="share" />${w.share}</button>
    <a class="button" href=${`${fileUrl(asset, 'file')}?download=true`} download><${Glyph} name="down" />${fill(w.download, { size: sizeText(lang, asset.size) })}</a>
    <button type="button" class="button danger file-remove" title=${w.deleteYes} onClick=${remove}><${Glyph} name="trash" /><span>${w.deleteYes}</span></button>`

  return html`<${PageFrame}
    title=${html`<${FileTitle} ...${{ asset, onChange }} />`}
    tab=${plain(asset.title)}
    back=${{ href: hrefOf('/assets'), word: w.toFiles }}
    actions=${actions}
  >
    <div class="file-page">
      <div class="file-main">
        <div ref=${viewer}>
          <${Viewer} ...${{ asset, pins, onPin: choose, page, onPage: turnTo, player }} />
        </div>
        <${CommentList} ...${{ asset, comments, marked: chosen ?? marked, placeWord, placeNow, onPlace: showPlace }} />
      </div>
      <aside class="file-aside">
        <${FileLinks} ...${{ asset, links }} />
        <${FileSessions} ...${{ asset, sessions }} />
        <${FileFacts} ...${{ asset, uses }} />
      </aside>
    </div>
    ${
      isSharing &&
      html`<${ShareDialog}
        resource=${{ type: 'asset', id: String(id), name: asset.title }}
        onChange=${links.reload}
        onClose=${() => share(false)}
      />`
    }
  </${PageFrame}>`
}
