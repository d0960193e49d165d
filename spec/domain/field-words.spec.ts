import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { TSchema } from 'typebox'
import { AssignmentQuery, CreateAssignment, UpdateAssignment } from '../../domain/assignments/schema.ts'
import { fieldLine, fieldSentence } from '../../domain/field-words.ts'
import type { Problem } from '../../domain/problem.ts'
import { CreateQuote } from '../../domain/quotes/schema.ts'
import { CreateTechnician } from '../../domain/technicians/schema.ts'
import { parser } from '../../domain/validate.ts'
import { CreateWorkOrder } from '../../domain/work-orders/schema.ts'

const messagesOf = (schema: TSchema, input: unknown, from?: 'text'): string[] => {
  try {
    parser(schema, from)(input)
    return []
  } catch (error) {
    return (error as Problem).details.errors?.map(({ message }) => message) ?? []
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const text = /('(?:[^'\\]|\\.)*'|`[^`]*`)/.source
const places = [
  `field(?:: [^{}]*?)?,\\s*message: (?:message \\?\\? )?${text}`,
  `\\b(?:fault|wrong|faulty)\\(\\s*[^(),]+?(?:\\[[^\\]]*\\])?,\\s*${text}`,
].map((pattern) => new RegExp(pattern, 'g'))

/** What a source says of fields; whatever it puts in is a number here. */
const saidIn = (source: string): string[] =>
  places
    .flatMap((place) => [...source.matchAll(place)])
    .map(([, said]) => said!.slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '7'))

describe('what is said of a field', () => {
  it('is a sentence in Portuguese and in Spanish, whatever is wrong with a request of TrakService [AS-21]', () => {
    const date = '2026-01-15'
    const messages = [
      ...messagesOf(CreateAssignment, {}),
      ...messagesOf(CreateAssignment, {
        work_order: '1',
        technician: 'x',
        scheduled_date: '2027-02-29',
        vip: 1,
      }),
      ...messagesOf(CreateAssignment, {
        work_order: 0,
        technician: 1,
        scheduled_date: date,
        notes: '\u0000',
      }),
      ...messagesOf(UpdateAssignment, {}),
      ...messagesOf(UpdateAssignment, { notes: 'x'.repeat(5001), scheduled_start: '24:00', route_place: -1 }),
      ...messagesOf(CreateAssignment, []),
      ...messagesOf(AssignmentQuery, { date: 'x', page: '0', page_size: '201', status: ['gone'] }, 'text'),
      ...messagesOf(CreateTechnician, { user_id: 1.5, skills: 'HVAC', is_active: 'yes' }),
      ...messagesOf(CreateTechnician, { user_id: 1, skills: Array(51).fill('HVAC'), phone: 'x'.repeat(41) }),
      ...messagesOf(CreateWorkOrder, { description: '', priority: 'high', latitude: 91, longitude: 0 }),
      ...messagesOf(CreateWorkOrder, { description: 'x', latitude: 1, customer: { name: ' ', email: 'x' } }),
      ...messagesOf(CreateQuote, { title: 1, items: [], currency: 'real' }),
    ]

    expect(messages).to.have.length.above(25)
    for (const message of messages) {
      expect(fieldSentence(message, 'en')).to.equal(message)
      const [portuguese, spanish] = [fieldSentence(message, 'pt-BR'), fieldSentence(message, 'es')]
      expect(portuguese, message).to.match(/^\p{Lu}.*\.$/u)
      expect(spanish, message).to.match(/^\p{Lu}.*\.$/u)
    }
  })

  it('keeps the numbers and the names that it is about', () => {
    expect(fieldSentence('must NOT have more than 5000 characters', 'pt-BR')).to.equal(
      'Não pode ter mais de 5000 caracteres.',
    )
    expect(fieldSentence('must be one of scheduled, done', 'es')).to.equal(
      'Debe ser uno de estos valores: scheduled, done.',
    )
    expect(fieldSentence('must have property longitude when property latitude is present', 'pt-BR')).to.equal(
      'Com latitude é preciso enviar também longitude.',
    )
  })

  it('has words in all languages, wherever a rule of the service says it [AS-21]', () => {
    const messages = globSync('{domain,server,gateway}/**/*.ts', { cwd: root }).flatMap((file) =>
      saidIn(readFileSync(`${root}${file}`, 'utf8')),
    )

    expect(messages).to.have.length.above(80)
    expect(messages.filter((message) => fieldSentence(message, 'pt-BR') === message)).to.deep.equal([])
    expect(messages.filter((message) => fieldSentence(message, 'es') === message)).to.deep.equal([])
  })

  it('is the most fitting of several sentences', () => {
    expect(fieldSentence('must be at most 24 hours ahead', 'pt-BR')).to.equal(
      'Deve ser daqui a no máximo 24 horas.',
    )
    expect(fieldSentence('must be at most 24', 'es')).to.equal('Debe ser como máximo 24.')
    expect(fieldLine({ field: 'end_date', message: 'must not be before start_date' }, 'es')).to.equal(
      'end_date: No puede ser antes de start_date.',
    )
  })

  it('is as it was written where nobody has said it in another language', () => {
    expect(fieldSentence('is odd', 'pt-BR')).to.equal('is odd')
  })
})
