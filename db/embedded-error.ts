export type EmbeddedPostgresCode = 'data_dir_in_use' | 'no_build' | 'user_unusable' | 'start_failed'

/** What an operator can mend: `main` prints the message and leaves the stack away. Never carries the password. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresCode

  constructor(code: EmbeddedPostgresCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedPostgresError'
    this.code = code
  }
}
