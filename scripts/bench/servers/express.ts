import type { AddressInfo } from 'node:net'
import express from 'express'
import { answer } from '../child.ts'

/** A route that only says that all is well. */
const app = express()
app.get('/ingest/osmand/:key', (_request, response) => {
  response.sendStatus(200)
})

answer({
  listen: () =>
    new Promise<number>((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    }),
})
