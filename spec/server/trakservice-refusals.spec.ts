import { expect } from 'chai'
import { type FieldError, Problem } from '../../domain/problem.ts'
import { parser } from '../../domain/validate.ts'
import { CreateWorkOrder } from '../../domain/work-orders/schema.ts'
import type { RequestFacts } from '../../server/route.ts'
import { refuseTrakService } from '../../server/trakservice-refusals.ts'

const bodyOf = (problem: Problem, language = 'en'): Record<string, unknown> => {
  const answer = refuseTrakService(problem, { language, id: 'a-request' } as RequestFacts)
  return JSON.parse(answer.value as string)
}
const faulty = (...errors: FieldError[]) => new Problem('validation_failed', { errors })

describe('a refusal of TrakService', () => {
  it('has the sentences of each field under its name, and those of no field as non_field_errors', () => {
    const body = bodyOf(
      faulty(
        { field: 'notes', message: 'one' },
        { field: 'notes', message: 'two' },
        { field: '', message: 'three' },
      ),
    )

    expect(body.notes).to.deep.equal(['one', 'two'])
    expect(body.non_field_errors).to.deep.equal(['three'])
  })

  it('leaves what programs go by, whatever a body calls its fields [T-58]', () => {
    const names = ['code', 'detail', 'errors', 'instance', 'request_id', 'type']

    const body = bodyOf(faulty(...names.map((field) => ({ field, message: 'is not a known field' }))))

    const { errors, ...others } = body
    expect(errors).to.have.length(names.length)
    expect(others).to.deep.equal({
      type: 'urn:fleeting:problem:validation_failed',
      title: 'Unprocessable Entity',
      status: 422,
      detail: 'Some fields are missing or wrong; see errors.',
      code: 'validation_failed',
      instance: 'urn:uuid:a-request',
      request_id: 'a-request',
    })
  })

  it('names even fields that objects have by nature', () => {
    const read = parser(CreateWorkOrder)
    for (const field of ['__proto__', 'constructor', 'toString']) {
      let problem: unknown
      try {
        read(JSON.parse(`{ "description": "x", "${field}": 1 }`))
      } catch (error) {
        problem = error
      }
      expect(problem).to.be.instanceOf(Problem)
      const body = bodyOf(problem as Problem)
      expect(Object.getOwnPropertyDescriptor(body, field)?.value, field).to.deep.equal([
        'is not a known field',
      ])
    }
  })
})
