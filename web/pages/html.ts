import type { ComponentChildren, VNode } from 'preact'

/** Tagged templates to preact nodes: the one way pages are written, on the server and in the browser. */
export { html } from 'htm/preact'

export type Node = VNode
export type Content = ComponentChildren
