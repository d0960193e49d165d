import { setTimeout as sleep } from 'node:timers/promises'
import { fromE7, type Position } from '../../domain/positions/position.ts'

/** The public API, as a program of the owner's would use it. */
export const createApi = (url: string) => {
  let token = ''

  const call = async <T>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; value: T }> => {
    const answer = await fetch(url + path, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, value: (await answer.json()) as T }
  }

  const expectOk = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const { status, value } = await call<T>(method, path, body)
    if (status < 300) return value
    throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(value)}`)
  }

  return {
    expectOk,

    async upload<T>(
      path: string,
      { name, type, bytes, title }: { name: string; type: string; bytes: Uint8Array; title: string },
    ): Promise<T> {
      const body = new FormData()
      body.set('title', title)
      body.set('file', new Blob([Uint8Array.from(bytes)], { type }), name)
      const answer = await fetch(url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body,
      })
      if (answer.ok) return (await answer.json()) as T
      throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`)
    },

    async untilReady(signal: AbortSignal): Promise<void> {
      for (let tries = 0; tries < 600 && !signal.aborted; tries++) {
        const isReady = await fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        )
        if (isReady) return
        await sleep(100)
      }
      throw new Error('the service did not become ready')
    },

    async signIn(
      { email, password }: { email: string; password: string },
      organization: string,
    ): Promise<void> {
      const login = await call<{ access_token: string }>('POST', '/api/auth/login', { email, password })
      const made = { email, password, organization, full_name: 'Demo' }
      const session =
        login.status === 200
          ? login.value
          : await expectOk<{ access_token: string }>('POST', '/api/auth/register', made)
      token = session.access_token
    },

    /** Makes the vehicle where it is missing, and gives it a new ingest key. */
    async ensureVehicle({ imei, name, icon }: { imei: string; name: string; icon: string }): Promise<string> {
      const made = await call<{ ingest_key: string }>('POST', '/api/fleet/vehicles', { imei, name, icon })
      if (made.status === 201) return made.value.ingest_key
      const rotated = await expectOk<{ ingest_key: string }>('POST', `/api/fleet/vehicles/${imei}/rotate-key`)
      return rotated.ingest_key
    },

    async reportPast(imei: string, positions: readonly Position[]): Promise<void> {
      const reports = positions.map(({ latE7, lonE7, recordedAt, speed, heading }) => ({
        imei,
        latitude: fromE7(latE7),
        longitude: fromE7(lonE7),
        recorded_at: new Date(recordedAt).toISOString(),
        ...(speed !== null && { speed }),
        ...(heading !== null && { heading }),
      }))
      for (let from = 0; from < reports.length; from += 5_000)
        await expectOk('POST', '/api/fleet/positions', reports.slice(from, from + 5_000))
    },

    async share(imei: string, minutes: number): Promise<string> {
      const track = await expectOk<{ share_url: string }>('POST', '/api/fleet/share-track/create', {
        imei,
        duration_minutes: minutes,
      })
      return track.share_url
    },
  }
}
