/**
 * As much of WebSocket (RFC 6455) as a load generator needs: what a client sends, and the frames of what a server
 * sends, across the borders of chunks. Nothing is parsed that need not be.
 */
export const upgradeRequest = (path: string): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    '\r\n',
  ].join('\r\n')

/** A client must mask what it sends; a mask of zeros leaves it as it is. */
export const clientText = (text: string): Buffer => {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : 4
  const frame = Buffer.alloc(head + 4 + length)
  frame[0] = 0x81
  if (head === 2) frame[1] = 0x80 | length
  else {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(length, 2)
  }
  frame.write(text, head + 4)
  return frame
}

export const opcodes = { text: 1, binary: 2 } as const

/** Counts frames by their headers alone. */
export class FrameCounter {
  text = 0
  binary = 0
  /** Text of one character, which is how Engine.IO pings. */
  pings = 0
  bytes = 0
  #left = 0
  #head = new Uint8Array(10)
  #headLength = 0

  scan(chunk: Uint8Array, length: number): void {
    this.bytes += length
    let at = 0
    while (at < length) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, length - at)
        this.#left -= skipped
        at += skipped
      } else if (this.#headLength === 0 && length - at >= 10) {
        const head = headLength(chunk[at + 1]!)
        this.#open(chunk, at, head)
        at += head
      } else at += this.#collect(chunk[at]!)
    }
  }

  /** A header that may be cut in two, byte by byte. */
  #collect(byte: number): 1 {
    this.#head[this.#headLength++] = byte
    if (this.#headLength >= 2 && this.#headLength === headLength(this.#head[1]!)) {
      this.#open(this.#head, 0, this.#headLength)
      this.#headLength = 0
    }
    return 1
  }

  #open(bytes: Uint8Array, at: number, head: number): void {
    const opcode = bytes[at]! & 0x0f
    this.#left = payloadLength(bytes, at, head)
    if (opcode === opcodes.binary) this.binary++
    else if (opcode !== opcodes.text) return
    else if (this.#left === 1) this.pings++
    else this.text++
  }
}

/** Puts whole messages together: for handshakes, and for the few connections whose messages are looked into. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)

  /** False as long as the mark has not come. */
  skipPast(mark: string): boolean {
    const at = this.#rest.indexOf(mark)
    if (at < 0) return false
    this.#rest = this.#rest.subarray(at + mark.length)
    return true
  }

  /** Hands over what was not read yet, for another reader to go on with. */
  takeRest(): Buffer {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest
  }

  /** The next message in what has come so far, if it is complete. */
  next(): { opcode: number; payload: Buffer } | undefined {
    const bytes = this.#rest
    if (bytes.length < 2) return undefined
    const head = headLength(bytes[1]!)
    if (bytes.length < head) return undefined
    const end = head + payloadLength(bytes, 0, head)
    if (bytes.length < end) return undefined
    this.#rest = bytes.subarray(end)
    return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(head, end) }
  }

  /** Copies the chunk: its memory is used again for the next one. */
  add(chunk: Uint8Array): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
  }
}

const headLength = (second: number): number => {
  const length = second & 0x7f
  return length < 126 ? 2 : length === 126 ? 4 : 10
}

const payloadLength = (bytes: Uint8Array, at: number, head: number): number => {
  if (head === 2) return bytes[at + 1]! & 0x7f
  if (head === 4) return (bytes[at + 2]! << 8) | bytes[at + 3]!
  let length = 0
  for (let i = 2; i < 10; i++) length = length * 256 + bytes[at + i]!
  return length
}
