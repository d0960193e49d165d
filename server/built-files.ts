import { extname } from 'node:path'
import express, { type Handler, type Response } from 'express'

/** What a built file is called as the build squeezed it. */
export const squeezedName = (name: string): string => `${name}.br`

/** Of a built file, whether squeezed or not. */
export const originalName = (name: string): string => name.replace(/\.br$/, '')

/**
 * The scripts and styles of a built folder as the build squeezed them, for browsers that take them so; whatever there is
 * no such file of is left to what comes next, the folder itself.
 */
export const squeezedFiles = (folder: string, setHeaders: (res: Response, path: string) => void): Handler => {
  const files = express.static(folder, {
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders(res, path) {
      const original = originalName(path)
      res.setHeader('Content-Encoding', 'br')
      res.type(extname(original))
      res.vary('Accept-Encoding')
      setHeaders(res, original)
    },
  })
  return (req, res, next) => {
    const { url } = req
    if (!/\.(js|mjs|css)$/.test(req.path) || !req.acceptsEncodings('br')) return next()
    req.url = squeezedName(req.path)
    files(req, res, (error) => {
      req.url = url
      next(error)
    })
  }
}

/** For what carries a hash of its content in its name: it may be kept for good. */
export const keepForGood = (res: Pick<Response, 'setHeader'>): void => {
  res.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
}
