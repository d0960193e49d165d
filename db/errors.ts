/** SQLSTATE of the errors that are expected; https://www.postgresql.org/docs/current/errcodes-appendix.html */
const uniqueViolation = '23505'

export const isUniqueViolation = (error: unknown, constraint?: string): boolean => {
  const { code, constraint: name } = (error ?? {}) as { code?: string; constraint?: string }
  return code === uniqueViolation && (constraint === undefined || name === constraint)
}

const foreignKeyViolation = '23503'

/** What a row points at is not there, or not any more. */
export const isForeignKeyViolation = (error: unknown, constraint: string): boolean => {
  const { code, constraint: name } = (error ?? {}) as { code?: string; constraint?: string }
  return code === foreignKeyViolation && name === constraint
}

/**
 * The database is away, going or coming back: class 08 (connection), 57P01–57P03 (shut down, crash, starting up),
 * 53300 (too many connections), 57014 (statement timeout), and what sockets and the pool say by themselves.
 */
export const isOutage = (error: unknown): boolean => {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  if (/^(08|57P0|53300|57014)/.test(code)) return true
  if (/^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/.test(code))
    return true
  return /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|not queryable/i.test(
    message,
  )
}
