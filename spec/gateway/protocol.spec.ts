import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { notifications } from '../../domain/notifications/protocol.ts'
import { ingest, live, PROTOCOL_VERSION } from '../../domain/protocol.ts'
import { collab } from '../../domain/sessions/protocol.ts'

/**
 * Whoever changes a message decides here whether clients that know the old one would break: if so, the version rises.
 * Then write the new fingerprint down.
 */
const known = { version: 1, fingerprint: '4e7037029a61ddce' }

describe('the socket protocol', () => {
  it('is the one that this version stands for [GW-20]', () => {
    const tables = JSON.stringify([live, ingest, collab, notifications])
    const fingerprint = createHash('sha256').update(tables).digest('hex').slice(0, 16)

    expect({ version: PROTOCOL_VERSION, fingerprint }).to.deep.equal(known)
  })
})
