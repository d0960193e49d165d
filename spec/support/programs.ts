import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program of the machine that the specs need and that no package of ours brings along. */
export interface Program {
  readonly title: string
  /** The environment variable that names it; wins over everything that is found. */
  readonly setting: string
  readonly names: readonly string[]
  /** Where it may lie outside PATH. */
  readonly places: readonly string[]
  /** What the program is told it is called, where its own file may have another name. */
  readonly argv0?: string
  /** What Debian and its descendants call it; the first that leads to a working program will do. */
  readonly debianPackages: readonly string[]
}

export const redis: Program = {
  title: 'Redis 7 or newer',
  setting: 'REDIS_SERVER',
  // Debian's redis-check-rdb is the server itself: it goes by the name it is called by.
  names: ['redis-server', 'valkey-server', 'redis-check-rdb'],
  places: [],
  argv0: 'redis-server',
  // The package redis-server would also set up and start a service; this one only brings the program.
  debianPackages: ['redis-tools'],
}

export const chromium: Program = {
  title: 'Chromium or Chrome',
  setting: 'CHROMIUM',
  names: ['chromium', 'google-chrome', 'google-chrome-stable', 'chrome', 'chromium-browser'],
  places: [
    '/usr/lib/chromium/chromium',
    '/usr/lib/chromium-browser/chromium-browser',
    '/opt/google/chrome/chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  debianPackages: ['chromium', 'chromium-browser'],
}

/** The path of a program that runs here, if there is one. */
export const findProgram = (program: Program): string | undefined => {
  const named = process.env[program.setting]
  if (named) return named
  return candidates(program).find((path) => isExecutable(path) && runs(path, program))
}

export const getProgram = (program: Program): string => {
  const path = findProgram(program)
  if (!path) throw new Error(`${program.title} is needed: install it, or name it in ${program.setting}`)
  return path
}

const usualFolders = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/homebrew/bin', '/opt/local/bin']

const candidates = ({ names, places }: Program) => {
  const folders = new Set([...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...usualFolders])
  return [...names.flatMap((name) => [...folders].map((folder) => join(folder, name))), ...places]
}

const isExecutable = (path: string) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Ubuntu puts a script in a program's place that only says how to install it. */
const runs = (path: string, { argv0 }: Program) => {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000, ...(argv0 && { argv0 }) })
    return true
  } catch {
    return false
  }
}
