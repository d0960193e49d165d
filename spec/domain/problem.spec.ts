import { expect } from 'chai'
import { languages, Problem, type ProblemName, sentenceOf } from '../../domain/problem.ts'
import { problems } from '../../domain/problem-sentences.ts'

const names = Object.keys(problems) as ProblemName[]
/** A document promises this sentence word for word, whatever language is spoken. */
const untranslated: readonly ProblemName[] = ['feature_disabled']
const placeholders = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('a problem', () => {
  for (const name of names)
    it(`called ${name} has a sentence in every language, with the same places to fill`, () => {
      const sentences = languages.map((language) => problems[name][language])

      for (const sentence of sentences) {
        expect(sentence).to.match(/^\p{Lu}.*[.]$/u)
        expect(sentence).to.equal(sentence.trim())
        expect(placeholders(sentence)).to.deep.equal(placeholders(sentences[0]!))
      }
      expect(new Set(sentences).size, 'something was not translated').to.equal(
        untranslated.includes(name) ? 1 : languages.length,
      )
    })

  it('has a name for programs: lower case, words parted by underscores', () => {
    for (const name of names) expect(name).to.match(/^[a-z]+(_[a-z]+)*$/)
  })

  it('says no two things with the same words', () => {
    for (const language of languages)
      expect(new Set(names.map((name) => problems[name][language])).size).to.equal(names.length)
  })

  it('fills its places, and leaves one that it knows nothing of', () => {
    expect(sentenceOf('rate_limited', 'en', { seconds: 7 })).to.equal('Too many requests; try again in 7 s.')
    expect(sentenceOf('rate_limited', 'pt-BR', { seconds: 0 })).to.contain('em 0 s')
    expect(sentenceOf('rate_limited', 'es')).to.contain('{seconds}')
  })

  it('fills in what it is told as it stands, patterns and placeholders too', () => {
    const expected = '$& {seconds} <b>'

    expect(sentenceOf('unsupported_media_type', 'en', { expected })).to.equal(`Send the body as ${expected}.`)
  })

  it('is an error that carries its name and its details', () => {
    const problem = new Problem('rate_limited', { seconds: 3 })

    expect(problem).to.be.instanceOf(Error)
    expect(problem).to.include({ name: 'Problem', code: 'rate_limited' })
    expect(problem.message).to.equal('Too many requests; try again in 3 s.')
    expect(problem.details).to.deep.equal({ seconds: 3 })
    expect(new Problem('not_found').details).to.deep.equal({})
  })
})
