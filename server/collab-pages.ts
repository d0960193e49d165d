import { type Asset, isShowable } from '../domain/assets/asset.ts'
import type { Comment } from '../domain/comments/comment.ts'
import { presentComment } from '../domain/comments/present.ts'
import type { Language } from '../domain/problem.ts'
import type { CollabSession } from '../domain/sessions/session.ts'
import { assetsOf, entries, stylesOnly } from '../web/pages/assets.ts'
import { CollabDoor, type DoorProps } from '../web/pages/collab/door.ts'
import { CollabOver, lastWords } from '../web/pages/collab/over.ts'
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
  readonly isMember: boolean
  readonly commentAction: string | null
  /** A comment that was not taken. */
  readonly attempt?: CollabProps['attempt']
}

interface Where {
  readonly lang: Language
  readonly now: Date
  readonly pages: PageSettings
}

/** The room: everything that can be read of it is there without a script. */
export const renderSession = (shown: ShownSession, { lang, now, pages }: Where): string => {
  const { session, asset, file, comments, reader, home, token, isMember, commentAction } = shown
  const props: CollabProps = {
    lang,
    title: asset.title,
    sessionId: session.id,
    serverTime: now.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    home,
    token,
    isMember,
    asset: file,
    comments: comments.map((comment) => presentComment(comment, reader)),
    commentAction,
    attempt: shown.attempt ?? null,
  }
  const assets = assetsOf(pages.manifest, entries.collab)
  const options = { lang, title: asset.title, assets, props, hasForm: true }
  return renderPage(html`<${CollabPage} ...${props} />`, options)
}

/** The file of a session as members have it, who need no link. */
export const fileOfSession = ({ id, features }: CollabSession, asset: Asset, home: string): VisitorAsset => {
  const at = `/api/v3/collaboration/sessions/${id}`
  const { kind, title, filename, size, width, height, durationS } = asset
  return {
    ...{ id: asset.id, kind, title, filename, size, width, height, durationS },
    page: home,
    thumbnail: asset.thumbnail && `${at}/thumbnail`,
    preview: isShowable(asset) ? `${at}/file` : null,
    download: features.allowDownload && asset.clean.as !== 'none' ? `${at}/file?download=true` : null,
  }
}

/** Where guests say who they are. */
export const renderDoor = (door: Omit<DoorProps, 'lang'>, { lang, pages }: Omit<Where, 'now'>): string =>
  renderPage(html`<${CollabDoor} lang=${lang} ...${door} />`, {
    lang,
    title: collabWords[lang].doorTitle,
    assets: stylesOnly(assetsOf(pages.manifest, entries.collab)),
    hasForm: true,
  })

/** The last word, or the refusal to let somebody in. */
export const renderOver = (
  { why, home }: { readonly why: string; readonly home: string },
  { lang, pages }: Omit<Where, 'now'>,
): string =>
  renderPage(html`<${CollabOver} ...${{ lang, why, home }} />`, {
    lang,
    title: lastWords(why, collabWords[lang])[0],
    assets: stylesOnly(assetsOf(pages.manifest, entries.collab)),
    hasForm: true,
  })
