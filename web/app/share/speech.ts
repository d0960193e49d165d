import type { Language } from '../../../domain/problem.ts'
import { useLanguage } from '../ui/lang.ts'
import { type UiWords, uiWords } from '../ui/words.ts'
import { type FormWords, formWords } from './form-words.ts'
import { type LinkWords, linkWords } from './link-words.ts'
import { type ShareWords, shareWords } from './words.ts'

/** All that the dialog, and a form for a link, have to say. */
export type Speech = UiWords & LinkWords & FormWords & ShareWords

export const speechIn = (lang: Language): Speech => ({
  ...uiWords[lang],
  ...linkWords[lang],
  ...formWords[lang],
  ...shareWords[lang],
})

export const useSpeech = (): Speech => speechIn(useLanguage())
