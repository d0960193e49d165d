import { expect } from 'chai'
import { correction, positionAt } from '../../domain/sessions/playback.ts'
import type { Playback } from '../../domain/sessions/session.ts'

const playing: Playback = {
  leaderId: '018f2e6c-0000-7000-8000-000000000001',
  isPlaying: true,
  positionMs: 10_000,
  rate: 1,
  at: 1_000_000,
}

describe('what plays for all', () => {
  it('goes on from where it was, at its rate [CO-31]', () => {
    expect(positionAt(playing, playing.at)).to.equal(10_000)
    expect(positionAt(playing, playing.at + 4_000)).to.equal(14_000)
    expect(positionAt({ ...playing, rate: 1.5 }, playing.at + 4_000)).to.equal(16_000)
  })

  it('stands still while it is paused, and does not run backwards for a clock that is behind [CO-31]', () => {
    expect(positionAt({ ...playing, isPlaying: false }, playing.at + 4_000)).to.equal(10_000)
    expect(positionAt(playing, playing.at - 4_000)).to.equal(10_000)
  })

  it('leaves a player alone that is near enough [CO-32]', () => {
    expect(correction(playing, 11_080, playing.at + 1_000)).to.deep.equal({ kind: 'none' })
    expect(correction(playing, 10_920, playing.at + 1_000)).to.deep.equal({ kind: 'none' })
  })

  it('nudges a player by 5 % that is a little off [CO-32]', () => {
    expect(correction(playing, 11_500, playing.at + 1_000)).to.deep.equal({ kind: 'nudge', rate: 0.95 })
    expect(correction(playing, 10_500, playing.at + 1_000)).to.deep.equal({ kind: 'nudge', rate: 1.05 })
    expect(correction({ ...playing, rate: 2 }, 11_500, playing.at + 1_000)).to.deep.equal({
      kind: 'nudge',
      rate: 2.1,
    })
  })

  it('jumps where a player is more than a second off, or stands in the wrong place [CO-32]', () => {
    expect(correction(playing, 12_001, playing.at + 1_000)).to.deep.equal({
      kind: 'seek',
      positionMs: 11_000,
    })
    expect(correction(playing, 12_000, playing.at + 1_000).kind).to.equal('nudge')
    expect(correction(playing, 0, playing.at + 1_000)).to.deep.equal({ kind: 'seek', positionMs: 11_000 })
    expect(correction({ ...playing, isPlaying: false }, 10_200, playing.at)).to.deep.equal({
      kind: 'seek',
      positionMs: 10_000,
    })
  })
})
