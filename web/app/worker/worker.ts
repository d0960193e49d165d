import { cachePrefix, codeCache, mayWait, pageCache, planFor, sharedCache } from './plan.ts'
import type { WorkerScope } from './scope.ts'

const worker = self as unknown as WorkerScope
const { version, shell } = worker.fleeting
const code = codeCache(version)

/** Of the page, which says nothing of what anybody has: without a network it still comes, and says that there is none. */
const pageFor = async (request: Request): Promise<Response> => {
  const cache = await caches.open(pageCache)
  try {
    const answer = await fetch(request)
    if (answer.ok && new URL(request.url).search === '') await cache.put('/', answer.clone())
    return answer
  } catch (error) {
    const kept = await cache.match('/')
    if (!kept) throw error
    return kept
  }
}

const codeFor = async (request: Request): Promise<Response> => {
  const cache = await caches.open(code)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

/** Files from another app wait here until the page takes them: a page that is being opened cannot be handed any. */
const takeIn = async (request: Request): Promise<Response> => {
  const shared = await keepFiles(request).catch(() => 'failed')
  return Response.redirect(`/#/assets?shared=${shared}`, 303)
}

/** `1`; `none` where only a text or an address came; `failed` where it is more than may wait. */
const keepFiles = async (request: Request): Promise<string> => {
  const form = await request.formData()
  const files = form.getAll('files').filter((one): one is File => one instanceof File && one.size > 0)
  const cache = await caches.open(sharedCache)
  const sizes = files.map(({ size }) => size)
  if (!mayWait(await waitingIn(cache), sizes)) return 'failed'
  await Promise.all(
    files.map((file, i) =>
      cache.put(
        `/shared/${Date.now()}-${i}`,
        new Response(file, {
          headers: {
            'Content-Type': file.type || 'application/octet-stream',
            'X-Name': encodeURIComponent(file.name),
            'X-Size': String(file.size),
          },
        }),
      ),
    ),
  )
  return files.length > 0 ? '1' : 'none'
}

const waitingIn = async (cache: Cache): Promise<number[]> => {
  const kept = await Promise.all((await cache.keys()).map((request) => cache.match(request)))
  return kept.map((answer) => Number(answer?.headers.get('X-Size') ?? 0))
}

const answers = { page: pageFor, code: codeFor, share: takeIn } as const

worker.addEventListener('install', (event) =>
  event.waitUntil(caches.open(code).then((cache) => cache.addAll([...shell]))),
)
worker.addEventListener('activate', (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(codeCache('')) && name !== code)
    await Promise.all(old.map((name) => caches.delete(name)))
    await worker.clients.claim()
  }
  event.waitUntil(tidy())
})
worker.addEventListener('fetch', (event) => {
  const plan = planFor(event.request, worker.location.origin)
  if (plan !== 'leave') event.respondWith(answers[plan](event.request))
})
worker.addEventListener('message', ({ data }) => {
  if (data === `${cachePrefix}go-on`) worker.skipWaiting()
})
