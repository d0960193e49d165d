import { useEffect } from 'preact/hooks'
import { useApp } from '../context.ts'

/** Says something for as long as it is so, where the toasts are: nothing that is read or pressed moves for it. */
export const Notice = ({ text, isGeneral }: { text: string | false; isGeneral?: boolean }): null => {
  const { tell } = useApp()
  useEffect(() => (text ? tell(text, isGeneral) : undefined), [text])
  return null
}
