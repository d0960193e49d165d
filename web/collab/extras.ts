import type { SessionState } from '../../domain/sessions/schema.ts'
import type { CollabProps, Draft, Tool } from '../pages/collab/props.ts'
import type { Ask } from './asking.ts'
import { callPanel } from './call-panel.ts'
import type { SessionConnection, Status } from './connection.ts'
import { drawings } from './drawings.ts'
import type { Model } from './model.ts'
import { notes } from './notes.ts'
import { pdfPages } from './pdf-pages.ts'
import { recordingSign } from './recording-sign.ts'
import { sharedDocument } from './shared-doc.ts'

/** What a further subject of the page is given: it draws into the places that the page leaves to it. */
export interface ExtraContext {
  readonly root: HTMLElement
  readonly props: CollabProps
  readonly connection: SessionConnection
  readonly model: () => Model
  readonly tool: () => Tool
  readonly page: () => number
  /** The comment that is looked at. */
  readonly selected: () => string | null
  /** Of a document with pages: how many there are. */
  readonly setPages: (count: number) => void
  /** Does it, or tells the person why not; answers whether it was done. */
  readonly attempt: (act: () => Promise<unknown>) => Promise<boolean>
  /** Lets somebody write about a place of the page that is looked at, and about what was drawn there. */
  readonly comment: (x: number, y: number, drawing: Draft['drawing']) => void
  readonly ask: Ask
  /** Goes, as somebody who may come back. */
  readonly leave: () => void
  /** Draws the page anew. */
  readonly paint: () => void
  /** Milliseconds since 1970 UTC, by the server's clock. */
  readonly now: () => number
}

/** Notes, drawings, the call, the recording, the pages of a PDF. Made once, when the page is there. */
export interface Extra {
  /** At the beginning, and again after each time the connection was lost. */
  onState?(state: SessionState): void
  onStatus?(status: Status): void
  onPage?(page: number): void
  /** The page was drawn: what it drew anew is to be filled again. */
  onPaint?(): void
  close?(): void
}

export const extras: readonly ((context: ExtraContext) => Extra)[] = [
  sharedDocument,
  notes,
  drawings,
  pdfPages,
  callPanel,
  recordingSign,
]
