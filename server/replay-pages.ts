import { type Asset, isShowable } from '../domain/assets/asset.ts'
import type { Language } from '../domain/problem.ts'
import type { ReplayFrame } from '../domain/recordings/frame.ts'
import { mayDo } from '../domain/sessions/rights.ts'
import { assetsOf, entries } from '../web/pages/assets.ts'
import { ReplayPage } from '../web/pages/collab/replay.ts'
import type { ReplayProps } from '../web/pages/collab/replay-props.ts'
import { replayWords } from '../web/pages/collab/replay-words.ts'
import { html } from '../web/pages/html.ts'
import { plain } from '../web/pages/plain.ts'
import { renderPage } from '../web/pages/render.ts'
import type { VisitorAsset } from '../web/pages/visitor.ts'
import { fill } from '../web/pages/words.ts'
import { memberHome } from './collab-refusals.ts'
import type { PageSettings } from './share-pages.ts'

/** Where members see a session again. */
export const replayHome = (sessionId: string): string => `${memberHome(sessionId)}replay/`

/** The frame of a replay; what happened is fetched by its script. */
export const renderReplay = (
  { session, role, asset, isOpen, isRecorded }: ReplayFrame,
  { lang, now, pages }: { readonly lang: Language; readonly now: Date; readonly pages: PageSettings },
): string => {
  const props: ReplayProps = {
    lang,
    title: asset.title,
    sessionId: session.id,
    serverTime: now.toISOString(),
    home: memberHome(session.id),
    asset: fileOfReplay(session.id, asset, isRecorded),
    mayRemove: mayDo(role, 'moderate'),
    isOpen,
  }
  return renderPage(html`<${ReplayPage} ...${props} />`, {
    lang,
    title: fill(replayWords[lang].title, { title: plain(asset.title) }),
    assets: assetsOf(pages.manifest, entries.replay),
    props,
  })
}

/** To be looked at, as long as there is a recording of it; never to be kept. */
const fileOfReplay = (sessionId: string, asset: Asset, isRecorded: boolean): VisitorAsset => {
  const at = `/api/v3/collaboration/sessions/${sessionId}/recording`
  const { id, kind, title, filename, size, width, height, durationS } = asset
  return {
    ...{ id, kind, title, filename, size, width, height, durationS },
    page: replayHome(sessionId),
    thumbnail: isRecorded && asset.thumbnail ? `${at}/thumbnail` : null,
    preview: isRecorded && isShowable(asset) ? `${at}/file` : null,
    download: null,
  }
}
