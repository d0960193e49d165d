import { fileTypeFromFile } from 'file-type'
import type { AssetKind } from '../../domain/assets/asset.ts'
import type { Bytes } from './bytes.ts'

/** What a file is, by what is in it: neither its name nor what its sender says of it is asked. */
export const sniff = async (path: string, bytes: Bytes): Promise<string> => {
  const found = await fileTypeFromFile(path)
  const mime = found?.mime.split(';')[0]
  if (mime && mime !== 'application/xml') return renamed[mime] ?? mime
  return textType(bytes) ?? mime ?? 'application/octet-stream'
}

/** Names under which browsers know them. */
const renamed: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'video/x-m4v': 'video/mp4',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-wav': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'video/matroska': 'video/x-matroska',
  'application/ogg': 'audio/ogg',
}

const looksAt = 64 * 1024

/** Text has no control characters; which text it is, its first lines say. */
const textType = (bytes: Bytes): string | undefined => {
  if (bytes.size === 0) return 'text/plain'
  const head = bytes.read(0, Math.min(looksAt, bytes.size))
  const charset = charsetOf(head, head.length < bytes.size)
  if (!charset) return undefined
  const text = new TextDecoder(charset).decode(head)
  const type = typeOfText(text, head.length === bytes.size)
  return charset === 'utf-8' ? type : `${type}; charset=${charset}`
}

const charsetOf = (head: Buffer, isCut: boolean): string | undefined => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head.some((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte))) return undefined
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: isCut })
    return 'utf-8'
  } catch {
    return head.some((byte) => byte >= 0x7f && byte < 0xa0) ? undefined : 'windows-1252'
  }
}

const typeOfText = (text: string, isWhole: boolean): string => {
  const start = text.replace(/^\ufeff/, '').trimStart()
  if (
    /^(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body|script|iframe|meta|style)\b/i.test(
      start.slice(0, 4096),
    )
  )
    return 'text/html'
  if (/^(<\?xml|<!doctype|<!--|<svg)/i.test(start))
    return /<svg\b/i.test(start) ? 'image/svg+xml' : 'application/xml'
  if (isWhole ? isJson(start) : /^[[{]\s*["[{\d]/.test(start)) return 'application/json'
  if (/^(BEGIN:VCARD|BEGIN:VCALENDAR)\r?$/m.test(start.slice(0, 100)))
    return start.startsWith('BEGIN:VCARD') ? 'text/vcard' : 'text/calendar'
  if (isTable(start, isWhole)) return 'text/csv'
  return /^(#{1,6} \S|```|- \[[ x]\] )/m.test(start) || /\[[^\]\n]+\]\(\S+\)/.test(start)
    ? 'text/markdown'
    : 'text/plain'
}

const isJson = (text: string): boolean => {
  if (!/^[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The same number of separators in each of its first lines. */
const isTable = (text: string, isWhole: boolean): boolean => {
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  const judged = (isWhole ? lines : lines.slice(0, -1)).slice(0, 50)
  return [',', ';', '\t'].some((separator) => {
    const counts = judged.map((line) => line.replace(/"[^"]*"/g, '').split(separator).length - 1)
    return counts.length >= 2 && counts[0]! > 0 && counts.every((count) => count === counts[0])
  })
}

const documents =
  /^(text\/|application\/(json|xml|rtf|msword|epub\+zip|vnd\.(openxmlformats|oasis\.opendocument|ms-(excel|powerpoint|word|outlook|visio)|visio)|x-cfb|x-mobipocket)|image\/svg\+xml$)/

export const kindOf = (type: string): AssetKind => {
  if (type === 'application/pdf') return 'pdf'
  if (documents.test(type)) return 'document'
  if (type === 'image/vnd.dwg') return 'other'
  const family = type.split('/')[0]
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'other'
}
