type Attributes = Readonly<Record<string, string>>

/** An element with attributes and what is in it. Text is text: nothing here is ever read as HTML. */
export const element = <N extends keyof HTMLElementTagNameMap>(
  name: N,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[N] => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** The same of a drawing. */
export const drawn = (name: string, attributes: Attributes, ...children: readonly Node[]): SVGElement => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** What screen readers say once it changes. It has to be on the page before there is anything to say. */
export const statusLine = (className: string): HTMLParagraphElement =>
  element('p', { class: className, role: 'status' })

/** Of our own choice, also on pages without https, which have no `randomUUID`. */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
