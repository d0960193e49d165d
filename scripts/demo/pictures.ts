import sharp from 'sharp'

interface Light {
  readonly sky: readonly [string, string]
  readonly sun: string
  readonly hills: readonly string[]
}

/** Hours of a day at a lake. */
const lights: readonly Light[] = [
  { sky: ['#2b3a67', '#e8a87c'], sun: '#ffe3b3', hills: ['#7d6b91', '#5b5f8a', '#3c4a73', '#22305a'] },
  { sky: ['#f7b267', '#f4845f'], sun: '#fff1cc', hills: ['#b56576', '#8a5a83', '#5f4b7a', '#3b3561'] },
  { sky: ['#7fb7e6', '#e9f5ff'], sun: '#fffbe6', hills: ['#9ec1a3', '#70a37f', '#4a7c59', '#2f5d46'] },
  { sky: ['#5aa9e6', '#cdeffd'], sun: '#ffffff', hills: ['#b7d3c6', '#86b49c', '#5e9476', '#3e6e57'] },
  { sky: ['#89c2d9', '#f1faee'], sun: '#fff3b0', hills: ['#d9c9a3', '#b39c6d', '#8a7448', '#5f5133'] },
  { sky: ['#f6bd60', '#f7ede2'], sun: '#fff7d6', hills: ['#d9ae94', '#b98b73', '#8f6a58', '#634a41'] },
  { sky: ['#355070', '#eaac8b'], sun: '#ffd9a0', hills: ['#6d597a', '#584b6e', '#43405f', '#2c2f4a'] },
  { sky: ['#0b132b', '#3a506b'], sun: '#f4f1de', hills: ['#31445f', '#25364e', '#1b283c', '#111a29'] },
]

export interface Picture {
  readonly title: string
  readonly jpeg: Buffer
}

const titles = [
  'Before sunrise',
  'First light',
  'Morning on the shore',
  'Noon from the ridge',
  'The dry meadow',
  'Late afternoon',
  'The sun goes',
  'Night',
]

/** Eight landscapes, drawn the same way every time. */
export const drawPictures = (): Promise<readonly Picture[]> =>
  Promise.all(
    lights.map(async (light, i) => ({
      title: titles[i]!,
      jpeg: await sharp(Buffer.from(landscape(light, i)))
        .jpeg({ quality: 82 })
        .toBuffer(),
    })),
  )

const [width, height] = [1600, 1067]

const landscape = ({ sky, sun, hills }: Light, number: number): string => {
  const random = numbersFrom(number + 1)
  const [x, y] = [width * (0.2 + 0.6 * random()), height * (0.22 + 0.2 * random())]
  const ranges = hills.map((colour, i) => {
    const base = height * (0.48 + 0.13 * i)
    return `<path d="${ridge(base, height * (0.16 - 0.02 * i), random)}" fill="${colour}"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="${sky[0]}"/><stop offset="0.7" stop-color="${sky[1]}"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${x}" cy="${y}" r="150" fill="${sun}" opacity="0.25"/>
    <circle cx="${x}" cy="${y}" r="70" fill="${sun}"/>
    ${ranges.join('')}
  </svg>`
}

/** A sum of waves, coarse and fine. */
const ridge = (base: number, rise: number, random: () => number): string => {
  const waves = [1, 2.3, 5.1, 11].map((frequency) => ({ frequency, phase: random() * 2 * Math.PI }))
  const points = Array.from({ length: 81 }, (_, i) => {
    const at = i / 80
    const lift = waves.reduce(
      (sum, { frequency, phase }) => sum + Math.sin(at * frequency * Math.PI + phase) / frequency,
      0,
    )
    return `${(at * width).toFixed(1)},${(base - lift * rise).toFixed(1)}`
  })
  return `M0,${height} L${points.join(' L')} L${width},${height} Z`
}

/** A linear congruential generator (Numerical Recipes' constants): the same numbers for the same seed. */
const numbersFrom = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
