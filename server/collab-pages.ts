import type { Asset } from '../domain/assets/asset.ts'
import type { Comment } from '../domain/comments/comment.ts'
import { presentComment } from '../domain/comments/present.ts'
import type { Language } from '../domain/problem.ts'
import type { CollabSession } from '../domain/sessions/session.ts'
import { assetsOf, entries, stylesOnly } from '../web/pages/assets.ts'
import { CollabDoor, type DoorProps } from '../web/pages/collab/door.ts'
import type { CollabProps } from '../web/pages/collab/props.ts'
import { CollabPage } from '../web/pages/collab/room.ts'
import { collabWords } from '../web/pages/collab/words.ts'
import { html } from '../web/pages/html.ts'
import { renderPage } from '../web/pages/render.ts'
import type { VisitorAsset } from '../web/pages/visitor.ts'
import type { PageSettings } from './share-pages.ts'

/** What a session's page is made of, whoever looks. */
export interface ShownSession {
  readonly session: CollabSession
  readonly asset: Asset
  readonly file: VisitorAsset
  readonly comments: readonly Comment[]
  readonly reader: Parameters<typeof presentComment>[1]
  /** The path of the page. */
  readonly home: string
  readonly token: string | null
  readonly commentAction: string | null
}

interface Where {
  readonly lang: Language
  readonly now: Date
  readonly pages: PageSettings
}

/** The room: everything that can be read of it is there without a script. */
export const renderSession = (shown: ShownSession, { lang, now, pages }: Where): string => {
  const { session, asset, file, comments, reader, home, token, commentAction } = shown
  const props: CollabProps = {
    lang,
    title: asset.title,
    sessionId: session.id,
    serverTime: now.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    home,
    token,
    asset: file,
    comments: comments.map((comment) => presentComment(comment, reader)),
    commentAction,
    attempt: null,
  }
  const assets = assetsOf(pages.manifest, entries.collab)
  const options = { lang, title: asset.title, assets, props, hasForm: true }
  return renderPage(html`<${CollabPage} ...${props} />`, options)
}

/** Where guests say who they are. */
export const renderDoor = (door: Omit<DoorProps, 'lang'>, { lang, pages }: Omit<Where, 'now'>): string =>
  renderPage(html`<${CollabDoor} lang=${lang} ...${door} />`, {
    lang,
    title: collabWords[lang].doorTitle,
    assets: stylesOnly(assetsOf(pages.manifest, entries.collab)),
    hasForm: true,
  })
