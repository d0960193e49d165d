/**
 * The server's time, carried on by the time that passes here: the device's own clock may be hours off, and its owner
 * may set it while a link runs out.
 */
export const createClock = (serverTime: string, passed: () => number = () => performance.now()) => {
  let offset = Date.parse(serverTime) - passed()
  return {
    now: (): number => passed() + offset,
    set(serverTime: string): void {
      offset = Date.parse(serverTime) - passed()
    },
  }
}
export type Clock = ReturnType<typeof createClock>
