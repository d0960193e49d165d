import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Language } from '../../../domain/problem.ts'
import { type UiWords, uiWords } from './words.ts'

/** The language of everything within. */
export const LanguageOf = createContext<Language>('en')

export const useLanguage = (): Language => useContext(LanguageOf)

/** The words that are the same on every page. */
export const useUiWords = (): UiWords => uiWords[useContext(LanguageOf)]
