import { expect } from 'chai'
import type { PlaybackView } from '../../domain/sessions/schema.ts'
import { type PlaybackEvents, sharePlayback } from '../../web/collab/shared-playback.ts'

/** A player as far as it is told things, which says what happened to it a moment later, as browsers do. */
class FakePlayer extends EventTarget {
  paused = true
  ended = false
  seeking = false
  playbackRate = 1
  #at = 0

  #say(name: string): void {
    setTimeout(() => this.dispatchEvent(new Event(name)))
  }
  get currentTime(): number {
    return this.#at
  }
  set currentTime(at: number) {
    this.#at = at
    this.#say('seeked')
  }
  async play(): Promise<void> {
    this.paused = false
    this.#say('play')
  }
  pause(): void {
    this.paused = true
    this.#say('pause')
  }
}

/** Until everything that was said is heard. */
const heard = () => new Promise((done) => setTimeout(done, 5))

describe('a medium that plays for all', () => {
  const now = 1_000_000
  let player: FakePlayer
  let asked: { playing: boolean; position_ms: number }[]
  let mayLead: boolean
  let isTaken: boolean
  let shared: ReturnType<typeof sharePlayback>

  beforeEach(() => {
    player = new FakePlayer()
    ;[asked, mayLead, isTaken] = [[], true, true]
    const events: PlaybackEvents = {
      mayLead: () => mayLead,
      onSet: async (to) => {
        asked.push(to)
        return isTaken
      },
      now: () => now,
    }
    shared = sharePlayback(player as unknown as HTMLMediaElement, events)
  })
  afterEach(() => shared.close())

  const as = (of: Partial<PlaybackView>): PlaybackView =>
    ({ leader_id: 'p1', playing: true, position_ms: 20_000, rate: 1, at: now, ...of }) as PlaybackView

  it('is played from where all are, and that is nobody’s wish [CP-13]', async () => {
    shared.take(as({}))
    await heard()

    expect([player.paused, player.currentTime]).to.deep.equal([false, 20])
    shared.take(as({ playing: false }))
    await heard()
    expect(player.paused).to.equal(true)
    expect(asked).to.deep.equal([])
  })

  it('follows whoever plays, pauses or jumps, at once after it was told to as well [CP-13]', async () => {
    shared.take(as({}))
    player.pause()
    await heard()
    expect(asked).to.deep.equal([{ playing: false, position_ms: 20_000, rate: 1 }])

    player.currentTime = 40
    await heard()
    void player.play()
    await heard()
    expect(asked.slice(1)).to.deep.equal([
      { playing: false, position_ms: 40_000, rate: 1 },
      { playing: true, position_ms: 40_000, rate: 1 },
    ])
  })

  it('is brought back where the wish was refused, and has none of whoever may not lead [CP-13]', async () => {
    shared.take(as({}))
    await heard()
    isTaken = false
    player.pause()
    await heard()
    expect(player.paused).to.equal(false)

    mayLead = false
    player.pause()
    await heard()
    expect(asked).to.have.length(1)
  })

  it('catches up unheard where it is a little behind', async () => {
    mayLead = false
    player.currentTime = 19.7
    await heard()
    shared.take(as({}))

    expect(player.playbackRate).to.be.closeTo(1.05, 0.001)
    expect(player.currentTime).to.equal(19.7)
  })

  it('is not stopped for all by its end', async () => {
    shared.take(as({}))
    await heard()
    player.ended = true
    player.pause()
    await heard()

    expect(asked).to.deep.equal([])
  })
})
