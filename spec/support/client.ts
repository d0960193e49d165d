import { randomBytes } from 'node:crypto'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: specs look into answers and say themselves what should be there
  readonly body: any
}

/** Calls one service as one person, or as nobody. */
export interface Client {
  readonly url: string
  readonly token: string | undefined
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
}

export const clientOf = (url: string, token?: string): Client => ({
  url,
  token,
  async call(method, path, body, headers = {}) {
    const isText = typeof body === 'string'
    const answer = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, headers: answer.headers, body: isJson && text ? JSON.parse(text) : text }
  },
})

export interface Person extends Client {
  readonly email: string
  readonly password: string
  readonly userId: number
  readonly tenantId: number
  readonly refreshToken: string
}

/** A new tenant and its owner. */
export const register = async (url: string, organization = 'Spec'): Promise<Person> => {
  const email = `${randomBytes(6).toString('hex')}@example.org`
  const password = `correct horse ${randomBytes(4).toString('hex')}`
  const fields = { email, password, full_name: 'A Person', organization }
  const { status, body } = await clientOf(url).call('POST', '/api/auth/register', fields)
  if (status !== 201) throw new Error(`register answered ${status}: ${JSON.stringify(body)}`)
  return {
    ...clientOf(url, body.access_token),
    email,
    password,
    userId: body.user.id,
    tenantId: body.tenant.id,
    refreshToken: body.refresh_token,
  }
}

/** Somebody else in the owner's tenant, signed in. */
export const addMember = async (
  owner: Person,
  role: string,
  { full_name = 'A Colleague' } = {},
): Promise<Person> => {
  const email = `${randomBytes(6).toString('hex')}@example.org`
  const password = `correct horse ${randomBytes(4).toString('hex')}`
  const added = await owner.call('POST', '/api/tenants/members', {
    email,
    password,
    role,
    full_name,
  })
  if (added.status !== 201)
    throw new Error(`adding a member answered ${added.status}: ${JSON.stringify(added.body)}`)
  const { body } = await clientOf(owner.url).call('POST', '/api/auth/login', { email, password })
  return {
    ...clientOf(owner.url, body.access_token),
    email,
    password,
    userId: body.user.id,
    tenantId: body.tenant.id,
    refreshToken: body.refresh_token,
  }
}

export interface TestVehicle {
  readonly id: string
  readonly imei: string
  readonly ingestKey: string
}

export const addVehicle = async (
  owner: Client,
  fields: Record<string, unknown> = {},
): Promise<TestVehicle> => {
  const imei = `spec-${randomBytes(6).toString('hex')}`
  const { status, body } = await owner.call('POST', '/api/fleet/vehicles', { imei, name: 'Van 1', ...fields })
  if (status !== 201) throw new Error(`adding a vehicle answered ${status}: ${JSON.stringify(body)}`)
  return { id: body.id, imei: body.imei, ingestKey: body.ingest_key }
}
