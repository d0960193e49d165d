import { expect } from 'chai'
import { clean } from '../../domain/mail/clean.ts'
import { type MailData, type MailTemplate, nextTry } from '../../domain/mail/mail.ts'
import { write } from '../../domain/mail/templates.ts'
import { mailWords } from '../../domain/mail/words.ts'
import { type Language, languages } from '../../domain/problem.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const url = 'https://share.example.org/share/AbCdEfGhIjKlMnOpQrStUv/'
const sender = { organization: 'Buses of the North', timeZone: 'America/Sao_Paulo' }

const every: MailData = {
  link_sent: { senderName: 'Ana', title: 'Line 9', url, startsAt: noon, expiresAt: noon, hasPassword: true },
  link_opened: { title: 'Line 9', url, openedAt: noon },
  link_expiring: {
    title: 'Line 9',
    url,
    expiresAt: noon,
    extendUrl: 'https://share.example.org/extend/code',
    extendedUntil: noon,
  },
  limit_reached: { title: 'Line 9', url, limit: 'downloads', count: 50 },
  wrong_passwords: { title: 'Line 9', url, count: 10 },
  password_reset: { name: 'Ana', url: 'https://share.example.org/#reset=code', minutes: 30 },
  session_invited: { senderName: 'Ana', title: 'Logo', message: 'Please review', url, expiresAt: noon },
  visit_started: { technicianName: 'Ana', url, expiresAt: noon },
  quote_sent: {
    senderName: 'Bia',
    customerName: 'Ana',
    number: 'ORC-2030-0007',
    title: 'New compressor',
    totalCents: 45_523,
    currency: 'BRL',
    validUntil: '2030-07-01',
    message: 'As agreed.',
    url,
  },
  quote_decided: {
    number: 'ORC-2030-0007',
    title: 'New compressor',
    isApproved: true,
    decidedBy: 'Ana',
    comment: 'When can you come?',
    url,
  },
  notification_digest: {
    name: 'Ana',
    count: 21,
    lines: ['Bia mentioned you on “Logo”: Look', '… and 1 more.'],
    url,
  },
}
const templates = Object.keys(every) as MailTemplate[]

const writeOne = <T extends MailTemplate>(
  template: T,
  change: Partial<MailData[T]> = {},
  language: Language = 'en',
  from = sender,
) => write<T>({ template, language, data: { ...every[template], ...change } }, from)

describe('a mail', () => {
  it('has a subject, a text and a page in three languages, with every placeholder filled', () => {
    for (const language of languages)
      for (const template of templates) {
        const { subject, text, html } = writeOne(template, {}, language)
        const { action } = mailWords[language][template]

        expect(`${subject}\n${text}\n${html}`, `${template} ${language}`).to.not.match(
          /[{}]|undefined|null|NaN/,
        )
        expect(html).to.include(`lang="${language}"`).and.include(action)
        expect(subject).to.not.equal('')
        if (language !== 'en') expect(subject).to.not.equal(writeOne(template).subject)
      }
  })

  it('has its address whole on a line of the text, says who sent it from where, and why it came', () => {
    const { subject, text, html } = writeOne('link_sent')

    expect(subject).to.equal('Ana shared “Line 9” with you')
    expect(text.split('\n')).to.include(url)
    expect(text).to.include('Ana of Buses of the North').and.include('You receive this because Ana')
    expect(html).to.include(`<a href="${url}">${url}</a>`)
  })

  it('gives times in the organization’s own zone, and names it', () => {
    expect(writeOne('link_opened').text).to.match(/Saturday, June 1, 2030 at 9:00 AM GMT-3/)
  })

  it('says of a link only what is so', () => {
    const { text } = writeOne('link_sent', { startsAt: null, expiresAt: null, hasPassword: false })

    expect(text).to.not.include('works until').and.not.include('opens at').and.not.include('password')
  })

  it('says that a password comes by another way, and has no place for one [T-9]', () => {
    const data = { ...every.link_sent, password: 'swordfish' }
    const { subject, text, html } = write({ template: 'link_sent', language: 'en', data }, sender)

    expect(text).to.include('It asks for a password, which Ana gives you by another way')
    expect(subject + text + html).to.not.include('swordfish')
  })

  it('says what a quote comes to and until when, and what became of it [QT-14]', () => {
    const sent = writeOne('quote_sent', {}, 'pt-BR')
    const bare = writeOne('quote_sent', { message: null })
    const rejected = writeOne('quote_decided', { isApproved: false, comment: null })

    expect(sent.subject).to.equal('Orçamento ORC-2030-0007: New compressor')
    expect(sent.text.replace(/\s/g, ' ')).to.include('R$ 455,23').and.include('1 de julho de 2030')
    expect(sent.text).to.include('As agreed.')
    expect(bare.text).to.include('July 1, 2030').and.not.include('As agreed')
    expect(rejected.subject).to.equal('Ana rejected ORC-2030-0007')
    expect(rejected.text).to.not.include('What they wrote')
  })

  it('loads nothing from anywhere, and leads nowhere but to us', () => {
    for (const template of templates) {
      const { html } = writeOne(template)
      const hosts = [...html.matchAll(/https?:\/\/([^/"<]+)/g)].map(([, host]) => host)

      expect(html, template).to.not.match(/<img|<link|<script|<iframe|url\(|@import|background=/i)
      expect(new Set(hosts), template).to.deep.equal(new Set(['share.example.org']))
    }
  })

  it('keeps what people typed from being markup, a header, another direction or a flood [T-44]', () => {
    const nasty = [
      '<img src=x onerror=alert(1)>"\'&amp;',
      'Line 9\r\nBcc: everyone@example.org\r\n\r\nHello',
      'safe\u202egnp.exe\u2066\u200b\u200f\u00ad',
      `\u0000\u001b[31m${'long '.repeat(2000)}`,
      '{url} {organization} $& $1',
      '\ud800 alone',
    ]
    for (const title of nasty) {
      const { subject, text, html } = writeOne('link_sent', { title, senderName: title }, 'en', {
        ...sender,
        organization: title,
      })

      expect(subject, title).to.not.match(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
      expect([...subject].length).to.be.lessThan(200)
      expect(text, title).to.not.match(/[\p{Bidi_Control}\u200b\u00ad]|[^\P{Cc}\n]/u)
      expect(text.length).to.be.lessThan(3000)
      expect(text).to.not.match(/^Bcc:/m)
      expect(html).to.not.match(/<img|onerror=alert\(1\)>|[\p{Bidi_Control}]/u)
      expect((subject + text + html).isWellFormed()).to.equal(true)
    }
    expect(writeOne('link_sent', { title: '{url} $&' }).subject).to.equal('Ana shared “{url} $&” with you')
  })

  it('shows no address that a name pretends to be as a link', () => {
    const { text, html } = writeOne('link_sent', { senderName: 'Your bank https://evil.example/login' })

    expect(text + html)
      .to.not.include('evil.example')
      .and.not.include('https://evil')
    expect(clean('beach.jpg')).to.equal('beach.jpg')
    expect(clean('Dr. Silva & Co.')).to.equal('Dr. Silva & Co.')
  })
})

describe('the tries of a mail', () => {
  it('come further and further apart, and end when it is of no use any more', () => {
    const until = new Date(noon.getTime() + 24 * 3_600_000)
    const pauses: number[] = []
    let at = noon
    for (let attempts = 1; ; attempts += 1) {
      const next = nextTry(attempts, until, at)
      if (!next) break
      pauses.push((next.getTime() - at.getTime()) / 60_000)
      at = next
    }

    expect(pauses.slice(0, 4)).to.deep.equal([1, 2, 5, 10])
    expect(pauses).to.deep.equal(pauses.toSorted((a, b) => a - b))
    expect(at)
      .to.be.below(until)
      .and.above(new Date(until.getTime() - 4 * 3_600_000 - 1))
  })
})
