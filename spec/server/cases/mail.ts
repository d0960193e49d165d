import { randomBytes } from 'node:crypto'
import { createVault } from '../../../server/secrets.ts'
import { secrets, sharedService } from '../../support/service.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

/** The code that a mail about this link's end would carry. */
export const extendCodeOf = async (linkId: string): Promise<string> => {
  const { database } = await sharedService()
  const [row] = await database.query('select expires_at, created_by from share_link where id = $1', [linkId])
  const expiresAt = (row!.expires_at as Date).getTime()
  const named = JSON.stringify({ linkId, expiresAt, makerId: row!.created_by })
  return createVault(secrets.LINK_KEY).seal('extend', named).toString('base64url')
}

const byCode = async ({ vehicle }: Fixture) => ({ code: await extendCodeOf(vehicle.linkId) })

export const mailCases: Record<string, RouteCase> = {
  'post /api/auth/password/forgot': {
    foreign: 'own',
    nobody: 202,
    body: () => ({ email: `${randomBytes(6).toString('hex')}@example.org` }),
  },
  'post /api/auth/password/reset': {
    foreign: 'own',
    nobody: 422,
    body: () => ({ code: 'x'.repeat(44), new_password: 'a long new password' }),
  },
  // The code is the permission, whoever brings it.
  'get /extend/:code': { foreign: 'own', nobody: 200, params: byCode },
  'post /extend/:code': { foreign: 'own', nobody: 404, params: () => ({ code: 'x'.repeat(100) }) },
}
