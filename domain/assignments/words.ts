import type { Language } from '../problem.ts'
import type { AssignmentStatus } from './assignment.ts'

type Words = Readonly<Record<Language, string>>

const statusNames: Readonly<Record<AssignmentStatus, Words>> = {
  scheduled: { en: 'Scheduled', 'pt-BR': 'Agendado', es: 'Programado' },
  en_route: { en: 'En route', 'pt-BR': 'Em deslocamento', es: 'En camino' },
  on_site: { en: 'On site', 'pt-BR': 'No local', es: 'En el lugar' },
  done: { en: 'Done', 'pt-BR': 'Concluído', es: 'Terminado' },
  canceled: { en: 'Canceled', 'pt-BR': 'Cancelado', es: 'Cancelado' },
}

/** A status as people read it. */
export const statusName = (status: AssignmentStatus, language: Language): string =>
  statusNames[status][language]

export const overlapWords: Words = {
  en: 'The technician has another assignment at this time.',
  'pt-BR': 'O técnico já possui outra atribuição neste horário.',
  es: 'El técnico ya tiene otra asignación a esta hora.',
}
