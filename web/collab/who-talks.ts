import type { SessionConnection } from './connection.ts'

/** Who speaks, as everybody is told it: also those who are not in the call. */
export const whoTalks = ({ on }: Pick<SessionConnection, 'on'>) => {
  /** Connections that speak, and whose they are. */
  const speaking = new Map<string, string>()
  let tell = (): void => {}
  const set = (seat: string, participant: string | undefined): void => {
    if ((participant !== undefined) === speaking.has(seat)) return
    if (participant === undefined) speaking.delete(seat)
    else speaking.set(seat, participant)
    tell()
  }
  const stops = [
    on('rtc:state', ({ id, participant_id, speaking }) => set(id, speaking ? participant_id : undefined)),
    on('rtc:left', ({ id }) => set(id, undefined)),
  ]

  return {
    speaks: (participantId: string): boolean => [...speaking.values()].includes(participantId),
    onChange(handle: () => void): void {
      tell = handle
    },
    forget: () => speaking.clear(),
    close(): void {
      for (const stop of stops) stop()
    },
  }
}
