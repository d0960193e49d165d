import { expect } from 'chai'
import { heard, type Speaking, silent } from '../../web/collab/speaking.ts'

/** How it is after each of these levels, a tenth of a second apart. */
const spoken = (levels: readonly number[]): boolean[] => {
  let now: Speaking = silent
  return levels.map((level, i) => {
    now = heard(now, level, i * 100)
    return now.isSpeaking
  })
}

describe('whether somebody speaks', () => {
  it('is told by a voice, not by a room [CA-11]', () => {
    expect(spoken([0, 0.01, 0.02, 0.029])).to.deep.equal([false, false, false, false])
    expect(spoken([0, 0.03])).to.deep.equal([false, true])
  })

  it('does not flicker: between the thresholds it stays as it was [CA-11]', () => {
    expect(spoken([0.2, 0.02, 0.016, 0.02, 0.016, 0.02, 0.02, 0.02]).every(Boolean)).to.equal(true)
    expect(spoken([0.02, 0.02, 0.02]).some(Boolean)).to.equal(false)
  })

  it('is over after half a second of silence, and not in a pause between words [CA-11]', () => {
    const words = [0.2, 0, 0, 0, 0, 0.2, 0, 0, 0, 0, 0, 0]

    expect(spoken(words)).to.deep.equal([...Array(11).fill(true), false])
  })
})
