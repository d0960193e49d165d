import { spawn } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Programs that may be installed beside us; each is an absolute path, or absent. */
export interface Tools {
  readonly ffmpeg: string | undefined
  readonly ffprobe: string | undefined
  readonly pdftoppm: string | undefined
}

/** Looks for them where `PATH` says. */
export const findTools = async (path: string | undefined): Promise<Tools> => {
  const [ffmpeg, ffprobe, pdftoppm] = await Promise.all(
    ['ffmpeg', 'ffprobe', 'pdftoppm'].map((name) => find(name, path ?? '')),
  )
  return { ffmpeg, ffprobe, pdftoppm }
}

const find = async (name: string, path: string): Promise<string | undefined> => {
  for (const folder of path.split(delimiter).filter((folder) => folder.startsWith('/'))) {
    const place = join(folder, name)
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return place
  }
  return undefined
}

/**
 * By the type that was found in the content: naming the format keeps playlists, and whatever else names other files,
 * from being tried at all.
 */
const formats: Readonly<Record<string, string>> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/3gpp': 'mov',
  'video/3gpp2': 'mov',
  'audio/mp4': 'mov',
  'video/webm': 'matroska',
  'video/x-matroska': 'matroska',
  'audio/webm': 'matroska',
  'audio/x-matroska': 'matroska',
  'video/vnd.avi': 'avi',
  'video/x-msvideo': 'avi',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/aac': 'aac',
}

/** Local files and pipes are all that ffmpeg may open, whatever a file refers to. */
const closedIn = ['-protocol_whitelist', 'file,pipe']
const timeoutMs = 20_000
const mostOutput = 64 * 1024

export interface Probed {
  readonly durationS?: number
  readonly width?: number
  readonly height?: number
}

/** Seconds and pixels, as far as ffprobe knows them. */
export const probe = async ({ ffprobe }: Tools, path: string, type: string): Promise<Probed> => {
  const format = formats[type]
  if (!ffprobe || !format) return {}
  const shown = ['-show_entries', 'format=duration:stream=codec_type,width,height', '-of', 'json']
  const output = await run(ffprobe, ['-v', 'error', ...closedIn, '-f', format, ...shown, `file:${path}`])
  if (output === undefined) return {}
  try {
    const { format: whole, streams = [] } = JSON.parse(output)
    const video = streams.find(({ codec_type }: { codec_type: string }) => codec_type === 'video')
    const durationS = Number(whole?.duration)
    return {
      ...(durationS > 0 && Number.isFinite(durationS) && { durationS }),
      ...(video?.width > 0 && video?.height > 0 && { width: video.width, height: video.height }),
    }
  } catch {
    return {}
  }
}

/** Writes a frame of a film to `to`, as PNG within 2048 px. */
export const frame = async (
  { ffmpeg }: Tools,
  path: string,
  type: string,
  durationS: number | null,
  to: string,
): Promise<boolean> => {
  const format = formats[type]
  if (!ffmpeg || !format) return false
  // A film's first picture is often black.
  const at = durationS === null ? 0 : Math.min(durationS / 10, 10)
  const fit = "scale='min(2048,iw)':'min(2048,ih)':force_original_aspect_ratio=decrease"
  const input = ['-nostdin', '-v', 'error', '-threads', '1', ...closedIn, '-f', format, '-ss', at.toFixed(2)]
  const picture = ['-frames:v', '1', '-an', '-sn', '-dn', '-map_metadata', '-1', '-vf', fit, '-c:v', 'png']
  const output = await run(ffmpeg, [
    ...input,
    '-i',
    `file:${path}`,
    ...picture,
    '-f',
    'image2pipe',
    '-y',
    `file:${to}`,
  ])
  return output !== undefined && (await isThere(to))
}

/** Writes the first page to `to`, as PNG of 1024 px. */
export const firstPage = async ({ pdftoppm }: Tools, path: string, to: string): Promise<boolean> => {
  if (!pdftoppm) return false
  const output = await run(pdftoppm, [
    '-png',
    '-f',
    '1',
    '-l',
    '1',
    '-singlefile',
    '-scale-to',
    '1024',
    path,
    to,
  ])
  return output !== undefined && (await isThere(`${to}.png`))
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** What it prints, or nothing when it fails or takes too long. No shell, no environment, no input. */
const run = (program: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      env: {},
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    let output = ''
    child.stdout.on('data', (data: Buffer) => {
      if (output.length < mostOutput) output += data.toString()
    })
    child.once('error', () => resolve(undefined))
    child.once('close', (code) => resolve(code === 0 ? output : undefined))
  })
