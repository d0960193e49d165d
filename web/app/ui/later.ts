import type { FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'

/** A part of a page whose code comes by itself. */
export type LaterPart<Props> = FunctionComponent<Props> & {
  /** Brings the code, so that it is there when it is asked for. Where it does not come, it is asked for then. */
  readonly foresee: () => void
}

/**
 * What is behind a press, a dialog for one, need not be waited for before the page stands. The part is empty until its
 * code has come; where it does not come, the page says that it is broken, as one does whose own code did not.
 */
export const later = <Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): LaterPart<Props> => {
  let known: FunctionComponent<Props> | undefined
  const bring = async () => {
    known ??= await load()
    return known
  }
  const Part = (props: Props): Node | null => {
    const [Loaded, setLoaded] = useState(() => known)
    const [trouble, setTrouble] = useState<unknown>(null)
    useEffect(() => {
      if (!Loaded) bring().then((part) => setLoaded(() => part), setTrouble)
    }, [])
    if (trouble) throw trouble
    return Loaded ? html`<${Loaded} ...${props} />` : null
  }
  return Object.assign(Part, { foresee: () => void bring().catch(() => {}) })
}
