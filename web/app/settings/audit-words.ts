import type { Language } from '../../../domain/problem.ts'

const en = {
  what: 'What',
  who: 'Who',
  from: 'From',
  to: 'Until',
  anything: 'Anything',
  anybody: 'Anybody',
  showAll: 'Show everything',
  numbered: 'No. {id}',
  nobody: 'a visitor, a program, or the clock',
  event: 'Event',
  number: 'Number of the person',
  count: 'Entries: {count}',
  emptyTitle: 'Nothing here',
  emptyText: 'What people of the organization change is written down here.',
  emptyFiltered: 'Nothing of the kind was done in this time.',
} as const

export type AuditWords = Record<keyof typeof en, string>

const pt: AuditWords = {
  what: 'O quê',
  who: 'Quem',
  from: 'De',
  to: 'Até',
  anything: 'Tudo',
  anybody: 'Qualquer pessoa',
  showAll: 'Mostrar tudo',
  numbered: 'Nº {id}',
  nobody: 'um visitante, um programa ou o relógio',
  event: 'Evento',
  number: 'Número da pessoa',
  count: 'Registros: {count}',
  emptyTitle: 'Nada aqui',
  emptyText: 'O que as pessoas da organização mudam fica registrado aqui.',
  emptyFiltered: 'Nada assim foi feito neste período.',
}

const es: AuditWords = {
  what: 'Qué',
  who: 'Quién',
  from: 'Desde',
  to: 'Hasta',
  anything: 'Todo',
  anybody: 'Cualquier persona',
  showAll: 'Mostrar todo',
  numbered: 'N.º {id}',
  nobody: 'un visitante, un programa o el reloj',
  event: 'Evento',
  number: 'Número de la persona',
  count: 'Registros: {count}',
  emptyTitle: 'Nada por aquí',
  emptyText: 'Lo que cambian las personas de la organización queda anotado aquí.',
  emptyFiltered: 'No se hizo nada así en este período.',
}

export const auditWords: Readonly<Record<Language, AuditWords>> = { en, 'pt-BR': pt, es }
