import { expect } from 'chai'
import { addressesIn } from '../../domain/comments/mentions.ts'
import { placed, timeOf, timeText } from '../../domain/comments/place.ts'
import { presentComment } from '../../domain/comments/present.ts'
import { CommentView, CreateComment } from '../../domain/comments/schema.ts'
import { newestWithin } from '../../domain/comments/weight.ts'
import { parser } from '../../domain/validate.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { aComment, noon } from './a-comment-desk.ts'

const line = (points: number) => ({
  kind: points === 2 ? ('line' as const) : ('path' as const),
  color: '#FF0000',
  width: 0.01,
  points: Array.from({ length: points }, (_, i) => [i / points, 0.5]),
})

describe('what is sent as a comment', () => {
  const read = parser(CreateComment)

  it('is what the content document sends [CO-11]', () => {
    const sent = {
      content: 'Please update the logo in the top-right corner',
      position_x: 0.85,
      position_y: 0.15,
      timestamp: '00:01:30',
      parent_comment_id: null,
    }

    expect(read({ ...sent })).to.deep.equal(sent)
  })

  it('has something to see in it, and nothing beyond its bounds [CO-1] [CO-11] [CO-12] [T-53]', async () => {
    for (const [field, value] of [
      ['content', ' \u200b\n'],
      ['content', 'x'.repeat(5_001)],
      ['content', 'a\u0000b'],
      ['position_x', 1.01],
      ['position_y', -0.1],
      ['timestamp', '1:30'],
      ['timestamp', '00:60:00'],
      ['page', 0],
      ['client_id', 'short'],
      ['parent_comment_id', 'x'],
      ['visibility', 'secret'],
      ['surprise', 1],
    ] as const)
      expect(await faultyFields(() => read({ content: 'x', [field]: value })), field).to.deep.equal([field])
    const drawing = Array.from({ length: 51 }, () => line(2))
    expect(await faultyFields(() => read({ content: 'x', drawing }))).to.deep.equal(['drawing'])
    await expectRefusal('validation_failed', () => read(JSON.parse('{"content":"x","__proto__":{"a":1}}')))
  })
})

describe('where a comment stands', () => {
  const video = { kind: 'video' } as const
  const image = { kind: 'image' } as const

  it('is a whole pin or none, and stays where nothing is said of it [CO-11]', async () => {
    const before = placed(video, { position_x: 0.85, position_y: 0, timestamp: '00:01:30' })

    expect(before).to.deep.equal({ pin: { x: 0.85, y: 0 }, timestampMs: 90_000, page: null, drawing: null })
    expect(placed(video, {}, before)).to.deep.equal(before)
    expect(placed(video, { position_x: 0.5 }, before).pin).to.deep.equal({ x: 0.5, y: 0 })
    expect(placed(video, { position_x: null, position_y: null }, before).pin).to.equal(null)
    expect(await faultyFields(() => placed(image, { position_x: 0.5 }))).to.deep.equal(['position_y'])
    expect(await faultyFields(() => placed(image, { position_y: 0.5 }))).to.deep.equal(['position_x'])
    expect(await faultyFields(() => placed(video, { position_x: null }, before))).to.deep.equal([
      'position_x',
    ])
  })

  it('is a moment of what plays, and a page of a PDF [CO-11]', async () => {
    expect(placed({ kind: 'audio' }, { timestamp: '1:00:00.25' }).timestampMs).to.equal(3_600_250)
    expect(placed({ kind: 'pdf' }, { page: 3 }).page).to.equal(3)
    expect(await faultyFields(() => placed(image, { timestamp: '00:00:01', page: 1 }))).to.deep.equal([
      'timestamp',
      'page',
    ])
    expect(await faultyFields(() => placed(video, { timestamp: '100:00:00.001' }))).to.deep.equal([
      'timestamp',
    ])
    expect(await faultyFields(() => placed({ kind: 'pdf' }, { timestamp: '00:00:01' }))).to.deep.equal([
      'timestamp',
    ])
  })

  it('is written as it is read [CO-11]', () => {
    for (const text of ['00:00:00', '00:01:30', '01:02:03.045', '99:59:59.999', '100:00:00'])
      expect(timeText(timeOf(text))).to.equal(text)
  })

  it('is drawn in data, within bounds of all shapes together [CO-12] [T-53]', async () => {
    const { drawing } = placed(image, { drawing: [line(2), line(3)] })

    expect(drawing?.map(({ kind, color, points }) => [kind, color, points.length])).to.deep.equal([
      ['line', '#ff0000', 2],
      ['path', '#ff0000', 3],
    ])
    const whole = Array.from({ length: 4 }, () => line(500))
    expect(placed(image, { drawing: whole }).drawing).to.have.length(4)
    expect(await faultyFields(() => placed(image, { drawing: [...whole, line(2)] }))).to.deep.equal([
      'drawing',
    ])
    expect(
      placed(image, {
        drawing: [
          {
            ...line(2),
            points: [
              [1 / 3, 0.123456789],
              [1, 0],
            ],
          },
        ],
      }).drawing?.[0]?.points,
    ).to.deep.equal([
      [0.33333, 0.12346],
      [1, 0],
    ])
    const odd = { ...line(3), kind: 'arrow' as const }
    expect(await faultyFields(() => placed(image, { drawing: [line(2), odd] }))).to.deep.equal([
      'drawing.1.points',
    ])
  })
})

describe('the addresses in a comment', () => {
  it('stand behind an at sign at the beginning of a word [CO-15]', () => {
    expect(addressesIn('@ana@example.org: (@Bob@Example.org) @ana@example.org.')).to.deep.equal([
      'ana@example.org',
      'bob@example.org',
    ])
    expect(addressesIn('@ana@mail.example.org, @j\u00f3se@exemplo.com.br!')).to.deep.equal([
      'ana@mail.example.org',
      'j\u00f3se@exemplo.com.br',
    ])
    for (const text of ['ana@example.org', 'x@ana@example.org', '@ana', '@ana@example', '@@example.org', ''])
      expect(addressesIn(text), text).to.deep.equal([])
  })

  it('are twenty at most, however long the text goes on [CO-15] [T-53]', () => {
    const many = Array.from({ length: 200 }, (_, i) => `@a${i}@b.org`).join(' ')

    expect(addressesIn(many)).to.have.length(20)
    expect(addressesIn('@'.repeat(5_000))).to.deep.equal([])
    expect(addressesIn(`@${'a'.repeat(2_400)}@${'b.'.repeat(1_200)}`)).to.deep.equal([])
  })
})

describe('a comment as it is shown', () => {
  const check = parser(CommentView)

  it('is the author’s own to whoever wrote it, and has no account’s number for guests [CO-14]', () => {
    const comment = aComment({ mentions: [4], timestampMs: 90_500, pin: { x: 0.5, y: 1 } })
    const shown = (userId: number | null, guestId: string | null) =>
      presentComment(comment, { userId, guestId })

    expect(shown(3, null)).to.deep.include({ is_mine: true, mentions: [4], timestamp: '00:01:30.500' })
    expect(shown(3, null).author).to.deep.equal({ name: 'Ana', kind: 'member', user_id: 3 })
    expect(shown(4, null).is_mine).to.equal(false)
    expect(shown(null, 'a-guest')).to.deep.include({ is_mine: false, mentions: [], position_y: 1 })
    expect(shown(null, null).author).to.deep.equal({ name: 'Ana', kind: 'member', user_id: null })
    expect(() => check(structuredClone(shown(3, null)))).not.to.throw()
    const byGuest = aComment({ authorId: null, guestId: 'a-guest' })
    const asGuest = presentComment(byGuest, { userId: null, guestId: 'a-guest' })
    expect([asGuest.is_mine, asGuest.author.kind]).to.deep.equal([true, 'guest'])
    expect(presentComment(byGuest, { userId: null, guestId: null }).is_mine).to.equal(false)
  })

  it('shows what is drawn, and that it was deleted [CO-6] [CO-12]', () => {
    const { drawing } = placed({ kind: 'image' }, { drawing: [line(3)] })
    const view = presentComment(aComment({ drawing, deletedAt: noon }), { userId: 1, guestId: null })

    expect(() => check(structuredClone(view))).not.to.throw()
    expect(view.drawing?.[0]?.points).to.have.length(3)
    expect(view.is_deleted).to.equal(true)
  })
})

describe('the comments that everybody is sent who comes', () => {
  const texts = (count: number, changes = {}) =>
    Array.from({ length: count }, (_, i) => aComment({ id: `c${i}`, content: 'x'.repeat(1_000), ...changes }))
  const ids = (comments: readonly { id: string }[]) => comments.map(({ id }) => id)

  it('are as many of the newest as are light enough, with what the first of them answers [CO-3]', () => {
    const all = texts(10)

    expect(newestWithin(all, 100_000)).to.deep.equal(all)
    expect(ids(newestWithin(all, 6_000))).to.deep.equal(['c8', 'c9'])
    expect(ids(newestWithin(all, 1))).to.deep.equal(['c9'])
    const answers = [...texts(2), ...texts(3, { parentId: 'c1' }).map((one, i) => ({ ...one, id: `a${i}` }))]
    expect(ids(newestWithin(answers, 3_000))).to.deep.equal(['c1', 'a2'])
    expect(newestWithin([], 1)).to.deep.equal([])
  })

  it('weigh by what is drawn in them too [T-62]', () => {
    const drawing = placed({ kind: 'image' }, { drawing: [line(500)] }).drawing
    const all = texts(10, { content: 'x', drawing })

    expect(newestWithin(all, 50_000)).to.have.length(4)
    expect(
      JSON.stringify(all.map((one) => presentComment(one, { userId: 1, guestId: null }))).length,
    ).to.be.below(10 * 10_800)
  })
})
