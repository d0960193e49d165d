import type { Language } from '../../../domain/problem.ts'

const en = {
  positions: 'Positions, in days',
  positionsHint: 'Where vehicles and technicians were. The server may keep them for less, never for longer.',
  audit: 'What was done, in days',
  auditHint: 'The audit and what programs can read again; 30 at least.',
  sureTitle: 'Keep less?',
  sureText: 'What is older is deleted in the coming night. It cannot be brought back.',
  sureYes: 'Keep less',
  saved: 'Saved. What is older goes in the coming night.',
} as const

export type RetentionWords = Record<keyof typeof en, string>

const pt: RetentionWords = {
  positions: 'Posições, em dias',
  positionsHint:
    'Onde estiveram veículos e técnicos. O servidor pode guardar por menos tempo, nunca por mais.',
  audit: 'O que foi feito, em dias',
  auditHint: 'A auditoria e o que os programas podem reler; pelo menos 30.',
  sureTitle: 'Guardar por menos tempo?',
  sureText: 'O que for mais antigo será apagado na próxima noite. Não há como recuperar.',
  sureYes: 'Guardar menos',
  saved: 'Salvo. O que for mais antigo sai na próxima noite.',
}

const es: RetentionWords = {
  positions: 'Posiciones, en días',
  positionsHint:
    'Dónde estuvieron vehículos y técnicos. El servidor puede guardarlas menos tiempo, nunca más.',
  audit: 'Lo que se hizo, en días',
  auditHint: 'La auditoría y lo que los programas pueden releer; 30 como mínimo.',
  sureTitle: '¿Conservar menos?',
  sureText: 'Lo más antiguo se borra la próxima noche. No se puede recuperar.',
  sureYes: 'Conservar menos',
  saved: 'Guardado. Lo más antiguo se va la próxima noche.',
}

export const retentionWords: Readonly<Record<Language, RetentionWords>> = { en, 'pt-BR': pt, es }
