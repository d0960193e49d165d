import { expect } from 'chai'
import type { AssetView } from '../../domain/assets/schema.ts'
import { Refused } from '../../web/app/api.ts'
import { mediaTime, secondsOf } from '../../web/app/files/file/media-time.ts'
import { mentioned, mentioningAt } from '../../web/app/files/file/mention.ts'
import { createPace, timeLeft, waitBefore } from '../../web/app/files/pace.ts'
import { createQueue } from '../../web/app/files/queue.ts'
import { reasonOf, type Stopped } from '../../web/app/files/transport.ts'
import { totalOf } from '../../web/app/files/upload-item.ts'
import { createUploadMemory, fingerprintOf } from '../../web/app/files/upload-memory.ts'
import { fitted, movedBy, zoomedAt } from '../../web/pages/zoom.ts'

type Handlers = Parameters<Parameters<typeof createQueue>[0]['open']>[1]
const aFile = (name: string, size = 100) => ({ name, size, lastModified: 1, type: '' }) as File
const anAsset = (id: number) => ({ id }) as AssetView
const stop = (of: Partial<Stopped>): Stopped => ({
  isPassing: true,
  isOffline: false,
  isSignedOut: false,
  detail: undefined,
  ...of,
})

/** A queue whose files go as the spec says, and whose clock is the spec's. */
const aQueue = ({ addToAlbum = async () => {} } = {}) => {
  const sent = new Map<string, Handlers & { log: string[] }>()
  const timers: { ms: number; work: () => void }[] = []
  let time = 0
  const queue = createQueue({
    open(file, handlers) {
      const log: string[] = []
      sent.set(file.name, { ...handlers, log })
      const note = (what: string) => async () => void log.push(what)
      return { start: note('start'), pause: note('pause'), cancel: note('cancel') }
    },
    addToAlbum,
    isSame: (one, other) => one.name === other.name,
    now: () => time,
    after(ms, work) {
      const timer = { ms, work }
      timers.push(timer)
      return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1))
    },
  })
  const states = () => queue.items().map(({ name, state }) => `${name} ${state}`)
  return {
    queue,
    states,
    timers,
    of: (name: string) => sent.get(name)!,
    wait(ms: number) {
      time += ms
    },
  }
}
const settled = () => new Promise(setImmediate)

describe('files on their way', () => {
  it('go two at a time, and once each [FI-1]', async () => {
    const { queue, states, of } = aQueue()
    queue.add([aFile('a'), aFile('b'), aFile('c')])
    queue.add([aFile('a')])
    expect(states()).to.deep.equal(['a sending', 'b sending', 'c waiting'])

    of('a').onDone(anAsset(1))
    await settled()

    expect(states()).to.deep.equal(['a done', 'b sending', 'c sending'])
    queue.clear()
    expect(states()).to.deep.equal(['b sending', 'c sending'])
  })

  it('say how fast they are and what is left, each and together [FI-2]', () => {
    const { queue, of, wait } = aQueue()
    queue.add([aFile('a', 1000), aFile('b', 1000)])
    of('a').onProgress(0)
    wait(1000)
    of('a').onProgress(200)

    const [first] = queue.items()
    expect([first!.sent, first!.speed, first!.timeLeft]).to.deep.equal([200, 200, 4000])
    expect(totalOf(queue.items())).to.deep.include({
      count: 2,
      size: 2000,
      sent: 200,
      speed: 200,
      timeLeft: 9000,
    })
  })

  it('are paused, continued and cancelled, and let others go meanwhile [FI-2]', () => {
    const { queue, states, of } = aQueue()
    queue.add([aFile('a'), aFile('b'), aFile('c')])
    const [{ id: a }, { id: b }] = queue.items() as unknown as [{ id: number }, { id: number }]

    queue.pause(a)
    expect(states()).to.deep.equal(['a paused', 'b sending', 'c sending'])
    queue.retry(a)
    expect(states()).to.deep.equal(['a waiting', 'b sending', 'c sending'])
    queue.cancel(b)

    expect(states()).to.deep.equal(['a sending', 'c sending'])
    expect([of('a').log, of('b').log]).to.deep.equal([
      ['start', 'pause', 'start'],
      ['start', 'cancel'],
    ])
  })

  it('go on by themselves: later each time, and at once when the line is back [FI-3]', () => {
    const { queue, states, of, timers } = aQueue()
    queue.add([aFile('a')])
    for (let i = 0; i < 20; i++) {
      of('a').onStopped(stop({ isOffline: true }))
      expect(states()).to.deep.equal(['a interrupted'])
      queue.wake()
      expect([states(), timers]).to.deep.equal([['a sending'], []])
    }
    of('a').onStopped(stop({ detail: 'Away.' }))
    of('a').onStopped(stop({ detail: 'Away.' }))
    expect(queue.items()[0]!.problem).to.equal('Away.')
    expect([1, 2, 3, 9].map(waitBefore)).to.deep.equal([1_000, 2_000, 4_000, 30_000])
  })

  it('that are refused say why, and can be tried again [FI-4]', () => {
    const { queue, states, of, timers } = aQueue()
    queue.add([aFile('a'), aFile('b'), aFile('c')])

    of('a').onStopped(stop({ isPassing: false, detail: 'The storage is full.' }))
    for (let i = 0; i < 9; i++) {
      of('b').onStopped(stop({}))
      timers.pop()?.work()
    }

    expect(states()).to.deep.equal(['a failed', 'b failed', 'c sending'])
    const [a, b] = queue.items()
    expect([a!.problem, b!.problem]).to.deep.equal(['The storage is full.', ''])
    queue.retry(a!.id)
    expect(states()[0]).to.equal('a sending')
  })

  it('come into their album, or say that they did not, and are not sent twice for it [FI-5]', async () => {
    const added: number[] = []
    let isClosed = true
    const addToAlbum = async (_album?: number, asset?: number) => {
      if (isClosed) throw new Error('The album is full.')
      added.push(asset!)
    }
    const { queue, of } = aQueue({ addToAlbum })
    queue.add([aFile('a')], { albumId: 7 })
    of('a').onDone(anAsset(3))
    await settled()
    expect(queue.items()[0]).to.deep.include({ state: 'failed', problem: 'The album is full.' })

    isClosed = false
    queue.retry(queue.items()[0]!.id)
    await settled()

    expect([queue.items()[0]!.state, added, of('a').log]).to.deep.equal(['done', [3], ['start']])
  })

  it('tell a dead line from a refusal', () => {
    const answered = (status: number, body: string) =>
      reasonOf(
        Object.assign(new Error('x'), {
          originalResponse: { getStatus: () => status, getBody: () => body },
        }),
      )
    expect(reasonOf(new Error('x'))).to.deep.include({ isPassing: true, isOffline: true })
    expect(answered(503, '')).to.deep.include({ isPassing: true, isOffline: false })
    expect(answered(409, '{"code":"conflict","detail":"x"}').isPassing).to.equal(true)
    expect(answered(409, '{"code":"too_many_uploads","detail":"Fifty."}')).to.deep.include({
      isPassing: false,
      detail: 'Fifty.',
    })
    expect(answered(413, '<html>')).to.deep.include({ isPassing: false, detail: undefined })
    expect(answered(401, '{}')).to.deep.include({ isPassing: true, isSignedOut: true })
    expect(reasonOf(new Refused('Over.', { status: 401 }))).to.deep.include({ isPassing: false })
  })

  it('have a pace that does not jump', () => {
    const pace = createPace(8_000)
    expect(pace.speed()).to.equal(0)
    for (let second = 0; second <= 20; second++) pace.note(second * 1000, second < 10 ? second * 100 : 5000)
    expect(pace.speed()).to.equal(0)
    pace.note(21_000, 10)
    expect([pace.speed(), timeLeft(5, 0)]).to.deep.equal([0, null])
  })

  it('are remembered without their names, and for a day [FI-3]', async () => {
    const kept = new Map<string, string>()
    const storage = new Proxy({} as Storage, {
      get: (_, name) =>
        ({
          getItem: (key: string) => kept.get(key) ?? null,
          setItem: (key: string, value: string) => kept.set(key, value),
          removeItem: (key: string) => kept.delete(key),
        })[name as string],
      ownKeys: () => [...kept.keys()],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    })
    let time = 0
    const memory = createUploadMemory(storage, () => time)
    const mine = fingerprintOf(aFile('secret plan.pdf'), '1/2')
    await memory.addUpload(mine, { uploadUrl: '/u/1', size: 100 } as never)

    expect(JSON.stringify([...kept])).not.to.include('secret')
    expect(fingerprintOf(aFile('secret plan.pdf'), '1/3')).not.to.equal(mine)
    expect((await memory.findUploadsByFingerprint(mine)).map(({ uploadUrl }) => uploadUrl)).to.deep.equal([
      '/u/1',
    ])
    time = 86_400_000
    expect(await memory.findAllUploads()).to.deep.equal([])
    expect(kept.size).to.equal(0)
  })
})

describe('a picture that is looked at closely', () => {
  const frame = { width: 400, height: 300 }

  it('keeps what is under the finger there, and its edges outside the frame [FI-20]', () => {
    const close = zoomedAt(fitted, 2, { x: 100, y: 50 }, frame)
    expect(close).to.deep.equal({ scale: 2, x: -100, y: -50 })
    expect(movedBy(close, { x: -900, y: 900 }, frame)).to.deep.equal({ scale: 2, x: -200, y: 150 })
    expect(zoomedAt(close, 0.01, { x: 0, y: 0 }, frame)).to.deep.equal(fitted)
    expect(zoomedAt(close, 100, { x: 0, y: 0 }, frame).scale).to.equal(12)
  })
})

describe('a comment as it is written', () => {
  it('is at a moment as the service writes it [FI-23]', () => {
    expect([0, 65.27, 3725.99].map(mediaTime)).to.deep.equal(['00:00:00.0', '00:01:05.2', '01:02:05.9'])
    expect(['00:01:05.200', '1:02:05'].map(secondsOf)).to.deep.equal([65.2, 3725])
  })

  it('names people behind an @ that begins a word [FI-24]', () => {
    expect(mentioningAt('Hi @an', 6)).to.deep.equal({ from: 3, typed: 'an' })
    expect(mentioningAt('@ana@exa', 8)).to.deep.equal({ from: 0, typed: 'ana@exa' })
    for (const text of ['mail ana@exa', 'Hi @an ', 'Hi'])
      expect(mentioningAt(text, text.length)).to.equal(null)
    expect(mentioned('Hi @an, look', { from: 3, typed: 'an' }, 'ana@a.org')).to.deep.equal({
      text: 'Hi @ana@a.org , look',
      caret: 14,
    })
  })
})
