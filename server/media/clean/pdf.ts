import {
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFDocument,
  PDFName,
  type PDFObject,
  PDFRawStream,
} from '@cantoo/pdf-lib'
import { bytesOf, Malformed } from '../bytes.ts'
import { applied } from '../edited.ts'
import { cleanJpeg } from './jpeg.ts'

/** Rewriting one takes several times its size in memory, and time for each page. */
export const largestPdf = 64 * 1024 * 1024
export const mostPages = 5_000

/**
 * A PDF without author, dates, programs (Info), XMP, and what programs keep for themselves (PieceInfo), in the document
 * and in each part of it; photographs in it lose their Exif. Throws `Malformed` for one that is encrypted, damaged or
 * too large to be rewritten.
 */
export const cleanPdf = async (content: Buffer): Promise<Uint8Array> => {
  if (content.length > largestPdf) throw new Malformed('too large a PDF')
  const pdf = await PDFDocument.load(content, { updateMetadata: false, throwOnInvalidObject: false })
  if (pdf.getPageCount() > mostPages) throw new Malformed('too many pages')
  const { context } = pdf
  const { Info } = context.trailerInfo
  if (Info) context.delete(Info as never)
  delete context.trailerInfo.Info
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (isMetadata(object)) context.delete(ref)
    else forget(object, 0)
    const photograph = photographIn(object)
    if (photograph) context.assign(ref, withoutExif(photograph, context))
  }
  return pdf.save({ updateFieldAppearances: false, addDefaultPage: false })
}

const name = (text: string) => PDFName.of(text)
const metadata = name('Metadata')
const pieceInfo = name('PieceInfo')
const lastModified = name('LastModified')

const isMetadata = (object: PDFObject): boolean =>
  object instanceof PDFRawStream && object.dict.get(name('Type')) === metadata

const forget = (object: PDFObject, depth: number): void => {
  if (depth > 40) return
  if (object instanceof PDFRawStream) forget(object.dict, depth)
  else if (object instanceof PDFArray) for (const item of object.asArray()) forget(item, depth + 1)
  else if (object instanceof PDFDict) {
    for (const key of [metadata, pieceInfo, lastModified]) object.delete(key)
    for (const value of object.values()) forget(value, depth + 1)
  }
}

const photographIn = (object: PDFObject): PDFRawStream | undefined => {
  if (!(object instanceof PDFRawStream)) return undefined
  const filter = object.dict.get(name('Filter'))
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.get(0) : filter
  return only === name('DCTDecode') ? object : undefined
}

const withoutExif = (stream: PDFRawStream, context: PDFContext): PDFRawStream => {
  const bytes = Buffer.from(stream.contents)
  const cleaned = applied(bytes, cleanJpeg(bytesOf(bytes)))
  stream.dict.set(name('Length'), context.obj(cleaned.length))
  return PDFRawStream.of(stream.dict, cleaned)
}
