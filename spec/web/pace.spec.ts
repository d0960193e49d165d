import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Pace } from '../../web/collab/pace.ts'

describe('a pace', () => {
  it('lets so many go at once and the rest follow, in order and none lost [CA-7]', async () => {
    const pace = new Pace(3, 50)
    const gone: number[] = []
    const began = performance.now()

    for (let i = 0; i < 10; i++) pace.do(() => gone.push(i))
    expect(gone).to.deep.equal([0, 1, 2])

    for (const end = Date.now() + 15_000; gone.length < 10 && Date.now() < end; ) {
      expect(gone.length).to.be.at.most(4 + (performance.now() - began) / 20)
      await sleep(5)
    }
    expect(gone).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('does nothing more once it is stopped', async () => {
    const pace = new Pace(1, 1000)
    const gone: number[] = []
    for (let i = 0; i < 5; i++) pace.do(() => gone.push(i))

    pace.stop()
    await sleep(50)

    expect(gone).to.deep.equal([0])
  })
})
