import { execFileSync } from 'node:child_process'
import { findProgram, type Program } from '../spec/support/programs.ts'

/** The path of a program; on Debian and its descendants it is installed where it is missing. */
export const provideProgram = (program: Program): string => {
  const found = findProgram(program) ?? install(program)
  if (!found) throw new Error(`${program.title} is needed: install it, or name it in ${program.setting}`)
  return found
}

const install = (program: Program): string | undefined => {
  const asRoot = hasAptGet() ? wayToRoot() : undefined
  if (!asRoot) return undefined
  const aptGet = (...args: string[]) => {
    const [command = 'apt-get', ...rest] = [
      ...asRoot,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      ...args,
    ]
    execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] })
  }

  for (const name of program.debianPackages) {
    console.log(`${program.title} is missing: apt-get install ${name} …`)
    try {
      aptGet('update', '-qq')
      aptGet('install', '-y', '-qq', '--no-install-recommends', name)
    } catch {
      continue // the next name may be known here
    }
    const found = findProgram(program)
    if (found) return found
  }
  return undefined
}

const hasAptGet = () => process.platform === 'linux' && succeeds('apt-get', '--version')

/** What to put before a command so that it runs as root, if that is possible without a question. */
const wayToRoot = () => {
  if (process.getuid?.() === 0) return []
  return succeeds('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined
}

const succeeds = (command: string, ...args: string[]) => {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
