import { useEffect, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { useUiWords } from './lang.ts'

export interface Toast {
  readonly text: string
  /** Takes back what was done; the toast stays longer for it. */
  readonly undo?: () => void
  /** Something that may be done about it; the toast stays until it is done or closed, unless it `passes`. */
  readonly act?: { readonly word: string; readonly run: () => void; readonly passes?: boolean }
  /** Something went wrong: it stays until it is closed. */
  readonly isTrouble?: boolean
}
interface Shown extends Toast {
  readonly id: number
}
interface Lasting {
  readonly id: number
  readonly text: string
  /** Of no page: what a page has to say on it says more. */
  readonly isGeneral: boolean
}

const shortest = 5_000
const withUndo = 10_000
const most = 3

/** What was said lately, newest last, and a way to say more; before it, what holds for as long as it does. */
export const useToasts = () => {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const [lasting, setLasting] = useState<readonly Lasting[]>([])
  const drop = (id: number) => setShown((all) => all.filter((one) => one.id !== id))
  const say = (said: Toast | string) => {
    const toast = { ...(typeof said === 'string' ? { text: said } : said), id: ++ids }
    setShown((all) => [...all, toast].slice(-most))
  }
  /** Answers what ends it. */
  const tell = (text: string, isGeneral = false) => {
    const notice = { text, isGeneral, id: ++ids }
    setLasting((all) => [...all, notice])
    return () => setLasting((all) => all.filter((one) => one !== notice))
  }
  return { shown, lasting, say, drop, tell }
}
let ids = 0

export const Toasts = ({
  shown,
  lasting,
  drop,
}: Omit<ReturnType<typeof useToasts>, 'say' | 'tell'>): Node => {
  const notice = lasting.findLast(({ isGeneral }) => !isGeneral) ?? lasting.at(-1)
  return html`<div class="toasts" role="status">
    ${notice && html`<p class="toast-lasting" key=${notice.id}>${notice.text}</p>`}
    ${shown.map((toast) => html`<${One} key=${toast.id} toast=${toast} onClose=${() => drop(toast.id)} />`)}
  </div>`
}

/** Rests under a finger, a pointer or the focus: nothing that can be pressed runs away. */
const One = ({ toast, onClose }: { toast: Shown; onClose: () => void }): Node => {
  const w = useUiWords()
  const [isHeld, hold] = useState(false)
  useEffect(() => {
    if (isHeld || toast.isTrouble || (toast.act && !toast.act.passes)) return
    const timer = setTimeout(onClose, toast.undo || toast.act ? withUndo : shortest)
    return () => clearTimeout(timer)
  }, [isHeld])
  const act = () => {
    toast.act?.run()
    if (toast.act?.passes) onClose()
  }
  const undo = () => {
    toast.undo?.()
    onClose()
  }
  return html`<div
    class=${toast.isTrouble ? 'toast toast-trouble' : 'toast'}
    onPointerEnter=${() => hold(true)}
    onPointerLeave=${() => hold(false)}
    onFocusIn=${() => hold(true)}
    onFocusOut=${() => hold(false)}
  >
    <p class="grow">${toast.text}</p>
    ${toast.act && html`<button type="button" class="button small" onClick=${act}>${toast.act.word}</button>`}
    ${toast.undo && html`<button type="button" class="button small" onClick=${undo}>${w.undo}</button>`}
    <button type="button" class="bare" aria-label=${w.close} onClick=${onClose}><${Glyph} name="close" /></button>
  </div>`
}
