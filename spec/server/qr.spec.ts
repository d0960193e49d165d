import { expect } from 'chai'
import { create } from 'qrcode'
import sharp from 'sharp'
import { qrDataUrl, qrPng, qrSizes, qrSvg } from '../../server/qr.ts'

const text = 'https://fleeting.example/share/AbCdEfGhIjKlMnOpQrStUv/?utm_source=qr&utm_medium=qr'

/** What a scanner sees: dark or light, at every pixel. */
const pixelsOf = async (picture: Buffer) => {
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })
  const shades = new Set(data)
  const isDark = (x: number, y: number) => data[(y * info.width + x) * info.channels]! < 128
  return { width: info.width, height: info.height, isDark, shades }
}

/** The modules, read back from the pixels alone: the finder pattern in the corner, seven modules wide, gives the scale. */
const modulesIn = async (picture: Buffer) => {
  const { width, height, isDark, shades } = await pixelsOf(picture)
  let start = 0
  while (!isDark(start, start)) start++
  let finder = start
  while (isDark(finder, start)) finder++
  const scale = (finder - start) / 7
  let end = width - 1
  while (!isDark(end, start)) end-- // the right-hand finder's upper edge
  const size = (end + 1 - start) / scale
  const middle = (at: number) => Math.floor(start + (at + 0.5) * scale)
  const rows = Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => isDark(middle(x), middle(y))),
  )
  return { width, height, rows, quiet: start / scale, scale, shades }
}

// Reading a code back, as ISO/IEC 18004 has it: format and mask, the zigzag, the blocks; of a code that is undamaged.
const masks: readonly ((y: number, x: number) => boolean)[] = [
  (y, x) => (y + x) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (y + x) % 3 === 0,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
]

/** Versions 2 to 6, which have one alignment pattern: what addresses of ours need. Blocks of level M, by version. */
const blocksOfM: Readonly<Record<number, readonly [count: number, data: number]>> = {
  2: [1, 28],
  3: [1, 44],
  4: [2, 32],
  5: [2, 43],
  6: [4, 27],
}

const decode = (rows: readonly (readonly boolean[])[]): string => {
  const size = rows.length
  const version = (size - 17) / 4
  const at = (y: number, x: number) => rows[y]![x]!
  const format = [0, 1, 2, 3, 4].map((x) => Number(at(8, x)))
  const unmasked = Number.parseInt(format.join(''), 2) ^ 0b10101
  expect(unmasked >> 3, 'level M').to.equal(0b00)
  const mask = masks[unmasked & 7]!
  const isFunction = (y: number, x: number) =>
    (y < 9 && (x < 9 || x >= size - 8)) ||
    (y >= size - 8 && x < 9) ||
    y === 6 ||
    x === 6 ||
    (Math.abs(y - (size - 7)) <= 2 && Math.abs(x - (size - 7)) <= 2)

  const bits: number[] = []
  let goesUp = true
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const y = goesUp ? size - 1 - step : step
      for (const x of [right, right - 1]) if (!isFunction(y, x)) bits.push(Number(at(y, x) !== mask(y, x)))
    }
    goesUp = !goesUp
  }
  const bytes = Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2),
  )
  const [count, length] = blocksOfM[version]!
  const blocks = Array.from({ length: count }, (_, block) =>
    Array.from({ length }, (_, i) => bytes[i * count + block]!),
  )
  return readSegments(blocks.flat())
}

const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

const readSegments = (bytes: readonly number[]): string => {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  let position = 0
  const take = (count: number) => {
    position += count
    return Number.parseInt(bits.slice(position - count, position), 2)
  }
  let text = ''
  for (;;) {
    const mode = bits.length - position < 4 ? 0 : take(4)
    if (mode === 0) return text
    if (mode === 4) {
      const length = take(8)
      text += Buffer.from(Array.from({ length }, () => take(8))).toString('utf8')
    } else if (mode === 2) {
      let left = take(9)
      for (; left >= 2; left -= 2) {
        const pair = take(11)
        text += alphanumeric[Math.floor(pair / 45)]! + alphanumeric[pair % 45]!
      }
      if (left === 1) text += alphanumeric[take(6)]!
    } else if (mode === 1) {
      let left = take(10)
      for (; left >= 3; left -= 3) text += String(take(10)).padStart(3, '0')
      if (left > 0) text += String(take(left === 2 ? 7 : 4)).padStart(left, '0')
    } else throw new Error(`Mode ${mode} is none of ours`)
  }
}

describe('a QR code', () => {
  it('reads back as what was written, from its pixels alone [HO-6]', async () => {
    for (const written of [text, 'https://x.example/share/a-van/', 'HTTPS://X.EXAMPLE/0123456789012/é'])
      expect(decode((await modulesIn(qrPng(written, 300))).rows)).to.equal(written)
  })

  it('is as large as was asked for, black on white, with a margin of at least four modules [HO-6]', async () => {
    for (const size of [46, 64, 300, 301, 2048]) {
      const { width, height, quiet, scale, shades } = await modulesIn(qrPng(text, size))

      expect([width, height]).to.deep.equal([size, size])
      expect(quiet).to.be.at.least(4)
      expect(Number.isInteger(scale)).to.equal(true)
      expect([...shades].sort()).to.deep.equal([0, 255])
    }
  })

  it('is never too small to be read, and never too large to be made [HO-6] [T-62]', async () => {
    const smallest = await modulesIn(qrPng(text, qrSizes.least))
    expect(smallest.scale).to.equal(1)
    expect(decode(smallest.rows)).to.equal(text)

    for (const size of [qrSizes.least - 1, qrSizes.most + 1, 1e9, 300.5, Number.NaN, -300]) {
      expect(() => qrPng(text, size)).to.throw(RangeError)
      expect(() => qrSvg(text, size)).to.throw(RangeError)
    }
  })

  it('is the same code as SVG [HO-6]', async () => {
    const svg = qrSvg(text, 400)
    const { width, rows, quiet } = await modulesIn(await sharp(Buffer.from(svg)).png().toBuffer())

    expect(width).to.equal(400)
    expect(Math.round(quiet)).to.equal(4)
    expect(svg).to.match(/^<svg xmlns="[^"]+" width="400" height="400" viewBox="0 0 (\d+) \1"/)
    const { modules } = create(text, { errorCorrectionLevel: 'M' })
    const drawn = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)].flatMap(([, x, y, length]) =>
      Array.from({ length: Number(length) }, (_, i) => `${Number(y) - 4},${Number(x) - 4 + i}`),
    )
    const dark = Array.from({ length: modules.size ** 2 }, (_, i) => [
      Math.floor(i / modules.size),
      i % modules.size,
    ])
      .filter(([y, x]) => modules.get(y!, x!))
      .map(([y, x]) => `${y},${x}`)
    expect(drawn).to.deep.equal(dark)
    expect(rows).to.have.length(modules.size)
  })

  it('keeps the text out of the markup [T-44]', () => {
    expect(qrSvg('"/><script>alert(1)</script>', 300)).to.match(/^<svg[^<>]*>(<path[^<>]*\/>){2}<\/svg>$/)
  })

  it('goes along in an answer as a small PNG, made once [HO-6]', async () => {
    const url = qrDataUrl(text)
    const picture = Buffer.from(url.replace(/^data:image\/png;base64,/, ''), 'base64')

    expect(decode((await modulesIn(picture)).rows)).to.equal(text)
    expect(url).to.have.length.below(2000)
    expect(picture.subarray(0, 8).toString('latin1')).to.equal('\x89PNG\r\n\x1a\n')
    expect(qrDataUrl(text)).to.equal(url)
    // More than are remembered: the first is made anew, and is the same.
    for (let i = 0; i < 1100; i++) qrDataUrl(`${i}`)
    expect(qrDataUrl(text)).to.equal(url)
  })
})
