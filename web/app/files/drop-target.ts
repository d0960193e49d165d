import { useEffect, useRef, useState } from 'preact/hooks'
import { filesIn } from './dropped.ts'

type Take = (files: readonly File[], isCut: boolean) => void

/** Files that are dropped anywhere on the page, or pasted; says whether some are held above it. */
export const useDropTarget = (take: Take): boolean => {
  const [isOver, setOver] = useState(false)
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    const receive = async (data: DataTransfer) => {
      const { files, isCut } = await filesIn(data)
      if (files.length > 0) latest.current(files, isCut)
    }
    const onOver = (event: DragEvent) => {
      if (!bringsFiles(event.dataTransfer) || isCovered()) return
      event.preventDefault()
      event.dataTransfer!.dropEffect = 'copy'
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false) // out of the window, not onto another element
    }
    const onDrop = (event: DragEvent) => {
      setOver(false)
      if (!bringsFiles(event.dataTransfer) || isCovered()) return
      event.preventDefault()
      void receive(event.dataTransfer!)
    }
    const onPaste = (event: ClipboardEvent) => {
      if (!event.clipboardData || event.clipboardData.files.length === 0 || isCovered()) return
      event.preventDefault()
      void receive(event.clipboardData)
    }
    addEventListener('dragenter', onOver)
    addEventListener('dragover', onOver)
    addEventListener('dragleave', onLeave)
    addEventListener('drop', onDrop)
    addEventListener('paste', onPaste)
    return () => {
      removeEventListener('dragenter', onOver)
      removeEventListener('dragover', onOver)
      removeEventListener('dragleave', onLeave)
      removeEventListener('drop', onDrop)
      removeEventListener('paste', onPaste)
    }
  }, [])
  return isOver
}

/** Pictures that are dragged within the page are no files from outside. */
const bringsFiles = (data: DataTransfer | null): boolean =>
  data?.types.includes('Files') === true && !data.types.includes('text/html')

/** A dialog asks for something else. */
const isCovered = (): boolean => document.querySelector('dialog[open]') !== null
