import type { CommentView } from '../../domain/comments/schema.ts'
import type { LogEntryView, ParticipantView, SessionState } from '../../domain/sessions/schema.ts'
import type { SessionConnection, SessionEnd, Status } from '../collab/connection.ts'
import { askForComment } from './ask-for-comment.ts'
import { CollaborationLayer } from './collaboration-layer.ts'
import { asWritten, proofOf } from './collaboration-messages.ts'
import type {
  CollaborationEvents,
  CollaborationMessage,
  CollaborationOptions,
  NewComment,
} from './collaboration-types.ts'
import { partsOf } from './home.ts'
import { FleetingError } from './http.ts'
import { logReader } from './log-reader.ts'
import { createPointer } from './pointer.ts'
import { hearSession } from './session-notices.ts'
import { afterwards, Widget } from './widget.ts'

/** Takes part in a session: shows the others' pointers and comments, and brings one's own. */
export class CollaborationClient extends Widget<CollaborationEvents> {
  readonly sessionId: string
  readonly assetId: number
  readonly cursors = new Map<string, HTMLElement>()
  state: SessionState | null = null
  readonly #options: CollaborationOptions
  readonly #log = logReader((entry) => this.#take(entry))
  readonly #participants = new Map<string, ParticipantView>()
  readonly #pointer = createPointer<{ x: number; y: number }>(
    (place) => void this.sendMessage({ type: 'cursor_position', user_id: this.getUserId(), ...place }),
  )
  readonly #leave = new AbortController()
  #connection: SessionConnection | undefined
  #layer: CollaborationLayer | undefined
  #guest: string | undefined

  constructor(sessionId: string, assetId: number, options: CollaborationOptions = {}) {
    super(options)
    this.sessionId = sessionId
    this.assetId = assetId
    this.#options = options
    this.#guest = options.guest
    afterwards(() => this.init())
  }

  init(): void {
    if (this.isDestroyed) return
    try {
      this.#layer = new CollaborationLayer(
        this.#options.container ? this.find(this.#options.container) : undefined,
        this.words,
      )
    } catch (error) {
      return void this.fail(error)
    }
    this.setupEventListeners()
    void this.connectWebSocket()
  }

  /** What carries the messages; it comes back by itself when it was lost. */
  get websocket(): SessionConnection['socket'] | null {
    return this.#connection?.socket ?? null
  }

  getUserId(): string | null {
    return this.state?.you.participant_id ?? null
  }

  async connectWebSocket(): Promise<void> {
    try {
      const { openSession } = await (await partsOf(this.home)).collabSocket()
      if (this.isDestroyed) return
      this.#connection?.close()
      const withCookies = new URL(this.home).origin === location.origin
      this.#connection = openSession(
        { url: this.home, auth: () => this.#proof(), withCookies },
        {
          onState: (state) => void this.#begin(state),
          onStatus: (status) => this.#tellStatus(status),
          onOver: (why) => this.#end(why),
        },
      )
      this.#listen(this.#connection)
    } catch {
      const message = this.fail(new FleetingError('unreachable', this.words.unreachable))
      this.#layer?.say(message)
    }
  }

  /** Pointers follow the mouse; Shift and a click leave a comment there. */
  setupEventListeners(): void {
    const { signal } = this.#leave
    document.addEventListener('mousemove', (event) => this.#point(event), { signal, passive: true })
    const leave = () => {
      this.#pointer.rest()
      this.#connection?.tell('cursor:leave', {})
    }
    document.documentElement.addEventListener('mouseleave', leave, { signal })
    document.addEventListener(
      'click',
      (event) => {
        if (event.shiftKey && this.#layer?.placeOf(event))
          void this.createComment(event.clientX, event.clientY)
      },
      { signal },
    )
  }

  handleMessage(data: CollaborationMessage): void {
    switch (data.type) {
      case 'cursor_position':
        if (data.user_id) this.updateCursor(data.user_id, data.x, data.y)
        break
      case 'comment':
        if ('id' in data.comment) this.displayComment(data.comment)
        break
    }
  }

  updateCursor(userId: string, x: number, y: number): void {
    if (!this.#layer) return
    let cursor = this.cursors.get(userId)
    if (!cursor) {
      cursor = this.createCursorElement(userId)
      this.cursors.set(userId, cursor)
    }
    cursor.style.left = `${x * 100}%`
    cursor.style.top = `${y * 100}%`
  }

  createCursorElement(userId: string): HTMLElement {
    return this.#layer!.cursor(this.#participants.get(userId))
  }

  /** Asks for the words first. `x` and `y` as a mouse has them; a comment without them is about the whole. */
  async createComment(x?: number, y?: number): Promise<void> {
    const place =
      x === undefined || y === undefined ? undefined : this.#layer?.placeOf({ clientX: x, clientY: y })
    const time = this.#layer?.mediaTime()
    const content = await (this.#options.ask ?? (() => askForComment(this.words, this.lang)))()
    if (!content?.trim() || this.isDestroyed) return
    await this.sendMessage({
      type: 'comment',
      comment: {
        content,
        ...(place && { position_x: place.x, position_y: place.y }),
        ...(time && { timestamp: time }),
      },
    })
  }

  /** A pin where the comment was left; one that is known already is brought up to date. */
  displayComment(comment: CommentView): void {
    this.#layer?.pin(comment)
  }

  /** Answers whether it was taken; why not is told as `error`. */
  async sendMessage(data: CollaborationMessage): Promise<boolean> {
    const connection = this.#connection
    if (!connection) return false
    if (data.type === 'cursor_position') {
      connection.tell('cursor:move', { x: data.x, y: data.y })
      return connection.status() === 'live'
    }
    try {
      await connection.request('comment:create', asWritten(data.comment as NewComment))
      return true
    } catch (error) {
      const { code = 'failed', message } = error as { code?: string; message: string }
      this.#layer?.say(this.fail(new FleetingError(code, message || this.words.unreachable)))
      return false
    }
  }

  override destroy(): void {
    super.destroy()
    this.#leave.abort()
    this.#pointer.rest()
    this.#connection?.close()
    this.#layer?.remove()
    this.cursors.clear()
  }

  async #proof(): Promise<Record<string, string>> {
    const jwt = this.#options.link
      ? undefined
      : await Promise.resolve(this.getAuthToken()).catch(() => undefined)
    return proofOf(this.sessionId, this.#options, jwt, this.#guest)
  }

  /** What was missed while the connection was away is asked for by the number of what was heard last. */
  async #begin(state: SessionState): Promise<void> {
    this.state = state
    if (state.you.guest && state.you.guest !== this.#guest) {
      this.#guest = state.you.guest
      this.emit('guest', state.you.guest)
    }
    this.#participants.clear()
    for (const one of state.participants) this.#participants.set(one.id, one)
    for (const id of [...this.cursors.keys()]) this.#dropCursor(id)
    this.#layer?.keepOnly(new Set(state.comments.map(({ id }) => id)), state.more_comments)
    for (const comment of state.comments) this.displayComment(comment)
    this.emit('state', state)
    this.emit('presence', [...this.#participants.values()])
    await this.#log.begin(state.seq, async (seq) => {
      const missed = await this.#connection?.request('resume', { seq }).catch(() => undefined)
      return missed && 'events' in missed ? missed.events : []
    })
  }

  #listen(connection: SessionConnection): void {
    hearSession(connection, {
      cursor: ({ id, x, y }) => {
        this.handleMessage({ type: 'cursor_position', user_id: id, x, y })
        this.emit('cursor', { user_id: id, x, y })
      },
      cursorLeft: (id) => this.#dropCursor(id),
      participant: (one) => this.#become(one.id, one),
      left: (id) => {
        this.#dropCursor(id)
        const one = this.#participants.get(id)
        if (one) this.#become(id, { ...one, presence: 'away' })
      },
      entry: (entry) => this.#log.hear(entry),
    })
  }

  #take(entry: LogEntryView): void {
    const { name, comment, comment_id, participant } = entry
    if (participant) this.#become(participant.id, participant)
    if (comment) {
      this.handleMessage({ type: 'comment', comment })
      this.emit('comment', comment)
    } else if (name === 'comment:deleted' && comment_id) {
      this.#layer?.unpin(comment_id)
      this.emit('comment:deleted', { id: comment_id })
    }
    this.emit('log', entry)
  }

  #become(id: string, participant: ParticipantView): void {
    this.#participants.set(id, participant)
    this.emit('presence', [...this.#participants.values()])
  }

  #dropCursor(id: string): void {
    this.cursors.get(id)?.remove()
    this.cursors.delete(id)
  }

  #point(event: MouseEvent): void {
    const place = this.state?.features.cursor_tracking && this.#layer?.placeOf(event)
    if (place) this.#pointer.moved(place)
  }

  #tellStatus(status: Status): void {
    this.#layer?.say(
      status === 'live' ? '' : status === 'offline' ? this.words.disconnected : this.words.loading,
    )
    this.emit('connection', status)
  }

  #end(why: { readonly reason: SessionEnd } | { readonly code: string; readonly detail: string }): void {
    if ('code' in why) return void this.#layer?.say(this.fail(new FleetingError(why.code, why.detail)))
    this.#layer?.say(this.words.ended)
    this.emit('ended', { reason: why.reason })
  }
}
