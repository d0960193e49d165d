/** Nothing is played, so loudspeakers that fail or are unplugged stop nothing. Browsers that do not know it ignore it. */
const silentSink = { sinkId: { type: 'none' } } as AudioContextOptions

/** How loud the own microphone is. */
export class Meter {
  readonly #context: AudioContext
  readonly #source: MediaStreamAudioSourceNode
  readonly #analyser: AnalyserNode
  readonly #samples: Float32Array<ArrayBuffer>

  constructor(stream: MediaStream) {
    this.#context = new AudioContext(silentSink)
    this.#source = this.#context.createMediaStreamSource(stream)
    this.#analyser = new AnalyserNode(this.#context, { fftSize: 1024 })
    this.#source.connect(this.#analyser)
    this.#samples = new Float32Array(this.#analyser.fftSize)
  }

  /** Root of the mean square, 0 to 1. */
  level(): number {
    if (this.#context.state === 'suspended') void this.#context.resume() // the browser waited for a gesture
    this.#analyser.getFloatTimeDomainData(this.#samples)
    let sum = 0
    for (const sample of this.#samples) sum += sample * sample
    return Math.min(1, Math.sqrt(sum / this.#samples.length))
  }

  close(): void {
    this.#source.disconnect()
    void this.#context.close()
  }
}
