import { expect } from 'chai'
import { commentsCsv, commentsEdl, commentsVtt } from '../../domain/comments/exports.ts'
import { aComment, noon } from './a-comment-desk.ts'

describe('comments that are taken along', () => {
  const early = aComment({ id: 'early', timestampMs: 1_000, authorName: 'A & B', content: 'a <b>\n\n --> c' })
  const late = aComment({ id: 'late', timestampMs: 90_500, resolvedAt: noon, resolvedBy: '@boss' })
  const same = aComment({
    id: 'same',
    timestampMs: 90_510,
    authorName: 'Rosa',
    guestId: 'g',
    content: 'Me\ntoo',
  })
  const timeless = aComment({
    id: 'timeless',
    content: '=HYPERLINK("x")',
    authorName: '+Eve',
    pin: { x: 0, y: 1 },
  })
  const gone = aComment({ id: 'gone', timestampMs: 5, deletedAt: noon, content: '' })
  const all = [late, gone, same, early, timeless]

  it('are a table that computes nothing, with what stands at no moment first [CO-17]', () => {
    const rows = commentsCsv(all).split('\r\n')

    expect(rows.map((row) => row.split(',')[0])).to.deep.equal([
      'id',
      'timeless',
      'early',
      'late',
      'same',
      '',
    ])
    expect(rows[1]).to.equal(
      `timeless,,,,0,1,'+Eve,member,"'=HYPERLINK(""x"")",public,,,2026-06-01T12:00:00.000Z`,
    )
    expect(rows[3]).to.contain(`,00:01:30.500,`).and.contain(`,'@boss,`)
  })

  it('are cues of three to five seconds, each in its author’s voice, with nothing that ends one early [CO-17]', () => {
    expect(commentsVtt(all)).to.equal(
      [
        'WEBVTT',
        '',
        'early',
        '00:00:01.000 --> 00:00:06.000',
        '<v A &amp; B>a &lt;b&gt;',
        ' --&gt; c</v>',
        '',
        'late',
        '00:01:30.500 --> 00:01:33.500',
        '<v Ana>Brighter, please</v>',
        '',
        'same',
        '00:01:30.510 --> 00:01:35.510',
        '<v Rosa>Me',
        'too</v>',
        '',
      ].join('\n'),
    )
    expect(commentsVtt([])).to.equal('WEBVTT\n')
  })

  it('are markers by frame, those of one frame in one event [CO-17]', () => {
    expect(commentsEdl(all, { title: 'Waves\nof sea', fps: 25 }).split('\r\n')).to.deep.equal([
      'TITLE: Waves of sea',
      'FCM: NON-DROP FRAME',
      '',
      '001  AX       V     C        00:00:01:00 00:00:01:01 00:00:01:00 00:00:01:01',
      '* LOC: 00:00:01:00 RED     A & B: a <b> --> c',
      '* COMMENT: A & B: a <b> --> c',
      '002  AX       V     C        00:01:30:12 00:01:30:13 00:01:30:12 00:01:30:13',
      '* LOC: 00:01:30:12 GREEN   Ana: Brighter, please',
      '* COMMENT: Ana: Brighter, please',
      '* LOC: 00:01:30:12 RED     Rosa: Me too',
      '* COMMENT: Rosa: Me too',
      '',
    ])
    expect(commentsEdl([early], { title: '', fps: 24 })).to.contain('00:00:01:00 00:00:01:01')
    const last = aComment({ timestampMs: 1_999 })
    expect(commentsEdl([last], { title: '', fps: 30 })).to.contain('00:00:01:29 00:00:02:00')
  })
})
