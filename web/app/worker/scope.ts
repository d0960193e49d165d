/** As much of a service worker's world as ours uses; the browser's own types do not go together with those of pages. */
export interface WorkerScope {
  /** Written before the worker's own code by the server: which build it belongs to, and what its page loads first. */
  readonly fleeting: { readonly version: string; readonly shell: readonly string[] }
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(name: 'install' | 'activate', hear: (event: Lasting) => void): void
  addEventListener(name: 'fetch', hear: (event: Asking) => void): void
  addEventListener(name: 'message', hear: (event: { readonly data: unknown }) => void): void
}
interface Lasting {
  waitUntil(work: Promise<unknown>): void
}
interface Asking extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
