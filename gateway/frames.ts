import { fromE7, type Position } from '../domain/positions/position.ts'

/**
 * Frames as they go over the wire, WebSocket header included, so that one buffer serves every viewer of a room. What
 * is inside is what the stock Socket.IO client reads: an Engine.IO message (`4`) with a Socket.IO event (`2`), or a
 * binary event (`51-`) whose one attachment follows in a frame of its own.
 */
const positionsText = '42/live,["positions",['
const subjectsText = '42/live,["subjects",['
const endText = ']]'

/** Positions are ASCII throughout, so their length is known without looking. */
export const jsonPositionsFrame = (positions: string): Buffer => {
  const text = positionsText + positions + endText
  const length = text.length
  const frame = Buffer.allocUnsafe(headerOf(length) + length)
  frame.write(text, writeHeader(frame, 0, textOpcode, length), 'latin1')
  return frame
}

export const subjectsFrame = (texts: readonly string[]): Buffer =>
  textFrame(subjectsText + texts.join(',') + endText)

export const binaryPositionsFrame = (packed: Uint8Array): Buffer => {
  const header = headerOf(packed.length)
  const frame = Buffer.allocUnsafe(binaryHead.length + header + packed.length)
  binaryHead.copy(frame, 0)
  writeHeader(frame, binaryHead.length, binaryOpcode, packed.length)
  frame.set(packed, binaryHead.length + header)
  return frame
}

/**
 * Entries of one event of a namespace as one frame, or as the same frame with one entry left out, for the one it is about:
 * what is written to many is put together once. Entries are ASCII throughout.
 */
export class EntriesFrame {
  readonly #head: string
  readonly #texts: readonly string[]
  #body: Buffer | undefined
  #begins: number[] = []
  #whole: Buffer | undefined

  constructor(namespace: string, event: string, texts: readonly string[]) {
    this.#head = `42${namespace},["${event}",[`
    this.#texts = texts
  }

  whole(): Buffer {
    this.#whole ??= this.#framed(this.#all())
    return this.#whole
  }

  /** There must be others. */
  without(index: number): Buffer {
    const body = this.#all()
    const isLast = index === this.#texts.length - 1
    // With the comma that parts it from its neighbour.
    const begin = isLast ? this.#begins[index]! - 1 : this.#begins[index]!
    const end = isLast ? body.length : this.#begins[index + 1]!
    return this.#framed(body.subarray(0, begin), body.subarray(end))
  }

  #all(): Buffer {
    if (this.#body) return this.#body
    let at = 0
    for (const { length } of this.#texts) {
      this.#begins.push(at)
      at += length + 1
    }
    this.#body = Buffer.from(this.#texts.join(','), 'latin1')
    return this.#body
  }

  #framed(...parts: readonly Uint8Array[]): Buffer {
    const length = this.#head.length + parts.reduce((sum, part) => sum + part.length, 0) + endText.length
    const frame = Buffer.allocUnsafe(headerOf(length) + length)
    let at = writeHeader(frame, 0, textOpcode, length)
    at += frame.write(this.#head, at, 'latin1')
    for (const part of parts) {
      frame.set(part, at)
      at += part.length
    }
    frame.write(endText, at, 'latin1')
    return frame
  }
}

/** A position as text, made once however many rooms it goes to. Says what `presentLive` says. */
export const positionText = (head: string, position: Position): string => {
  const { recordedAt, latE7, lonE7, speed, heading, accuracy } = position
  const time = String(recordedAt)
  let text = `${head}${time},"lat":${fromE7(latE7)},"lon":${fromE7(lonE7)}`
  if (speed !== null) text += `,"spd":${speed}`
  if (heading !== null) text += `,"hdg":${heading}`
  if (accuracy !== null) text += `,"acc":${accuracy}`
  return `${text},"seq":${time}}`
}

/** What stands before the time in every position of one subject. */
export const positionHead = (id: string): string => `{"id":${JSON.stringify(id)},"t":`

const textOpcode = 0x81
const binaryOpcode = 0x82

const headerOf = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10)

/** `opcode` with the bit that says that the message is whole; a server does not mask. Returns where the data begins. */
const writeHeader = (frame: Buffer, at: number, opcode: number, length: number): number => {
  frame[at] = opcode
  if (length < 126) {
    frame[at + 1] = length
    return at + 2
  }
  if (length < 65_536) {
    frame[at + 1] = 126
    frame[at + 2] = length >>> 8
    frame[at + 3] = length & 0xff
    return at + 4
  }
  frame[at + 1] = 127
  frame.writeUIntBE(0, at + 2, 4)
  frame.writeUInt32BE(length, at + 6)
  return at + 10
}

const textFrame = (text: string): Buffer => {
  const length = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(headerOf(length) + length)
  frame.write(text, writeHeader(frame, 0, textOpcode, length))
  return frame
}

const binaryHead = textFrame('451-/live,["positions",{"_placeholder":true,"num":0}]')
