import { expect } from 'chai'
import type { Comment } from '../../domain/comments/comment.ts'
import { keptEveryMs, type Movement, Thinning } from '../../domain/recordings/recording.ts'
import { chaptersOf, inOrder, lengthOf } from '../../domain/recordings/replay.ts'
import type { LogEntry } from '../../domain/sessions/log.ts'

const began = new Date('2030-06-01T12:00:00Z')
const later = (ms: number) => new Date(began.getTime() + ms)
const cursor = (t: number, x = 0.5): Movement => ({ t, kind: 'cursor', id: 'ana', x, y: 0.5 })

describe('what is kept of movements', () => {
  it('is of each the first, and then one in a while, never without the last [RE-6]', () => {
    const thinning = new Thinning()
    const offered = Array.from({ length: 31 }, (_, i) => cursor(i * 33, i / 30))

    const kept: Movement[] = []
    for (const one of offered) {
      kept.push(...thinning.due(one.t))
      if (thinning.offer('cursor ana', one)) kept.push(one)
    }
    kept.push(...thinning.due(Number.POSITIVE_INFINITY))

    expect(kept[0]).to.equal(offered[0])
    expect(kept.at(-1)).to.equal(offered.at(-1))
    expect(kept.length).to.be.within(4, Math.ceil((30 * 33) / keptEveryMs) + 2)
    expect(kept.map(({ t }) => t)).to.deep.equal(kept.map(({ t }) => t).toSorted((a, b) => a - b))
    expect(thinning.isHolding()).to.equal(false)
  })

  it('is thinned for each by themself, and let go of when they go', () => {
    const thinning = new Thinning()

    expect(thinning.offer('cursor ana', cursor(0))).to.equal(true)
    expect(thinning.offer('cursor bo', cursor(1))).to.equal(true)
    expect(thinning.offer('cursor ana', cursor(2))).to.equal(false)
    thinning.forget('cursor ana')
    expect(thinning.due(10_000)).to.deep.equal([])
    expect(thinning.offer('cursor ana', cursor(3))).to.equal(true)
  })
})

describe('a replay', () => {
  const comment = (from: Partial<Comment> = {}) =>
    ({ id: 'c1', parentId: null, authorName: 'Ana', content: 'The logo\n is too  small', ...from }) as Comment
  const entry = (seq: number, ms: number, from: Partial<LogEntry> = {}): LogEntry => ({
    seq,
    name: 'comment:created',
    participantId: null,
    about: { commentId: 'c1' },
    at: later(ms),
    comment: comment(),
    ...from,
  })

  it('has what was said and what moved in the order of time [RE-9]', () => {
    const events = inOrder([entry(1, 100), entry(2, 300)], [cursor(50), cursor(300), cursor(120)], began)

    expect(events.map((event) => ('entry' in event ? event.entry.seq : event.t))).to.deep.equal([
      50, 1, 120, 2, 300,
    ])
  })

  it('counts what the clock puts before its beginning as its beginning', () => {
    expect(inOrder([entry(1, -40)], [], began)[0]!.t).to.equal(0)
  })

  it('has a chapter for each thread, and none for answers or what is gone [RE-10]', () => {
    const long = comment({ content: 'x'.repeat(200) })
    const chapters = chaptersOf(
      [
        entry(1, 1_000),
        entry(2, 2_000, { comment: comment({ parentId: 'c1' }) }),
        entry(3, 3_000, { comment: undefined }),
        entry(4, 4_000, { name: 'comment:resolved' }),
        entry(5, 5_000, { comment: long }),
      ],
      began,
    )

    expect(chapters.map(({ t }) => t)).to.deep.equal([1_000, 5_000])
    expect(chapters[0]!.title).to.equal('Ana: The logo is too small')
    expect(chapters[1]!.title).to.have.length(80).and.match(/…$/)
  })

  it('is as long as it was recorded, or as its session lasted, or has lasted so far', () => {
    expect(lengthOf({ startedAt: began, stoppedAt: later(5) }, later(9), later(20))).to.equal(5)
    expect(lengthOf({ startedAt: began, stoppedAt: null }, later(9), later(20))).to.equal(9)
    expect(lengthOf({ startedAt: began, stoppedAt: null }, null, later(20))).to.equal(20)
  })
})
