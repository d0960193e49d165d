import { type Speech, speechIn } from '../share/speech.ts'
import { useLanguage } from '../ui/lang.ts'
import { type LinkPageWords, linkPageWords } from './page-words.ts'
import { type LinksWords, linksWords } from './words.ts'

export type LinksSpeech = Speech & LinksWords & LinkPageWords

export const useLinksSpeech = (): LinksSpeech => {
  const lang = useLanguage()
  return { ...speechIn(lang), ...linksWords[lang], ...linkPageWords[lang] }
}
