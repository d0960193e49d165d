import type { Language } from '../problem.ts'
import type { AssignmentStatus } from './flow.ts'

const names: Readonly<Record<AssignmentStatus, Readonly<Record<Language, string>>>> = {
  scheduled: { en: 'Scheduled', 'pt-BR': 'Agendado', es: 'Programado' },
  en_route: { en: 'En route', 'pt-BR': 'Em deslocamento', es: 'En camino' },
  on_site: { en: 'On site', 'pt-BR': 'No local', es: 'En el lugar' },
  done: { en: 'Done', 'pt-BR': 'Concluído', es: 'Terminado' },
  canceled: { en: 'Canceled', 'pt-BR': 'Cancelado', es: 'Cancelado' },
}

/** A status as people read it. */
export const statusName = (status: AssignmentStatus, language: Language): string => names[status][language]
