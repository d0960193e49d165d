import { useEffect } from 'preact/hooks'
import { useApp } from '../context.ts'
import { replaceWith } from '../router.ts'
import { takeSharedFiles } from './shared-files.ts'
import { startWords } from './words.ts'

/**
 * Takes what another app has shared, when the address says that something came (`?shared=`): files go to `add`, once; of
 * anything else it is said that only files can be taken. [ST-35]
 */
export const useSharedFiles = (
  shared: string | null,
  place: string,
  add: (files: readonly File[]) => void,
): void => {
  const { lang, say } = useApp()
  const w = startWords[lang]
  useEffect(() => {
    if (shared === null) return
    replaceWith(place) // once: not again when the page is loaded anew
    const take = async () => {
      const files = shared === '1' ? await takeSharedFiles() : []
      if (files.length > 0) add(files)
      else say({ text: shared === 'none' ? w.onlyFiles : w.sharedFailed, isTrouble: true })
    }
    take().catch(() => say({ text: w.sharedFailed, isTrouble: true }))
  }, [shared])
}
