import { fileURLToPath } from 'node:url'
import compression from 'compression'
import express, { type Express, type Request } from 'express'
import helmet from 'helmet'
import { cspFor, type PagePolicy } from '../web/pages/csp.ts'
import type { Trust } from './address.ts'
import { keepForGood, squeezedFiles } from './built-files.ts'
import { allowOtherSites } from './cors.ts'
import { identifyRequest, type MountPorts, mount, mountRefusals } from './mount.ts'
import type { Route } from './route.ts'
import { sdkFiles } from './sdk-files.ts'

export interface AppOptions extends Omit<MountPorts, 'publicUrl'> {
  readonly routes: readonly Route[]
  /** What links begin with; without it, the address that the request came to. */
  readonly publicUrl: string | undefined
  /** Whose forwarding headers are believed. */
  readonly trust: Trust
  readonly policy: PagePolicy
  /** Further hosts that maps load from; may become known while the service runs. */
  readonly mapHosts: () => readonly string[]
  /** A local PMTiles archive to serve. */
  readonly pmtilesFile: string | undefined
}

const webDist = fileURLToPath(new URL('../web/dist/', import.meta.url))

/** The HTTP side, used by `main.ts` and by the specs alike. */
export const createApp = (options: AppOptions): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', options.trust)
  app.set('query parser', 'simple')

  const ports = { ...options, publicUrl: (req: Request) => options.publicUrl ?? addressOf(req) }
  const [devices, people] = parted(options.routes, ({ part }) => part === 'ingest')

  app.use(identifyRequest)
  app.use(allowOtherSites)
  mount(app, devices, ports) // before all that only browsers need: a device's position costs little more than its storing
  app.use('/assets', guardFiles(options), squeezedFiles(webDist, keepForGood))
  app.use(guard(options))
  const framed = people.filter(({ mayBeFramed }) => mayBeFramed).map(({ path }) => path)
  if (framed.length > 0) app.use(framed, guard(options, true))
  app.use(compression({ threshold: 1024 }))
  app.use('/sdk', sdkFiles(options.policy))
  app.use('/assets/land', landTiles())
  app.use(
    '/assets',
    express.static(webDist, { immutable: true, maxAge: '365d', index: false, redirect: false }),
  )
  if (options.pmtilesFile)
    app.get('/map/tiles.pmtiles', (_req, res) =>
      res.sendFile(options.pmtilesFile!, { maxAge: '1d', dotfiles: 'allow' }),
    )

  mount(app, people, ports)
  mountRefusals(app, ports)
  return app
}

const parted = <T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] => [
  all.filter(isFirst),
  all.filter((one) => !isFirst(one)),
]

/** What browsers are told to refuse. Where other sites may frame a page, that is all that they may do more. */
const guard = (options: AppOptions, mayBeFramed = false) => {
  const directives = policyOf(options)
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: mayBeFramed ? { ...directives, frameAncestors: ['*'] } : directives,
    },
    ...transport(options),
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
    ...(mayBeFramed && { xFrameOptions: false, crossOriginResourcePolicy: { policy: 'cross-origin' } }),
  })
  return (req: Request, res: express.Response, next: express.NextFunction): void => {
    if (mayBeFramed) res.removeHeader('X-Frame-Options')
    res.setHeader('Permissions-Policy', 'camera=(), display-capture=(), microphone=()') // calls have pages of their own
    protect(req, res, next)
  }
}

/** The same as far as it says something of a script or a style; a page loads a dozen, and headers are not compressed. */
const guardFiles = (options: AppOptions) =>
  helmet({
    ...transport(options),
    contentSecurityPolicy: { useDefaults: false, directives: policyOf(options) }, // a worker obeys its own file's
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  })

const transport = ({ publicUrl }: AppOptions) =>
  publicUrl?.startsWith('https:') ? {} : ({ strictTransportSecurity: false } as const)

/** One policy for everything, pages and answers alike. */
const policyOf = ({ policy, mapHosts }: AppOptions) => {
  const directives = cspFor(policy)
  const hosts = () => mapHosts().join(' ') || "'self'"
  return {
    ...directives,
    imgSrc: [...directives.imgSrc, hosts],
    connectSrc: [...directives.connectSrc, hosts],
  }
}

/** Most of the planet is sea, and the build writes no file for it: an absent tile is an empty one. */
const landTiles = () => {
  const files = express.static(`${webDist}land`, { maxAge: '30d', index: false, redirect: false })
  return (req: Request, res: express.Response) => files(req, res, () => void res.status(204).end())
}

const addressOf = (req: Request): string => `${req.protocol}://${hostOf(req.get('host'))}`

/** Whoever asks writes this header: what is no name or address with a port is not put into links. */
const hostOf = (header = ''): string =>
  /^[\w.:[\]-]{1,260}$/.test(header) && URL.canParse(`http://${header}`) ? header : 'localhost'
