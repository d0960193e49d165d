import { expect } from 'chai'
import { presentLive } from '../../domain/positions/schema.ts'
import {
  binaryPositionsFrame,
  EntriesFrame,
  jsonPositionsFrame,
  positionHead,
  positionText,
} from '../../gateway/frames.ts'
import { aPosition } from './a-gateway.ts'

describe('a pre-built frame', () => {
  const id = '0198f0a0-0000-7000-8000-000000000001'

  it('says of a position what its view says [GW-6]', () => {
    const positions = [
      aPosition(1_763_688_000_123),
      aPosition(2, { speed: null, heading: null, accuracy: 4.5, latE7: -1, lonE7: 0 }),
      aPosition(3, { speed: 0, heading: 0, latE7: 900_000_000, lonE7: -1_800_000_000 }),
    ]
    for (const position of positions)
      expect(positionText(positionHead(id), position)).to.equal(JSON.stringify(presentLive(id, position)))
  })

  it('has a header that fits its length [GW-6]', () => {
    for (const length of [0, 30, 103, 104, 200, 65_000, 65_511, 65_512, 70_000]) {
      const frame = jsonPositionsFrame(`"${'x'.repeat(length)}"`)
      const payload = payloadOf(frame)
      expect(payload.toString()).to.equal(`42/live,["positions",["${'x'.repeat(length)}"]]`)
    }
  })

  it('is a text frame and a binary one where positions are packed [GW-2]', () => {
    const frame = binaryPositionsFrame(new Uint8Array([1, 2, 3]))
    const head = payloadOf(frame)
    const attachment = frame.subarray(2 + head.length)

    expect(head.toString()).to.equal('451-/live,["positions",{"_placeholder":true,"num":0}]')
    expect([...attachment]).to.deep.equal([0x82, 3, 1, 2, 3])
  })

  it('says the same with one entry left out, whichever that is [CO-21]', () => {
    for (const count of [1, 2, 3, 50]) {
      const entries = Array.from({ length: count }, (_, i) => `{"id":${i},"x":${'1'.repeat(i)}0}`)
      const frame = new EntriesFrame('/collab', 'cursor:update', entries)
      const say = (some: readonly string[]) => `42/collab,["cursor:update",[${some.join(',')}]]`
      for (let i = 0; i < count && count > 1; i++)
        expect(payloadOf(frame.without(i)).toString()).to.equal(say(entries.toSpliced(i, 1)))
      expect(payloadOf(frame.whole()).toString()).to.equal(say(entries))
    }
  })
})

const payloadOf = (frame: Buffer): Buffer => {
  expect(frame[0]).to.equal(0x81)
  const short = frame[1]!
  if (short < 126) return frame.subarray(2, 2 + short)
  if (short === 126) return frame.subarray(4, 4 + frame.readUInt16BE(2))
  return frame.subarray(10, 10 + Number(frame.readBigUInt64BE(2)))
}
