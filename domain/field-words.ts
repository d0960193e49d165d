import type { Language } from './problem.ts'

type Said = readonly [english: RegExp, portuguese: string, spanish: string]

const types: Readonly<Record<string, readonly [portuguese: string, spanish: string]>> = {
  string: ['um texto', 'un texto'],
  integer: ['um número inteiro', 'un número entero'],
  number: ['um número', 'un número'],
  boolean: ['true ou false', 'true o false'],
  array: ['uma lista', 'una lista'],
  object: ['um objeto', 'un objeto'],
  null: ['null', 'null'],
}

/** What is said of single fields, `$1` being the part in brackets. */
const sentences: readonly Said[] = [
  [/^is required$/, 'Este campo é obrigatório.', 'Este campo es obligatorio.'],
  [/^is not a known field$/, 'Este campo não existe.', 'Este campo no existe.'],
  [/^is (?:unknown|not known)$/, 'Não existe na sua organização.', 'No existe en su organización.'],
  [
    /^is not a member of your organization$/,
    'Não é membro da sua organização.',
    'No es miembro de su organización.',
  ],
  [/^is not a currency of ISO 4217$/, 'Não é uma moeda da ISO 4217.', 'No es una moneda de ISO 4217.'],
  [/^is not in a valid form$/, 'Não está em um formato válido.', 'No tiene un formato válido.'],
  [/^must be one of (.+)$/, 'Deve ser um destes valores: $1.', 'Debe ser uno de estos valores: $1.'],
  [/^must be after (\w+)$/, 'Deve ser depois de $1.', 'Debe ser después de $1.'],
  [/^must not be after (\w+)$/, 'Não pode ser depois de $1.', 'No puede ser después de $1.'],
  [
    /^is no open assignment of yours$/,
    'Não é uma atribuição sua em aberto.',
    'No es una asignación suya abierta.',
  ],
  [/^come to too much$/, 'Somam um valor grande demais.', 'Suman un importe demasiado grande.'],
  [/^must not be before (\w+)$/, 'Não pode ser antes de $1.', 'No puede ser antes de $1.'],
  [
    /^must be within (\d+) days of (\w+)$/,
    'Deve ficar a menos de $1 dias de $2.',
    'Debe quedar a menos de $1 días de $2.',
  ],
  [/^must not be in the past$/, 'Não pode estar no passado.', 'No puede estar en el pasado.'],
  [/^must match format "date"$/, 'Deve ser uma data: AAAA-MM-DD.', 'Debe ser una fecha: AAAA-MM-DD.'],
  [
    /^must match format "date-time"$/,
    'Deve ser data e hora com fuso, como 2026-01-15T09:00:00Z.',
    'Debe ser fecha y hora con zona, como 2026-01-15T09:00:00Z.',
  ],
  [/^must match format "uuid"$/, 'Deve ser um UUID.', 'Debe ser un UUID.'],
  [
    /^must NOT have more than (\d+) characters$/,
    'Não pode ter mais de $1 caracteres.',
    'No puede tener más de $1 caracteres.',
  ],
  [
    /^must NOT have more than (\d+) items$/,
    'Não pode ter mais de $1 itens.',
    'No puede tener más de $1 elementos.',
  ],
  [
    /^must NOT have fewer than 1 (?:characters|items|properties)$/,
    'Não pode estar vazio.',
    'No puede estar vacío.',
  ],
  [/^must be >= (.+)$/, 'Deve ser no mínimo $1.', 'Debe ser como mínimo $1.'],
  [/^must be <= (.+)$/, 'Deve ser no máximo $1.', 'Debe ser como máximo $1.'],
  [
    /^must be more than 0 and at most (\d+), with at most (\d+) decimal places$/,
    'Deve ser mais que 0 e no máximo $1, com até $2 casas decimais.',
    'Debe ser más que 0 y como máximo $1, con hasta $2 decimales.',
  ],
  [
    /^must be 0 to (\d+), with at most (\d+) decimal places$/,
    'Deve ser de 0 a $1, com até $2 casas decimais.',
    'Debe ser de 0 a $1, con hasta $2 decimales.',
  ],
  [
    /^is required without a work order that has one$/,
    'É obrigatório quando a ordem de serviço não tem cliente.',
    'Es obligatorio si la orden de trabajo no tiene cliente.',
  ],
  [
    /^and longitude belong together: .+$/,
    'latitude e longitude vão juntas: dois números, ou null nas duas.',
    'latitude y longitude van juntas: dos números, o null en las dos.',
  ],
  [
    /^must have property (\w+) when property (\w+) is present$/,
    'Com $2 é preciso enviar também $1.',
    'Con $2 hay que enviar también $1.',
  ],
]

/** What is wrong with a field, as a sentence in the language of whoever reads it; in English as it is. */
export const fieldSentence = (message: string, language: Language): string => {
  if (language === 'en') return message
  const nth = language === 'pt-BR' ? 0 : 1
  const type = types[/^must be (\w+)$/.exec(message)?.[1] ?? '']
  if (type) return `${nth === 0 ? 'Deve ser' : 'Debe ser'} ${type[nth]}.`
  const said = sentences.find(([english]) => english.test(message))
  return said ? message.replace(said[0], said[nth + 1] as string) : message
}
