import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { build } from '../../scripts/build.ts'
import type * as Promised from '../../web/sdk/fleeting.d.ts'
import type * as Actual from '../../web/sdk/index.ts'
import { logReader } from '../../web/sdk/log-reader.ts'
import { createPointer } from '../../web/sdk/pointer.ts'
import { sdkWords } from '../../web/sdk/words.ts'

const folder = fileURLToPath(new URL('../../web/dist/sdk/', import.meta.url))
const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
const run = promisify(execFile)

/** Does not compile where the classes are not what their types say. */
type KeepsItsWord = typeof Actual extends typeof Promised ? true : never
const keepsItsWord: KeepsItsWord = true

describe('the built SDK', function () {
  this.timeout(60_000)
  before(() => build(() => {}))

  it('is small: what is large comes when it is asked for [SDK-3]', async () => {
    const { files } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))

    expect(files['fleeting.global.js'].gzip_bytes).to.be.below(20_000)
    expect(files['fleeting.js'].gzip_bytes).to.be.below(20_000)
    const names = Object.keys(files)
    expect(names.some((name) => name.startsWith('live-map-'))).to.equal(true)
    expect(names.some((name) => name.startsWith('maplibre-gl-worker-'))).to.equal(true)
  })

  it('says of each script by what hash a page knows it again [SDK-4]', async () => {
    const { files } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
    const scripts = (await readdir(folder)).filter((name) => /\.m?js$/.test(name))

    expect(Object.keys(files)).to.have.members(scripts)
    for (const name of scripts) {
      const bytes = await readFile(join(folder, name))
      expect(files[name].integrity, name).to.equal(
        `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
      )
      expect(files[name].bytes, name).to.equal(bytes.length)
    }
  })

  it('brings nothing that a strict policy of the page would stop', async () => {
    const scripts = (await readdir(folder)).filter((name) => /^(fleeting|parts|live-view|socket)/.test(name))

    for (const name of scripts) {
      const text = await readFile(join(folder, name), 'utf8')
      expect(text, name).to.not.match(/\beval\(|new Function\(|createElement\(["'`]style["'`]\)/)
    }
  })

  describe('has types', () => {
    let here: string
    beforeEach(async () => {
      here = await mkdtemp(join(tmpdir(), 'consumer-'))
      for (const name of ['fleeting.d.ts', 'fleeting.global.d.ts'])
        await cp(join(folder, name), join(here, name))
    })
    afterEach(() => rm(here, { recursive: true, force: true }))

    const complaints = async (source: string): Promise<string> => {
      await writeFile(join(here, 'consumer.ts'), source)
      const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', '']
      const files = ['consumer.ts', 'fleeting.global.d.ts']
      return run(process.execPath, [tsc, ...options, ...files], { cwd: here }).then(
        () => '',
        ({ stdout }: { stdout: string }) => stdout,
      )
    }

    it('that a module compiles with [SDK-5]', async () => {
      const source = `import { AnalyticsDashboard, CollaborationClient, LiveMap, ShareWidget, configure } from './fleeting.js'
        configure({ url: 'https://share.example.org', token: async () => 'a token' })
        const widget = new ShareWidget(123, { share_type: 'public', allow_download: true, expires_in_hours: 168 })
        widget.on('share', ({ share_url }) => share_url.toUpperCase())
        widget.on('error', ({ code, status }) => [code.length, status.toFixed()])
        new LiveMap('#map', { token: 'x', theme: 'dark' }).on('ended', ({ reason }) => reason.length)
        new AnalyticsDashboard('uuid', { days: 7 }).on('data', ({ summary }) => summary.total_views.toFixed())
        class Mine extends CollaborationClient {
          override getAuthToken() { return 'mine' }
        }
        new Mine('session', 1).on('comment', ({ content }) => content.length)`

      expect(await complaints(source)).to.equal('')
    })

    it('that a page with the script tag compiles with [SDK-5]', async () => {
      const source = `const shareWidget = new ShareWidget(123, { share_type: 'public', expires_in_hours: 168 })
        Fleeting.configure({ token: 'x' })
        shareWidget.destroy()`

      expect(await complaints(source)).to.equal('')
    })

    it('that notice what is wrong [SDK-5]', async () => {
      const source = `import { ShareWidget } from './fleeting.js'
        new ShareWidget('123')
        new ShareWidget(1, { share_typ: 'public' })`

      const said = await complaints(source)
      expect(said.match(/error TS/g)).to.have.length(2)
    })

    it('that its classes keep [SDK-5]', () => {
      expect(keepsItsWord).to.equal(true)
    })
  })
})

describe('the reader of a session’s log', () => {
  const entry = (seq: number) => ({ seq, name: 'comment:created', at: '', participant_id: null }) as const
  const reader = () => {
    const taken: number[] = []
    return { taken, log: logReader(({ seq }) => taken.push(seq)) }
  }
  const nothingMissed = async () => []

  it('takes each entry once, however often it comes [SDK-24] [T-54]', async () => {
    const { taken, log } = reader()
    await log.begin(4, nothingMissed)
    for (const seq of [3, 4, 5, 5, 7]) log.hear(entry(seq))

    expect(taken).to.deep.equal([5, 7])
  })

  it('reads what was missed before what came meanwhile, and asks from where it stood [SDK-24]', async () => {
    const { taken, log } = reader()
    await log.begin(1, nothingMissed)
    log.hear(entry(2))
    let asked: number | undefined
    await log.begin(4, async (seq) => {
      asked = seq
      log.hear(entry(5)) // a notice, while the answer is on its way
      log.hear(entry(4))
      return [entry(4), entry(3)]
    })

    expect(asked).to.equal(2)
    expect(taken).to.deep.equal([2, 3, 4, 5])
  })

  it('goes on from the state where what was missed cannot be told [SDK-24]', async () => {
    const { taken, log } = reader()
    await log.begin(1, nothingMissed)
    await log.begin(900, nothingMissed)
    log.hear(entry(900))
    log.hear(entry(901))

    expect(taken).to.deep.equal([901])
  })
})

describe('a pointer', () => {
  it('is told seldom while it moves, and always where it came to rest [SDK-25]', async () => {
    const told: number[] = []
    const { moved } = createPointer<number>((place) => told.push(place), 5)
    for (let place = 0; place < 100; place++) moved(place)
    expect(told).to.deep.equal([0])

    while (told.length < 2) await new Promise((later) => setTimeout(later, 5))
    expect(told).to.deep.equal([0, 99])
  })

  it('says nothing more once it has gone [SDK-25]', async () => {
    const told: number[] = []
    const { moved, rest } = createPointer<number>((place) => told.push(place), 5)
    moved(1)
    moved(2)
    rest()
    await new Promise((later) => setTimeout(later, 30))
    expect(told).to.deep.equal([1])
  })
})

describe('the SDK’s words', () => {
  it('are there in every language, with the same blanks to fill', () => {
    const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
    for (const [lang, words] of Object.entries(sdkWords))
      for (const [name, sentence] of Object.entries(sdkWords.en)) {
        const said = words[name as keyof typeof words]
        expect(said, `${lang} ${name}`).to.be.a('string').and.not.equal('')
        expect(blanks(said), `${lang} ${name}`).to.deep.equal(blanks(sentence))
      }
  })
})
