import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { MadeSession } from '../server/a-session.ts'
import { type WorkingTogether, workTogether } from './support/working-together.ts'

type Place = readonly [x: number, y: number]

describe('drawings on the page of a session', function () {
  this.timeout(120_000)
  let together: WorkingTogether
  let session: MadeSession
  let ana: Page
  let bo: Page

  before(async () => {
    together = await workTogether()
  })
  beforeEach(async () => {
    session = await together.session()
    ;[ana, bo] = await Promise.all([together.host(session), together.guest(session)])
  })
  afterEach(() => together.leave())
  after(() => together?.close())

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const drawn = (page: Page) => page.locator('.drawings-drawn .shape')
  const underWay = (page: Page) => page.locator('.drawings-under-way .shape')
  const choose = async (page: Page, kind: string) => {
    if ((await page.locator('.draw-tools').count()) === 0) await button(page, 'Draw').click()
    await button(page, kind).click()
  }
  const pixelOf = async (page: Page, [x, y]: Place): Promise<[number, number]> => {
    const box = (await page.locator('#stage-catch').boundingBox())!
    return [box.x + x * box.width, box.y + y * box.height]
  }
  const press = async (page: Page, from: Place, to: Place) => {
    await page.mouse.move(...(await pixelOf(page, from)))
    await page.mouse.down()
    await page.mouse.move(...(await pixelOf(page, to)), { steps: 8 })
  }
  const draw = async (page: Page, kind: string, from: Place, to: Place) => {
    await choose(page, kind)
    await press(page, from, to)
    await page.mouse.up()
  }
  /** The sides of a shape, as parts of the medium. */
  const partsOf = (page: Page, at = 0) =>
    drawn(page)
      .nth(at)
      .evaluate((shape: SVGGraphicsElement) => {
        const { x, y, width, height } = shape.getBBox()
        return [x, y, width, height].map((part) => Math.round(part * 100) / 100)
      })

  it('appear for the others while they are drawn, and for good when let go [ND-9] [ND-10]', async () => {
    await choose(ana, 'Rectangle')
    await button(ana, 'Blue').click()
    await press(ana, [0.2, 0.3], [0.7, 0.8])

    await underWay(bo).waitFor({ state: 'attached' })
    expect(await drawn(bo).count()).to.equal(0)
    await ana.mouse.up()
    await drawn(bo).waitFor({ state: 'attached' })
    await underWay(bo).waitFor({ state: 'detached' })

    expect(await partsOf(bo)).to.deep.equal([0.2, 0.3, 0.5, 0.5])
    expect(await drawn(bo).getAttribute('stroke')).to.equal('#0072b2')
    const third = await together.guest(session, 'Cy')
    await drawn(third).waitFor({ state: 'attached' })
    for (const { faults } of together.opened) expect(faults).to.deep.equal([])
  })

  it('are drawn with a finger as with a mouse [ND-9]', async () => {
    await choose(ana, 'Freehand')
    const touch = await ana.context().newCDPSession(ana)
    const places: Place[] = [
      [0.1, 0.1],
      [0.4, 0.5],
      [0.8, 0.2],
    ]
    for (const [i, place] of places.entries()) {
      const [x, y] = await pixelOf(ana, place)
      const type = i === 0 ? 'touchStart' : 'touchMove'
      await touch.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x, y }] })
    }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })

    await drawn(bo).waitFor({ state: 'attached' })
    expect(await partsOf(bo)).to.deep.equal([0.1, 0.1, 0.7, 0.4])
  })

  it('are dropped by Escape before they are let go, and a slip of the hand draws nothing [ND-9]', async () => {
    await choose(ana, 'Arrow')
    await press(ana, [0.2, 0.2], [0.6, 0.6])
    await underWay(bo).waitFor({ state: 'attached' })
    await ana.keyboard.press('Escape')
    await ana.mouse.up()
    await underWay(bo).waitFor({ state: 'detached' })

    await draw(ana, 'Line', [0.5, 0.5], [0.5, 0.5])
    await draw(ana, 'Ellipse', [0.1, 0.1], [0.3, 0.3])
    await drawn(bo).waitFor({ state: 'attached' })
    expect(await drawn(bo).count()).to.equal(1)
    expect(await bo.locator('.drawings-drawn .shape-ellipse').count()).to.equal(1)
  })

  it('are as thick on every screen as on a part of the medium, and not stretched with it [ND-12]', async () => {
    await choose(ana, 'Line')
    await button(ana, 'Thick').click()
    await press(ana, [0.1, 0.1], [0.9, 0.9])
    await ana.mouse.up()
    await drawn(bo).waitFor({ state: 'attached' })

    const stroke = async () => ({
      thickness: Number(await drawn(bo).getAttribute('stroke-width')),
      width: (await bo.locator('#drawings').boundingBox())!.width,
    })
    const before = await stroke()
    await bo.setViewportSize({ width: 390, height: 844 })
    await bo.waitForFunction(
      (width) => document.querySelector('.drawings-drawn .shape')!.getAttribute('stroke-width') !== width,
      String(before.thickness),
    )
    const after = await stroke()

    for (const { thickness, width } of [before, after])
      expect(thickness).to.be.closeTo(Math.max(1.5, width * 0.012), 0.05)
    expect(await drawn(bo).getAttribute('vector-effect')).to.equal('non-scaling-stroke')
  })

  it('are taken back one’s own only, and cleared one’s own only [ND-13] [ND-14]', async () => {
    await draw(ana, 'Rectangle', [0.1, 0.1], [0.3, 0.3])
    await draw(bo, 'Ellipse', [0.5, 0.5], [0.8, 0.8])
    await drawn(ana).nth(1).waitFor({ state: 'attached' })

    await button(ana, 'Undo').click()
    await bo.locator('.drawings-drawn .shape-rectangle').waitFor({ state: 'detached' })
    expect(await bo.locator('.drawings-drawn .shape-ellipse').count()).to.equal(1)
    await ana.keyboard.press('Control+Shift+z')
    await bo.locator('.drawings-drawn .shape-rectangle').waitFor({ state: 'attached' })

    await button(bo, 'Clear mine').click()
    await ana.locator('.drawings-drawn .shape-ellipse').waitFor({ state: 'detached' })
    expect(await ana.locator('.drawings-drawn .shape-rectangle').count()).to.equal(1)
  })

  it('are chosen by pointing at them, or one after the other, and removed by Delete [ND-13]', async () => {
    await draw(ana, 'Rectangle', [0.1, 0.1], [0.4, 0.4])
    await draw(bo, 'Arrow', [0.6, 0.6], [0.9, 0.9])
    await drawn(ana).nth(1).waitFor({ state: 'attached' })
    const said = ana.locator('.draw-count')

    await choose(ana, 'Choose a drawing')
    await ana.mouse.click(...(await pixelOf(ana, [0.75, 0.75])))
    await said.filter({ hasText: 'Arrow by Bo is chosen. Delete removes it.' }).waitFor()
    await button(ana, 'Next drawing').click()
    await said.filter({ hasText: 'Rectangle by A Person is chosen. Delete removes it.' }).waitFor()
    await ana.keyboard.press('Delete')

    await bo.locator('.drawings-drawn .shape-rectangle').waitFor({ state: 'detached' })
    expect(await bo.locator('.drawings-drawn .shape-arrow').count()).to.equal(1)
  })

  it('go with a comment, and are shown with it to whoever looks at it [ND-15]', async () => {
    await draw(ana, 'Arrow', [0.2, 0.6], [0.5, 0.5])
    await draw(ana, 'Ellipse', [0.4, 0.4], [0.6, 0.6])
    await button(ana, 'Comment this drawing').click()
    await ana.getByLabel('Comment on this drawing').fill('The wheel')
    await button(ana, 'Send').click()
    await bo.locator('.thread', { hasText: 'The wheel' }).waitFor()
    await button(ana, 'Draw').click()
    expect(await button(ana, 'Comment this drawing').isDisabled()).to.equal(true)
    await button(ana, 'Clear mine').click()
    await drawn(bo).first().waitFor({ state: 'detached' })
    expect(await bo.locator('.drawings-of-comment .shape').count()).to.equal(0)

    await bo.locator('.pin').click()

    await bo.locator('.drawings-of-comment .shape-arrow').waitFor({ state: 'attached' })
    expect(await bo.locator('.drawings-of-comment .shape').count()).to.equal(2)
    const { body } = await together.owner.call('GET', `/api/v3/assets/${session.assetId}/comments`)
    expect(body.results[0].drawing.map(({ kind }: { kind: string }) => kind)).to.deep.equal([
      'arrow',
      'ellipse',
    ])
  })

  it('are seen by a viewer, who has no tool for them, and none when the role is taken away [ND-6] [T-49]', async () => {
    await choose(bo, 'Freehand')
    await ana.getByRole('tab', { name: 'People' }).click()
    await ana.getByLabel('Role of Bo').selectOption('viewer')

    await bo.locator('.draw-tools').waitFor({ state: 'detached' })
    expect(await button(bo, 'Draw').count()).to.equal(0)
    if ((await bo.locator('#stage-catch').count()) > 0) {
      await press(bo, [0.2, 0.2], [0.6, 0.6])
      await bo.mouse.up()
    }
    await draw(ana, 'Line', [0.1, 0.9], [0.9, 0.1])
    await drawn(bo).waitFor({ state: 'attached' })
    expect(await drawn(ana).count()).to.equal(1)
    expect(await bo.locator('.drawings-drawn .shape-path').count()).to.equal(0)
  })
})
