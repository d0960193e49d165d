import { globSync } from 'node:fs'
import { expect } from 'chai'
import { type Language, languages } from '../../domain/problem.ts'
import { callWords } from '../../web/pages/collab/call-words.ts'
import { drawingWords } from '../../web/pages/collab/drawing-words.ts'
import { menuWords } from '../../web/pages/collab/menu-words.ts'
import { notesWords } from '../../web/pages/collab/notes-words.ts'
import { pdfWords } from '../../web/pages/collab/pdf-words.ts'
import { replayWords } from '../../web/pages/collab/replay-words.ts'
import { collabWords } from '../../web/pages/collab/words.ts'
import {
  clockTime,
  daysText,
  dayText,
  directionText,
  distanceText,
  duration,
  playingTime,
  relative,
  sizeText,
  speedText,
} from '../../web/pages/format.ts'
import { plain } from '../../web/pages/plain.ts'
import { quoteWords } from '../../web/pages/quote-words.ts'
import { visitWords } from '../../web/pages/visit-words.ts'
import { visitorWords } from '../../web/pages/visitor-words.ts'
import { fill, words } from '../../web/pages/words.ts'

type Table = Readonly<Record<Language, Readonly<Record<string, string>>>>
/** Each page of the members' app has its words beside it. */
const membersWords = await Promise.all(
  globSync('web/app/**/*words.ts').map(async (path): Promise<[string, Table]> => {
    const module: Record<string, Table> = await import(`../../${path}`)
    const name = Object.keys(module).find((one) => one.endsWith('Words'))
    return [path, module[name!]!]
  }),
)

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()

for (const [title, table] of [
  ...membersWords,
  ['pages', words],
  ['files, albums, trips and doors', visitorWords],
  ['quotes', quoteWords],
  ['visits', visitWords],
  ['calls and recordings', callWords],
  ['replays', replayWords],
  ['sessions and comments', collabWords],
  ['drawings', drawingWords],
  ['notes', notesWords],
  ['PDFs', pdfWords],
  ['the menu of a session', menuWords],
] as readonly [string, Table][])
  describe(`the words of ${title}`, () => {
    for (const lang of languages)
      it(`are complete in ${lang}, with the same placeholders`, () => {
        const english = Object.entries<string>(table.en)
        const spoken = table[lang] as Readonly<Record<string, string>>
        expect(Object.keys(spoken)).to.have.members(english.map(([name]) => name))
        for (const [name, text] of english) {
          expect(spoken[name], name).to.be.a('string').and.not.equal('')
          expect(placeholders(spoken[name]!), name).to.deep.equal(placeholders(text))
        }
      })
  })

describe('what is said of time and motion', () => {
  it('names the largest unit of the past', () => {
    expect(relative('en', -12_400)).to.equal('12 seconds ago')
    expect(relative('pt-BR', -180_000)).to.equal('há 3 minutos')
    expect(relative('es', -7_200_000)).to.equal('hace 2 horas')
  })

  it('counts seconds only in the last ten minutes', () => {
    expect(duration('en', 38 * 60_000 + 12_000)).to.equal('38 min')
    expect(duration('en', 9 * 60_000 + 5000)).to.equal('9 min 5 sec')
    expect(duration('en', 2 * 3_600_000)).to.equal('2 hr')
    expect(duration('en', 26 * 3_600_000)).to.equal('1 day 2 hr')
    expect(duration('en', -5)).to.equal('0 sec')
  })

  it('names the day only where it is another one', () => {
    const noon = Date.parse('2030-06-01T12:00:00Z')
    expect(clockTime('pt-BR', noon + 3_600_000, noon, 'UTC')).to.equal('13:00 UTC')
    expect(clockTime('pt-BR', noon + 86_400_000, noon, 'UTC')).to.include('2 de jun')
  })

  it('rounds speeds, distances and directions to what people say', () => {
    expect(speedText('en', 43.2)).to.equal('43 km/h')
    expect(distanceText('en', 500)).to.equal('500 m')
    expect(distanceText('pt-BR', 1500)).to.equal('1,5 km')
    expect([0, 44, 359, 225].map((degrees) => directionText('en', degrees))).to.deep.equal([
      'north',
      'north-east',
      'north',
      'south-west',
    ])
  })

  it('says sizes, playing times and days as people write them', () => {
    expect([12, 2_449_000, 3_100_000_000].map((bytes) => sizeText('en', bytes))).to.deep.equal([
      '0.1 kB',
      '2.4 MB',
      '3.1 GB',
    ])
    expect(sizeText('pt-BR', 2_449_000)).to.equal('2,4 MB')
    expect([9.4, 83, 3723].map(playingTime)).to.deep.equal(['0:09', '1:23', '1:02:03'])
    expect(dayText('es', '2030-06-01')).to.equal('sábado, 1 de junio')
    expect(daysText('en', '2030-06-01', '2030-06-03')).to.match(/^June 1\s–\s3, 2030$/)
  })

  it('fills what it knows and leaves the rest', () => {
    expect(fill('{a} and {b}', { a: 1 })).to.equal('1 and {b}')
  })

  it('keeps what names are made of, and drops what hides in them', () => {
    expect(plain(' Zé\u202e\u0007 👨‍👩‍👧 ')).to.equal('Zé 👨‍👩‍👧')
  })
})
