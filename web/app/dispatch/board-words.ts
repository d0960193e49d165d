import type { Language } from '../../../domain/problem.ts'
import { type PlanVisitWords, planVisitWords } from './visit-words.ts'
import { type PlanWords, planWords } from './words.ts'

export type BoardWords = PlanWords & PlanVisitWords

const all = (lang: Language): BoardWords => ({ ...planWords[lang], ...planVisitWords[lang] })

/** All that the board says. */
export const boardWords: Readonly<Record<Language, BoardWords>> = {
  en: all('en'),
  'pt-BR': all('pt-BR'),
  es: all('es'),
}
