import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { io } from 'socket.io-client'
import * as Y from 'yjs'
import { docLineOf } from '../../web/collab/doc-line.ts'
import { createDocProvider } from '../../web/collab/doc-provider.ts'
import type { MadeSession } from '../server/a-session.ts'
import { type WorkingTogether, workTogether } from './support/working-together.ts'

describe('notes on the page of a session', function () {
  this.timeout(120_000)
  let together: WorkingTogether
  let session: MadeSession

  before(async () => {
    together = await workTogether()
  })
  beforeEach(async () => {
    session = await together.session()
  })
  afterEach(() => together.leave())
  after(() => together?.close())

  const field = (page: Page) => page.locator('#notes-text')
  const state = (page: Page) => page.locator('.notes-state')
  const open = async (page: Page) => {
    await page.getByRole('tab', { name: 'Notes' }).click()
    await state(page).getByText('Saved').waitFor()
    return page
  }
  const both = async () => {
    const [ana, bo] = await Promise.all([together.host(session), together.guest(session)])
    return { ana: await open(ana), bo: await open(bo) }
  }
  const reads = async (page: Page, isSo: (text: string) => boolean): Promise<string> => {
    for (const end = Date.now() + 15_000; Date.now() < end; await sleep(50)) {
      const text = await field(page).inputValue()
      if (isSo(text)) return text
    }
    return expect.fail(`the notes are "${await field(page).inputValue()}"`)
  }
  const is = (wanted: string) => (text: string) => text === wanted
  const caretTo = (page: Page, at: number) =>
    field(page).evaluate((area: HTMLTextAreaElement, at) => {
      area.focus()
      area.setSelectionRange(at, at)
    }, at)

  it('are the same for two who type at once, letter for letter [ND-1] [ND-2]', async () => {
    const { ana, bo } = await both()
    await field(ana).fill('begin\n\nend')
    await reads(bo, is('begin\n\nend'))

    await caretTo(ana, 5)
    await caretTo(bo, 10)
    await Promise.all([
      ana.keyboard.type(' here, says the first', { delay: 15 }),
      bo.keyboard.type(' there, says the other', { delay: 15 }),
    ])

    const wanted = 'begin here, says the first\n\nend there, says the other'
    expect(await reads(ana, is(wanted))).to.equal(await reads(bo, is(wanted)))
    await state(ana).getByText('Saved').waitFor()
    for (const { faults } of together.opened) expect(faults).to.deep.equal([])
  })

  it('leave the caret and the selection where they were when others write before them [ND-2]', async () => {
    const { ana, bo } = await both()
    await field(ana).fill('one two three')
    await reads(bo, is('one two three'))
    await field(bo).evaluate((area: HTMLTextAreaElement) => {
      area.focus()
      area.setSelectionRange(4, 7)
    })

    await caretTo(ana, 0)
    await ana.keyboard.type('zero ')
    await reads(bo, is('zero one two three'))

    expect(
      await field(bo).evaluate((a: HTMLTextAreaElement) => a.value.slice(a.selectionStart, a.selectionEnd)),
    ).to.equal('two')
  })

  it('are undone and done again one’s own part only [ND-3]', async () => {
    const { ana, bo } = await both()
    await caretTo(ana, 0)
    await ana.keyboard.type('mine')
    await reads(bo, is('mine'))
    await caretTo(bo, 4)
    await bo.keyboard.type(' yours')
    await reads(ana, is('mine yours'))

    await field(ana).focus()
    await ana.keyboard.press('Control+z')
    await reads(bo, is(' yours'))
    await ana.keyboard.press('Control+Shift+z')
    await reads(bo, is('mine yours'))
  })

  it('wait for a word that is being composed, whatever others write meanwhile [ND-2]', async () => {
    const { ana, bo } = await both()
    await field(ana).fill('ab')
    await reads(bo, is('ab'))
    await caretTo(bo, 2)
    const input = await bo.context().newCDPSession(bo)
    await input.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })

    await caretTo(ana, 0)
    await ana.keyboard.type('X')
    await state(ana).getByText('Saved').waitFor()
    await sleep(300) // time enough to be disturbed
    expect(await field(bo).inputValue()).to.equal('abに')
    await input.send('Input.insertText', { text: '日' })

    await reads(ana, is('Xab日'))
    await reads(bo, is('Xab日'))
  })

  it('say who writes, and where [ND-4]', async () => {
    const { ana, bo } = await both()
    await field(ana).fill('first\nsecond')
    await caretTo(ana, 12)
    await ana.keyboard.type('!')

    await bo.getByText('A Person is writing…').waitFor()
    await bo.getByText('A Person, line 2').waitFor()
    await ana.getByRole('tab', { name: 'Notes' }).focus()
    await bo.getByText('A Person, line 2').waitFor({ state: 'detached' })
  })

  it('are kept while the connection is lost, and sent when it is back [ND-5]', async () => {
    const { ana, bo } = await both()
    await bo.context().setOffline(true)
    await state(bo).getByText('Offline: kept here, sent when back').waitFor({ timeout: 60_000 })
    await caretTo(bo, 0)
    await bo.keyboard.type('from the tunnel')
    const asked = bo.waitForEvent('dialog')
    await bo.close({ runBeforeUnload: true })
    expect((await asked).type()).to.equal('beforeunload')
    await (await asked).dismiss()
    await caretTo(ana, 0)
    await ana.keyboard.type('from the light, ')

    await bo.context().setOffline(false)

    const text = await reads(ana, (text) => text.length === 31)
    expect(text).to.include('from the tunnel').and.include('from the light, ')
    await reads(bo, is(text))
  })

  it('are read by those who may comment, and written by them as soon as the host lets them [ND-6] [T-49]', async () => {
    const { ana, bo } = await both()
    const role = async (page: Page, to: string) => {
      await page.getByRole('tab', { name: 'People' }).click()
      await page.getByLabel('Role of Bo').selectOption(to)
      await page.getByRole('tab', { name: 'Notes' }).click()
    }
    await field(ana).fill('to be read')
    await reads(bo, is('to be read'))

    await role(ana, 'viewer')
    await bo.locator('#notes-text[readonly]').waitFor()
    await field(bo).focus()
    await bo.keyboard.type('no')
    expect(await field(bo).inputValue()).to.equal('to be read')

    await role(ana, 'collaborator')
    await bo.locator('#notes-text:not([readonly])').waitFor()
    await caretTo(bo, 10)
    await bo.keyboard.type(' and written')
    await reads(ana, is('to be read and written'))
  })

  it('are again what the others see for whoever wrote without the right to [ND-5] [T-49]', async () => {
    const { ana, bo } = await both()
    await field(ana).fill('true')
    await reads(bo, is('true'))
    await bo.context().setOffline(true)
    await state(bo).getByText('Offline: kept here, sent when back').waitFor({ timeout: 60_000 })
    await caretTo(bo, 4)
    await bo.keyboard.type(' and false')

    await ana.getByRole('tab', { name: 'People' }).click()
    await ana.getByLabel('Role of Bo').selectOption('viewer')
    await bo.context().setOffline(false)

    await bo.getByRole('alert').getByText('Your role does not allow this.').waitFor()
    await reads(bo, is('true'))
    await state(bo).getByText('Saved').waitFor()
    expect(await field(ana).inputValue()).to.equal('true')
  })

  it('have one kind of line end, whatever another program writes [ND-2]', async () => {
    const { ana, bo } = await both()
    const socket = io(`${together.service.url}/collab`, {
      auth: { token: session.token, name: 'A program', session_id: session.id },
      transports: ['websocket'],
    })
    const doc = new Y.Doc()
    const provider = createDocProvider({ doc, line: docLineOf(socket), mayEdit: true })
    socket.on('session:state', () => provider.connected())
    try {
      doc.getText('notes').insert(0, 'one\r\ntwo\rthree')
      await reads(ana, is('one\ntwo\nthree'))
      await caretTo(ana, 13)
      await ana.keyboard.type('!')

      await reads(bo, is('one\ntwo\nthree!'))
      for (const end = Date.now() + 15_000; Date.now() < end; await sleep(50))
        if (doc.getText('notes').toString() === 'one\ntwo\nthree!') break
      expect(doc.getText('notes').toString()).to.equal('one\ntwo\nthree!')
    } finally {
      provider.destroy()
      socket.close()
    }
  })

  it('are downloaded as a text [ND-7]', async () => {
    const { ana } = await both()
    await field(ana).fill('Überblick\nzwei')

    const [file] = await Promise.all([
      ana.waitForEvent('download'),
      ana.getByRole('button', { name: 'Download as text' }).click(),
    ])

    expect(file.suggestedFilename()).to.equal('notes.txt')
    expect(await readFile((await file.path())!, 'utf8')).to.equal('Überblick\nzwei')
  })
})
