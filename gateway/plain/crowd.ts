/** How many are there from each network, on this node. */
export const createCrowd = (most: number) => {
  const counts = new Map<string, number>()
  return {
    /** Returns how to leave again, or nothing where there are too many already. */
    enter(network: string): (() => void) | undefined {
      const count = counts.get(network) ?? 0
      if (count >= most) return undefined
      counts.set(network, count + 1)
      let hasLeft = false
      return () => {
        if (hasLeft) return
        hasLeft = true
        const left = counts.get(network)! - 1
        if (left > 0) counts.set(network, left)
        else counts.delete(network)
      }
    },
  }
}

export type Crowd = ReturnType<typeof createCrowd>
