import { type Language, languages } from './problem.ts'

/** Where a browser keeps the language that its person has chosen. */
export const languageCookie = 'fleeting_lang'

/** What was chosen, as a `Cookie` header tells it; it counts before what the browser prefers. */
export const chosenLanguage = (cookies: string | undefined): Language | undefined => {
  const found = cookies?.split(';').find((pair) => pair.trim().startsWith(`${languageCookie}=`))
  const value = found?.trim().slice(languageCookie.length + 1)
  return languages.find((one) => one === value)
}
