import { useEffect, useState } from 'preact/hooks'
import type { AssetView } from '../../../../domain/assets/schema.ts'
import { type Caption, captionsOf } from '../../../pages/captions.ts'
import { useApp } from '../../context.ts'
import type { ListPage } from '../../ui/list.ts'
import { fileUrl } from '../file-list.ts'

const none: readonly Caption[] = []

/** The captions of a film, among the files that the member has anyway. Without them it plays all the same. */
export const useCaptions = ({ id, kind, filename }: AssetView): readonly Caption[] => {
  const { api } = useApp()
  const [found, setFound] = useState(none)
  useEffect(() => {
    setFound(none)
    if (kind !== 'video') return
    let isLate = false
    const search = filename.replace(/\.[^.]*$/, '')
    const query = new URLSearchParams({ kind: 'document', search, page_size: '200' })
    api.get<ListPage<AssetView>>(`/api/v3/assets?${query}`).then(
      ({ results }) => {
        const beside = results.map((one) => ({ filename: one.filename, preview: fileUrl(one, 'file') }))
        if (!isLate) setFound(captionsOf({ filename }, beside))
      },
      () => {},
    )
    return () => {
      isLate = true
    }
  }, [id])
  return found
}
