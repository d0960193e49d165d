import type { Language } from '../../../domain/problem.ts'

const en = {
  back: 'Back to your sessions',
  more: 'More',
  file: 'The file and its page',
} as const

type Words = Readonly<Record<keyof typeof en, string>>

const ptBR: Words = {
  back: 'Voltar para suas sessões',
  more: 'Mais',
  file: 'O arquivo e a página dele',
}

const es: Words = {
  back: 'Volver a sus sesiones',
  more: 'Más',
  file: 'El archivo y su página',
}

/** What leads out of the page of a session, and of one that is seen again. */
export const menuWords: Readonly<Record<Language, Words>> = { en, 'pt-BR': ptBR, es }
