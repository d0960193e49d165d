/** Why a PDF is not seen: it asks for a password, it is damaged, or it did not come. */
export type PdfFault = 'locked' | 'broken' | 'unreachable'

const faults: Readonly<Record<string, PdfFault | undefined>> = {
  PasswordException: 'locked',
  ResponseException: 'unreachable',
  TypeError: 'unreachable', // what draws it could not be fetched
}

/** What browsers say of a dead line. pdf.js wraps that in an error of its own, together with all else it does not know. */
const deadLine = /failed to fetch|networkerror|network error|load failed/i

export const pdfFaultOf = (error: unknown): PdfFault => {
  const { name, message } = error as Error
  if (name === 'UnknownErrorException' && deadLine.test(message)) return 'unreachable'
  return faults[name] ?? 'broken'
}
