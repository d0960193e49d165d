import { expect } from 'chai'
import * as Y from 'yjs'
import type { CommentView } from '../../domain/comments/schema.ts'
import type { ReplayEventView } from '../../domain/recordings/schema.ts'
import { type Ahead, goOn, type ReplayTime } from '../../web/collab/replay-clock.ts'
import { ReplayDocument } from '../../web/collab/replay-document.ts'
import { followMedium } from '../../web/collab/replay-medium.ts'
import { type ReplayState, Timeline } from '../../web/collab/replay-state.ts'
import { mediumAt, skippedTo, timeText } from '../../web/pages/collab/replay-time.ts'
import { type Random, randomOf } from '../support/random.ts'

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const began = '2030-06-01T12:00:00.000Z'

const aComment = (of: Partial<CommentView> = {}): CommentView => ({
  id: uuid(1),
  uuid: of.id ?? uuid(1),
  parent_comment_id: null,
  author: { name: 'Ana', kind: 'member', user_id: 1 },
  is_mine: false,
  content: 'Too small',
  position_x: 0.5,
  position_y: 0.5,
  timestamp: null,
  page: null,
  drawing: null,
  visibility: 'public',
  mentions: [],
  resolved_at: null,
  resolved_by: null,
  is_deleted: false,
  created_at: began,
  updated_at: began,
  ...of,
})

type Entry = Extract<ReplayEventView, { type: 'log' }>['entry']
let seq = 0
const logged = (t: number, name: Entry['name'], of: Partial<Entry> = {}): ReplayEventView => ({
  t,
  type: 'log',
  entry: { seq: ++seq, name, at: began, participant_id: null, ...of },
})
const said = (t: number, name: Entry['name'], comment: CommentView) =>
  logged(t, name, { comment_id: comment.id, comment })
const cursor = (t: number, id: string, x: number): ReplayEventView => ({ t, type: 'cursor', id, x, y: 0.5 })

const timelineOf = (events: readonly ReplayEventView[], before: readonly CommentView[] = []) => {
  const timeline = new Timeline(before, began)
  timeline.add([...events])
  return timeline
}

/** As it can be compared: maps and sets say what is in them, and in which order. */
const written = ({ comments, here, cursors, views, page, playback, documents }: ReplayState) => ({
  ...{ comments: [...comments], here: [...here], cursors: [...cursors], views: [...views] },
  ...{ page, playback, documents },
})

describe('a replay at a moment', () => {
  it('has the places where cursors were last, of those who were there [RE-9]', () => {
    const timeline = timelineOf([
      { t: 0, type: 'joined', id: uuid(1) },
      cursor(100, uuid(1), 0.1),
      cursor(300, uuid(1), 0.3),
      { t: 400, type: 'cursor_left', id: uuid(1) },
      cursor(500, uuid(1), 0.5),
      { t: 600, type: 'left', id: uuid(1) },
    ])
    const xAt = (t: number) => timeline.at(t).cursors.get(uuid(1))?.x

    expect([99, 100, 299, 300, 400, 500, 600].map(xAt)).to.deep.equal([
      undefined,
      0.1,
      0.1,
      0.3,
      undefined,
      0.5,
      undefined,
    ])
    expect([...timeline.at(500).here]).to.deep.equal([uuid(1)])
    expect([...timeline.at(600).here]).to.deep.equal([])
  })

  it('shows a comment from when it was made, and resolved only while it was [RE-14]', () => {
    const resolved = aComment({ resolved_at: '2030-06-01T12:00:03.000Z', resolved_by: 'Bo' })
    const timeline = timelineOf([
      said(1_000, 'comment:created', resolved),
      said(3_000, 'comment:resolved', resolved),
      said(4_000, 'comment:reopened', resolved),
      said(5_000, 'comment:updated', resolved),
      logged(6_000, 'comment:deleted', { comment_id: resolved.id }),
    ])
    const at = (t: number) => timeline.at(t).comments.get(resolved.id)

    expect(at(999)).to.equal(undefined)
    expect(at(1_000)).to.include({ content: 'Too small', resolved_at: null, resolved_by: null })
    expect(at(3_000)).to.include({ resolved_by: 'Bo' })
    expect(at(5_000)?.resolved_at).to.equal(null)
    expect(at(6_000)).to.equal(undefined)
    expect(at(1_000)?.resolved_at).to.equal(null)
  })

  it('begins with what had been said before, as it was then [RE-14]', () => {
    const long = aComment({ id: uuid(2), resolved_at: '2030-06-01T11:00:00.000Z' })
    const later = aComment({ id: uuid(3), resolved_at: '2030-06-01T12:30:00.000Z' })
    const timeline = timelineOf([], [long, later])

    expect(timeline.at(0).comments.get(long.id)?.resolved_at).to.equal(long.resolved_at)
    expect(timeline.at(0).comments.get(later.id)?.resolved_at).to.equal(null)
  })

  it('is the same by jumping and by playing, in parts that overlap and as one [RE-11]', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomOf(seed)
      const events = manyEvents(random, 1_500)
      const inParts = new Timeline([], began)
      const cut = random.below(events.length)
      inParts.add(events.filter((_, i) => i < cut || i % 7 === 0))
      inParts.at(random.below(60_000))
      inParts.add(events.filter((_, i) => i >= cut && i % 7 !== 0))

      for (let jump = 0; jump < 30; jump++) {
        const t = random.below(62_000) - 1_000
        const played = timelineOf(events).at(t)
        expect(written(inParts.at(t)), `seed ${seed}, at ${t}`).to.deep.equal(written(played))
      }
    }
  })
})

/** In the order of time; each at a time of its own, as parts keep the order of what came at once. */
const manyEvents = (random: Random, count: number): ReplayEventView[] => {
  const times = Array.from({ length: count }, () => random.below(60_000))
  return [...new Set(times)]
    .sort((a, b) => a - b)
    .map((t): ReplayEventView => {
      const id = uuid(random.below(5))
      const comment = aComment({ id: uuid(random.below(20) + 100), content: String(t) })
      return random.one<() => ReplayEventView>([
        () => cursor(t, id, random.next()),
        () => cursor(t, id, random.next()),
        () => ({ t, type: 'cursor_left', id }),
        () => ({ t, type: 'view', id, x: 0.5, y: 0.5, zoom: 1, page: 1 + random.below(4) }),
        () => ({ t, type: random.one(['joined', 'left']), id }),
        () => ({
          t,
          type: 'playback',
          playback: { leader_id: id, playing: random.chance(0.5), position_ms: t, rate: 1, at: 0 },
        }),
        () => ({ t, type: 'document', update: `${t}` }),
        () => said(t, random.one(['comment:created', 'comment:resolved', 'comment:reopened']), comment),
        () => logged(t, 'comment:deleted', { comment_id: comment.id }),
      ])()
    })
}

describe('the shared document of a replay', () => {
  it('is what had been written by then, however one got there [RE-15]', () => {
    const doc = new Y.Doc()
    const updates: string[] = []
    const texts = ['']
    doc.on('update', (update: Uint8Array) => updates.push(Buffer.from(update).toString('base64')))
    const random = randomOf(7)
    const notes = doc.getText('notes')
    while (updates.length < 900) {
      if (notes.length > 20 && random.chance(0.4)) notes.delete(random.below(notes.length - 5), 5)
      else notes.insert(random.below(notes.length + 1), `${updates.length} `)
      texts.push(notes.toString())
    }
    const replay = new ReplayDocument()
    replay.updates = updates

    for (let i = 0; i < 60; i++) {
      const count = random.below(updates.length + 1)
      expect(replay.at(count).getText('notes').toString(), `after ${count}`).to.equal(texts[count])
    }
  })
})

describe('the time of a replay', () => {
  const aTime = (of: Partial<ReplayTime> = {}): ReplayTime => ({
    ...{ t: 0, isPlaying: true, speed: 1, skipsIdle: false },
    ...of,
  })
  const known: Ahead = {
    durationMs: 60_000,
    knownUntil: Number.POSITIVE_INFINITY,
    nextAfter: () => undefined,
    playbackAt: () => null,
  }

  it('passes as fast as is wished, and stops at the end', () => {
    const time = aTime({ speed: 4 })

    goOn(time, 1_000, known)
    expect(time).to.include({ t: 4_000, isPlaying: true })
    goOn(time, 100_000, known)
    expect(time).to.include({ t: 60_000, isPlaying: false })
  })

  it('waits for what is not loaded yet [RE-11]', () => {
    const time = aTime({ t: 9_900 })

    goOn(time, 1_000, { ...known, knownUntil: 10_000 })

    expect(time).to.include({ t: 10_000, isPlaying: true })
  })

  it('skips what is idle, but nothing while the medium plays', () => {
    const playing = { to: { leader_id: uuid(1), playing: true, position_ms: 0, rate: 1, at: 0 }, since: 0 }

    expect(skippedTo(1_000, 30_000, null)).to.equal(29_000)
    expect(skippedTo(1_000, 3_000, null)).to.equal(1_000)
    expect(skippedTo(1_000, 30_000, playing)).to.equal(1_000)
    const time = aTime({ skipsIdle: true })
    goOn(time, 100, known)
    expect(time.t).to.equal(59_000)
  })

  it('knows where the medium was', () => {
    const to = { leader_id: uuid(1), playing: true, position_ms: 2_000, rate: 2, at: 0 }

    expect(mediumAt({ to, since: 1_000 }, 4_000)).to.equal(8_000)
    expect(mediumAt({ to: { ...to, playing: false }, since: 1_000 }, 4_000)).to.equal(2_000)
  })

  it('is written as minutes, and as hours where it lasts for any', () => {
    expect(timeText(192_900)).to.equal('03:12')
    expect(timeText(192_900, 4_000_000)).to.equal('0:03:12')
    expect(timeText(3_723_000)).to.equal('1:02:03')
  })
})

describe('the medium of a replay', () => {
  /** As much of a player as is led. */
  const aPlayer = () => {
    const player = {
      ...{ controls: true, currentTime: 0, duration: 60, paused: true, playbackRate: 1 },
      async play() {
        player.paused = false
      },
      pause() {
        player.paused = true
      },
    }
    return player
  }
  const follow = (
    player: ReturnType<typeof aPlayer>,
    playing: boolean,
    t: number,
    { isPlaying = true, speed = 1 } = {},
  ) => {
    const to = { leader_id: uuid(1), playing, position_ms: 10_000, rate: 1, at: 0 }
    followMedium(player as unknown as HTMLMediaElement, { to, since: 1_000 }, t, { isPlaying, speed })
  }

  it('plays and rests as it did for all, and only while the replay plays [RE-17]', () => {
    const player = aPlayer()

    follow(player, true, 3_000)
    expect(player).to.include({ paused: false, currentTime: 12, controls: false })
    follow(player, true, 3_000, { isPlaying: false })
    expect(player.paused).to.equal(true)
    follow(player, false, 9_000)
    expect(player).to.include({ paused: true, currentTime: 10 })
  })

  it('goes at the speed of the replay, and is put right only where it is far off', () => {
    const player = aPlayer()
    follow(player, true, 3_000, { speed: 2 })
    expect(player).to.include({ playbackRate: 2, currentTime: 12 })

    player.currentTime = 12.6
    follow(player, true, 3_000, { speed: 2 })
    expect(player.currentTime).to.equal(12.6)
    player.currentTime = 14
    follow(player, true, 3_000, { speed: 2 })
    expect(player.currentTime).to.equal(12)
  })

  it('rests at its end', () => {
    const player = aPlayer()

    follow(player, true, 90_000)

    expect(player).to.include({ paused: true, currentTime: 60 })
  })
})
