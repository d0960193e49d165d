import { expect } from 'chai'
import { recordedSessions } from './support/recorded-sessions.ts'

const question = 'This session is recorded. May your cursor and what you look at be kept?'

describe('a session that is recorded, on its page', function () {
  this.timeout(120_000)
  const { opened, host, guest, button, sign, sure, point, replay, until, lastCursor } = recordedSessions()

  it('bears its sign for everybody as long as it runs, and for who comes later [RE-16] [T-66]', async () => {
    const [ana, bo] = [await host(), await guest()]
    await button(ana, 'Record').waitFor()
    expect(await button(bo, 'Record').count()).to.equal(0)

    await sure(ana, 'Record')

    const cy = await guest('Cy')
    for (const page of [ana, bo, cy]) {
      await sign(page).waitFor()
      await page.getByText(question).last().waitFor()
    }
    await sure(ana, 'Stop recording')
    for (const page of [ana, bo, cy]) await sign(page).waitFor({ state: 'detached' })
    for (const { faults } of opened) expect(faults).to.deep.equal([])
  })

  it('asks whether one’s cursor may be kept, stands in nobody’s way, and lets one think again [RE-16] [RE-5]', async () => {
    const [ana, bo] = [await host(), await guest()]
    await sure(ana, 'Record')
    await button(bo, 'No').waitFor()
    await bo.locator('.composer textarea').first().fill('I go on writing')
    await button(bo, 'No').click()
    await bo.getByText('Your cursor is not kept').waitFor()
    await point(bo, 0.3, 0.3)

    await button(bo, 'Change').click()
    await button(bo, 'Yes').click()
    await bo.getByText('Your cursor is kept').waitFor()
    await point(bo, 0.6, 0.6)

    await until('a place is kept', async () => (await lastCursor()) !== undefined)
    const { events } = await replay()
    const xs = events.flatMap((event: { type: string; x: number }) =>
      event.type === 'cursor' ? [event.x] : [],
    )
    expect(Math.min(...xs)).to.be.above(0.5)
    expect(await bo.locator('.composer textarea').first().inputValue()).to.equal('I go on writing')
  })

  it('lets somebody leave who does not want to be recorded [RE-16]', async () => {
    const [ana, bo] = [await host(), await guest()]
    await sure(ana, 'Record')

    await button(bo, 'Leave').click()

    await bo.getByRole('heading', { name: 'You have left' }).waitFor()
    expect(await bo.locator('.collab').count()).to.equal(0)
    await ana.locator('#tab-people').click()
    await ana.locator('.person.away', { hasText: 'Bo' }).waitFor()
  })
})
