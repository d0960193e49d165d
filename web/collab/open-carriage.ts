import type { Carriage, CarriageEvents, OwnEnd } from './carriage.ts'
import type { Reply, SessionConnection } from './connection.ts'
import { Mesh } from './mesh.ts'

/** As the service says it: from browser to browser, or by LiveKit, whose library is loaded only then. */
export const openCarriage = async (
  { livekit, ice_servers }: Reply<'rtc:join'>,
  line: Pick<SessionConnection, 'request'>,
  own: Omit<OwnEnd, 'iceServers'>,
  events: CarriageEvents,
): Promise<Carriage> => {
  const end: OwnEnd = { ...own, iceServers: ice_servers }
  if (livekit) {
    const { openLiveKit } = await import('./livekit-call.ts')
    return openLiveKit(livekit, { ...end, ...events })
  }
  return new Mesh({
    ...end,
    onMedia: events.onMedia,
    send: (to, signal) => void line.request('rtc:signal', { to, signal }).catch(() => {}),
    renew: async () => (await line.request('rtc:join', {})).ice_servers,
  })
}
