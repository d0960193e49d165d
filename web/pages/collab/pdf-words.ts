import type { Language } from '../../../domain/problem.ts'

const en = {
  loading: 'Opening the document…',
  text: 'Text of page {page}',
  noText: 'This page has no text that can be read out.',
  locked: 'This document is protected by a password and cannot be shown here.',
  broken: 'This document cannot be shown here.',
  unreachable: 'The document could not be fetched. Reload the page to try again.',
  again: 'Try again',
} as const

type Words = Readonly<Record<keyof typeof en, string>>

const ptBR: Words = {
  loading: 'Abrindo o documento…',
  text: 'Texto da página {page}',
  noText: 'Esta página não tem texto que possa ser lido em voz alta.',
  locked: 'Este documento está protegido por senha e não pode ser mostrado aqui.',
  broken: 'Este documento não pode ser mostrado aqui.',
  unreachable: 'Não foi possível buscar o documento. Recarregue a página para tentar de novo.',
  again: 'Tentar de novo',
}

const es: Words = {
  loading: 'Abriendo el documento…',
  text: 'Texto de la página {page}',
  noText: 'Esta página no tiene texto que se pueda leer en voz alta.',
  locked: 'Este documento está protegido con contraseña y no se puede mostrar aquí.',
  broken: 'Este documento no se puede mostrar aquí.',
  unreachable: 'No se pudo traer el documento. Recargue la página para intentarlo de nuevo.',
  again: 'Intentar de nuevo',
}

export const pdfWords: Readonly<Record<Language, Words>> = { en, 'pt-BR': ptBR, es }
