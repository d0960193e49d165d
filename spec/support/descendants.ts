import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** One process of the machine. Pids are used again, so a process is its pid and its start. */
interface Entry {
  readonly pid: number
  readonly parent: number
  readonly start: string
  readonly command: string
}

/** Every process that this one starts inherits it, however far it moves away. */
const mark = `FLEETING_DESCENDANT_OF=${process.pid}-${randomUUID()}`

/**
 * Remembers every process that descends from this one. Databases and browsers leave their parent and its group, so
 * asking at the end for children would not find them. A daemon that leaves between two looks is known by its mark,
 * which in turn those lose that write their title over their environment.
 */
export const watchDescendants = (every = 250) => {
  const [name = '', value] = mark.split('=')
  process.env[name] = value
  const known = new Map<number, string>([[process.pid, '']])

  const look = () => {
    const now = snapshot()
    for (const [pid, start] of known) if (start && now.get(pid)?.start !== start) known.delete(pid)
    for (let grew = true; grew; ) {
      const fresh = [...now.values()].filter(({ pid, parent }) => !known.has(pid) && known.has(parent))
      for (const { pid, start } of fresh) known.set(pid, start)
      grew = fresh.length > 0
    }
    return [...now.values()].filter(({ pid }) => pid !== process.pid && known.has(pid))
  }

  const timer = setInterval(look, every)
  return {
    /** Those that live at this moment. */
    alive: (): readonly { readonly pid: number; readonly command: string }[] => {
      for (const { pid, start } of snapshot().values()) if (isMarked(pid)) known.set(pid, start)
      return look()
    },
    stop: () => clearInterval(timer),
  }
}

const isMarked = (pid: number) => {
  try {
    return pid !== process.pid && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)
  } catch {
    return false // another user's, gone, or a system without /proc
  }
}

const snapshot = (): ReadonlyMap<number, Entry> => {
  const entries = process.platform === 'linux' ? fromProc() : fromPs()
  return new Map(entries.map((entry) => [entry.pid, entry]))
}

const fromProc = (): Entry[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const nameEnds = stat.lastIndexOf(')') // the name before it may hold anything
        const [state, parent, ...rest] = stat.slice(nameEnds + 2).split(' ')
        if (state === 'Z' || state === 'X') return [] // dead, only not yet buried by its parent
        const command = stat.slice(stat.indexOf('(') + 1, nameEnds)
        return [{ pid: Number(name), parent: Number(parent), start: String(rest[17]), command }]
      } catch {
        return [] // it ended while we looked
      }
    })

const fromPs = (): Entry[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,lstart=,comm='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const found = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.{24})\s+(.*)$/.exec(line)
      if (!found || found[3]?.startsWith('Z')) return []
      const [, pid, parent, , start = '', command = ''] = found
      // The ps that answers is our child as well.
      return command.endsWith('ps') ? [] : [{ pid: Number(pid), parent: Number(parent), start, command }]
    })
