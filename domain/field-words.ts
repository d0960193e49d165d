import { type FieldSentence, sentencesOfRules, sentencesOfShape } from './field-sentences.ts'
import type { FieldError, Language } from './problem.ts'

const types: Readonly<Record<string, readonly [portuguese: string, spanish: string]>> = {
  string: ['um texto', 'un texto'],
  integer: ['um número inteiro', 'un número entero'],
  number: ['um número', 'un número'],
  boolean: ['true ou false', 'true o false'],
  array: ['uma lista', 'una lista'],
  object: ['um objeto', 'un objeto'],
  null: ['null', 'null'],
}

/** Of those that fit, the one that says the most by itself. */
const sentences = [...sentencesOfShape, ...sentencesOfRules]
  .toSorted(([one], [other]) => other.length - one.length)
  .map(([english, ...others]) => ({ english: patternOf(english), others }))

function patternOf(english: FieldSentence[0]): RegExp {
  const parts = english.split(/\$\d/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(.+?)')}$`)
}

/** What is wrong with a field, as a sentence in the language of whoever reads it; in English as it is. */
export const fieldSentence = (message: string, language: Language): string => {
  if (language === 'en') return message
  const nth = language === 'pt-BR' ? 0 : 1
  const type = types[/^must be (\w+)$/.exec(message)?.[1] ?? '']
  if (type) return `${nth === 0 ? 'Deve ser' : 'Debe ser'} ${type[nth]}.`
  const said = sentences.find(({ english }) => english.test(message))
  return said ? message.replace(said.english, said.others[nth]!) : message
}

/** The same with its field, on one line: `end_date must not be before start_date`. */
export const fieldLine = ({ field, message }: FieldError, language: Language): string =>
  [field, fieldSentence(message, language)].filter(Boolean).join(language === 'en' ? ' ' : ': ')
