import { useEffect } from 'preact/hooks'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { replaceWith } from '../router.ts'
import type { Question } from '../ui/questions.ts'
import { takeSharedFiles } from './shared-files.ts'
import { startWords } from './words.ts'

/**
 * Takes what another app has shared, when the address says that something came (`?shared=`): files go to `add`, once, if
 * their member says so, for a form on any other site can bring some in the same way [T-60]; of anything else it is said
 * that only files can be taken. [ST-35]
 */
export const useSharedFiles = (
  shared: string | null,
  place: string,
  add: (files: readonly File[]) => void,
): void => {
  const { ask, lang, say } = useApp()
  const w = startWords[lang]
  useEffect(() => {
    if (shared === null) return
    replaceWith(place) // once: not again when the page is loaded anew
    const take = async () => {
      const files = shared === '1' ? await takeSharedFiles() : []
      if (files.length > 0) {
        if (await ask(questionOf(files, w))) add(files)
      } else say({ text: shared === 'none' ? w.onlyFiles : w.sharedFailed, isTrouble: true })
    }
    take().catch(() => say({ text: w.sharedFailed, isTrouble: true }))
  }, [shared])
}

const mostNamed = 10

const questionOf = (files: readonly File[], w: (typeof startWords)['en']): Question => {
  const names = files.slice(0, mostNamed).map(({ name }) => plain(name))
  const more = files.length - names.length
  if (more > 0) names.push(fill(w.sharedMore, { count: more }))
  return {
    title: files.length === 1 ? w.sharedOne : fill(w.sharedMany, { count: files.length }),
    text: fill(w.sharedText, { names: names.join(', ') }),
    yes: w.sharedUpload,
    isDanger: false,
  }
}
