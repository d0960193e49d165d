import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import * as Y from 'yjs'
import { ask, connect, next } from '../flows/support/sockets.ts'
import { sessionsPath } from '../server/a-session.ts'
import { addMember, clientOf, register } from '../support/client.ts'
import { until } from '../support/until.ts'
import { aPdf } from './support/a-pdf.ts'
import { recordedSessions } from './support/recorded-sessions.ts'
import { replayPath } from './support/session-pages.ts'

describe('a session seen again', function () {
  this.timeout(120_000)
  const { owner, session, url, opened, host, button, sure, replay, recorded } = recordedSessions()

  it('shows the cursor where it was, the comment from when it was made, and both back again [RE-17] [RE-10]', async () => {
    const { first } = await recorded()
    const page = await host(replayPath(session().id))
    const bar = page.getByRole('slider', { name: 'Position' })
    await page.locator('.chapters button').waitFor()
    const at = async () => {
      const style = await page
        .locator('.cursor')
        .first()
        .evaluate((one) => [one.style.left, one.style.top])
      return style.map(Number.parseFloat)
    }
    const seek = (t: number) =>
      bar.evaluate((input, t) => {
        ;(input as HTMLInputElement).value = String(t)
        input.dispatchEvent(new Event('input', { bubbles: true }))
      }, t)
    const end = Number(await bar.getAttribute('max'))

    for (let round = 0; round < 2; round++) {
      await seek(end)
      await page.locator('.cursor bdi', { hasText: 'Bo' }).waitFor()
      expect((await at())[0]).to.be.closeTo(80, 1.5)
      expect((await at())[1]).to.be.closeTo(60, 1.5)
      expect(await page.locator('.pin').count()).to.equal(1)

      await seek(first + 50)
      expect((await at())[0]).to.be.closeTo(20, 1.5)
      expect((await at())[1]).to.be.closeTo(30, 1.5)
      expect(await page.locator('.pin').count()).to.equal(0)
    }
    await page.locator('.chapters button', { hasText: 'A Person: Too small' }).click()
    await page.locator('.pin').waitFor()
    expect(await page.locator('.replay-ticks span').count()).to.equal(1)
    expect(
      await page.locator('#stage-box img').evaluate((img) => (img as HTMLImageElement).naturalWidth),
    ).to.equal(8)
    expect(opened.at(-1)!.faults).to.deep.equal([])
  })

  it('shows what was written and drawn by then, on the page that was looked at [RE-15] [RE-17]', async () => {
    const form = new FormData()
    const pdf = new Uint8Array(await aPdf(['The first page', 'The second page']))
    form.set('file', new Blob([pdf], { type: 'application/pdf' }), 'plan.pdf')
    const headers = { authorization: `Bearer ${owner().token}` }
    const uploaded = await fetch(`${url()}/api/v3/assets`, { method: 'POST', headers, body: form })
    const { id: asset_id } = (await uploaded.json()) as { id: number }
    const session_config = { recording: true }
    const { body } = await owner().call('POST', sessionsPath, { asset_id, session_config })
    const session_id: string = body.session_id
    const socket = connect(url(), '/collab', { session_id, jwt: owner().token })
    const { you } = await next(socket, 'session:state')
    await ask(socket, 'recording:start', {})
    await ask(socket, 'recording:consent', { agreed: true })
    await sleep(500)
    const doc = new Y.Doc()
    doc.getText('notes').insert(0, 'Kept')
    const points = [
      [0.1, 0.1],
      [0.9, 0.9],
    ]
    const looks = { kind: 'line', color: '#a3211d', width: 0.01, by: you.participant_id, page: 2 }
    doc.getMap('drawings').set('1', { ...looks, points })
    await ask(socket, 'doc:update', { update: Buffer.from(Y.encodeStateAsUpdate(doc)) })
    await ask(socket, 'view:move', { x: 0.5, y: 0.5, zoom: 1, page: 2 })
    await sleep(500)
    await ask(socket, 'recording:stop', {})
    socket.disconnect()

    const page = await host(replayPath(session_id))
    await page.locator('#pdf-page[data-page="1"]').waitFor()
    const bar = page.getByRole('slider', { name: 'Position' })
    await bar.press('End')
    await page.locator('#pdf-page[data-page="2"]').waitFor()
    expect(await page.locator('.replay-notes').innerText()).to.equal('Kept')
    expect(await page.locator('#drawings .shape-line').count()).to.equal(1)
    await bar.press('Home')
    await page.locator('#pdf-page[data-page="1"]').waitFor()
    expect(await page.locator('.replay-notes').count()).to.equal(0)
    expect(await page.locator('#drawings .shape').count()).to.equal(0)
  })

  it('plays by its button and the space bar, at any speed, and stops at its end [RE-17]', async () => {
    await recorded()
    const page = await host(replayPath(session().id))
    await button(page, 'Play').waitFor()
    expect(await page.locator('.replay-time').innerText()).to.match(/^00:00 \/ \d\d:\d\d$/)

    await page.getByRole('combobox', { name: 'Speed' }).selectOption('8')
    await page.locator('.replay-time').click()
    await page.keyboard.press('Space')
    await button(page, 'Pause').waitFor()
    await button(page, 'Play').waitFor({ timeout: 30_000 })

    const [at, whole] = (await page.locator('.replay-time').innerText()).split(' / ')
    expect(at).to.equal(whole)
    await page.getByRole('slider', { name: 'Position' }).press('ArrowLeft')
    await until(async () => (await page.locator('.replay-time').innerText()) !== `${whole} / ${whole}`)
  })

  it('is deleted by its host, and then there is what was said [RE-13] [RE-9] [CP-21]', async () => {
    await recorded()
    const page = await host(replayPath(session().id))
    await page.getByLabel('More', { exact: true }).click()
    await page.getByRole('button', { name: 'Delete the recording' }).click()

    await page.locator('dialog .button.danger').click()

    await page.getByText('Nothing was recorded.').waitFor()
    await page.getByText('The file is shown only with a recording.').waitFor()
    expect(await page.locator('.pin').count()).to.equal(0)
    await page.locator('.chapters button', { hasText: 'Too small' }).waitFor()
    expect((await replay()).recordings).to.deep.equal([])
  })

  it('is seen after its session is over, by those who were members of it alone [RE-13] [RE-18] [T-66]', async () => {
    await recorded()
    await owner().call('POST', `${sessionsPath}/${session().id}/end`)
    const [stranger, elsewhere] = [await addMember(owner(), 'member'), await register(url())]
    const file = `${sessionsPath}/${session().id}/recording/file`

    const page = await host(replayPath(session().id))
    await page.locator('.chapters button').waitFor()

    expect(await page.getByText('Back to the session').count()).to.equal(0)
    expect((await owner().call('GET', file)).status).to.equal(200)
    for (const one of [stranger, elsewhere]) {
      expect((await one.call('GET', replayPath(session().id))).status).to.equal(404)
      expect((await one.call('GET', file)).status).to.equal(404)
    }
    const nobody = await clientOf(url()).call('GET', replayPath(session().id))
    expect([nobody.status, nobody.headers.get('location')]).to.deep.equal([
      303,
      `/?next=${encodeURIComponent(replayPath(session().id))}`,
    ])
  })

  it('has nothing that axe finds, in light and dark, on a phone and a desk', async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const { ana } = await recorded()
    await sure(ana, 'Record')
    await ana.locator('.consent').waitFor()
    const seen = await host(replayPath(session().id))
    await seen.getByRole('combobox', { name: 'Recording' }).selectOption({ index: 1 })
    await seen.locator('.chapters button').waitFor()

    for (const page of [ana, seen])
      for (const [width, colorScheme] of [
        [390, 'light'],
        [1280, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.evaluate(axe)
        const found = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
          }
          return (await axe.run()).violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])
        })
        expect(found, `${width} ${colorScheme}`).to.deep.equal([])
      }
  })
})
