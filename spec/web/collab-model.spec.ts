import { expect } from 'chai'
import type { CommentView } from '../../domain/comments/schema.ts'
import type { LogEntryView, ParticipantView, SessionState } from '../../domain/sessions/schema.ts'
import { mediaTime, secondsOf } from '../../web/collab/media-time.ts'
import {
  afterEntry,
  afterLeft,
  type Model,
  modelOf,
  withComment,
  withoutComment,
  withParticipant,
} from '../../web/collab/model.ts'
import { middleOf, placeIn, scrolledTo } from '../../web/collab/stage-place.ts'
import { threadsOf } from '../../web/pages/collab/threads.ts'
import { noon } from './support/builders.ts'

const at = noon.toISOString()

const someone = (of: Partial<ParticipantView> = {}): ParticipantView =>
  ({
    id: 'p1',
    name: 'Rosa',
    role: 'collaborator',
    color: '#0072b2',
    kind: 'guest',
    presence: 'active',
    in_call: false,
    is_muted: false,
    shares_screen: false,
    ...of,
  }) as ParticipantView
const said = (of: Partial<CommentView> = {}): CommentView =>
  ({
    id: 'c1',
    content: 'Too dark',
    parent_comment_id: null,
    drawing: null,
    is_deleted: false,
    created_at: at,
    ...of,
  }) as CommentView
const aModel = (): Model =>
  modelOf({
    seq: 4,
    you: { participant_id: 'p1', role: 'collaborator' },
    participants: [someone(), someone({ id: 'p2', name: 'Bo' })],
    comments: [said()],
    features: { cursor_tracking: true },
    playback: null,
    recording: null,
    session: { expires_at: at },
  } as unknown as SessionState)
const entry = (name: LogEntryView['name'], about: object, seq = 5) =>
  ({ name, seq, at, ...about }) as LogEntryView

describe('what a page knows of a session', () => {
  const texts = ({ comments }: Model) => [...comments.values()].map(({ content }) => content)

  it('takes each change of a comment from the log', () => {
    let model = afterEntry(
      aModel(),
      entry('comment:created', { comment: said({ id: 'c2', content: 'And here' }) }),
    )
    expect(texts(model)).to.deep.equal(['Too dark', 'And here'])

    for (const [seq, name] of [
      [6, 'comment:updated'],
      [7, 'comment:resolved'],
      [8, 'comment:reopened'],
    ] as const) {
      model = afterEntry(model, entry(name, { comment: said({ content: name }) }, seq))
      expect(texts(model)).to.deep.equal([name, 'And here'])
    }
    model = afterEntry(model, entry('comment:deleted', { comment_id: 'c1' }, 9))
    expect([texts(model), model.seq]).to.deep.equal([['And here'], 9])
  })

  it('is changed by nothing that was told before, however often and in whatever order it comes [CP-14]', () => {
    const newer = afterEntry(aModel(), entry('comment:updated', { comment: said({ content: 'new' }) }, 6))

    for (const seq of [6, 5, 4, 1])
      expect(
        afterEntry(newer, entry('comment:updated', { comment: said({ content: 'old' }) }, seq)),
      ).to.equal(newer)
  })

  it('keeps what a guest is not told of as the number it had', () => {
    const model = afterEntry(aModel(), entry('comment:created', {}))

    expect([texts(model), model.seq]).to.deep.equal([['Too dark'], 5])
  })

  it('has one’s own role in both places, and people who come, change, leave and are sent away [CP-9] [CP-10]', () => {
    const viewer = afterEntry(
      aModel(),
      entry('participant:updated', { participant: someone({ role: 'viewer' }) }),
    )
    expect([viewer.you.role, viewer.participants.get('p1')?.role]).to.deep.equal(['viewer', 'viewer'])

    const come = withParticipant(viewer, someone({ id: 'p3', name: 'Ana', in_call: true }))
    const left = afterLeft(come, { id: 'p3', reason: 'left' } as never)
    expect(left.participants.get('p3')).to.include({ presence: 'away', in_call: false })
    expect(afterLeft(left, { id: 'p3', reason: 'removed' } as never).participants.has('p3')).to.equal(false)
    expect(afterLeft(left, { id: 'nobody', reason: 'left' } as never)).to.equal(left)
    const removed = afterEntry(left, entry('participant:removed', { participant: someone({ id: 'p2' }) }, 6))
    expect([...removed.participants.keys()]).to.deep.equal(['p1', 'p3'])
  })

  it('knows of a recording, and how the session is set', () => {
    const recorded = afterEntry(aModel(), entry('recording:started', { recording_id: 'r1' }))
    expect(recorded.recording).to.deep.equal({ id: 'r1', started_at: at, agreed: null })
    expect(afterEntry(recorded, entry('recording:stopped', {}, 6)).recording).to.equal(null)
    const later = '2030-06-02T12:00:00.000Z'
    const session = { features: { cursor_tracking: false }, expires_at: later }
    const changed = afterEntry(recorded, entry('session:updated', { session }, 7))
    expect([changed.features.cursor_tracking, changed.expiresAt]).to.deep.equal([false, later])
  })

  it('leaves a deleted comment standing for its answers, without its words', () => {
    const answered = withComment(aModel(), said({ id: 'c2', parent_comment_id: 'c1', content: 'Why?' }))

    const [thread, ...others] = threadsOf([...withoutComment(answered, 'c1').comments.values()])

    expect(others).to.deep.equal([])
    expect(thread?.first).to.include({ is_deleted: true, content: '' })
    expect(thread?.answers.map(({ content }) => content)).to.deep.equal(['Why?'])
    expect(withoutComment(aModel(), 'c1').comments.size).to.equal(0)
  })
})

describe('places on the medium', () => {
  const box = { left: 100, top: 50, width: 400, height: 200 }

  it('are parts of it, and at its edge for what lies outside [CP-5]', () => {
    expect(placeIn(box, { clientX: 200, clientY: 100 })).to.deep.equal({ x: 0.25, y: 0.25 })
    expect(placeIn(box, { clientX: 0, clientY: 900 })).to.deep.equal({ x: 0, y: 1 })
    expect(placeIn({ ...box, width: 0 }, { clientX: 200, clientY: 100 })).to.equal(undefined)
  })

  it('are found again where somebody else has scrolled to them [CP-8]', () => {
    const scroll = { scrollWidth: 1000, scrollHeight: 600, clientWidth: 200, clientHeight: 100 }

    const { left, top } = scrolledTo(scroll, { x: 0.6, y: 0.5 })

    expect(middleOf({ ...scroll, scrollLeft: left, scrollTop: top })).to.deep.equal({ x: 0.6, y: 0.5 })
  })
})

describe('times of a film', () => {
  it('are written to the millisecond, and read again', () => {
    expect(mediaTime(3_723_045)).to.equal('01:02:03.045')
    expect(secondsOf('01:02:03.500')).to.equal(3723.5)
  })
})
