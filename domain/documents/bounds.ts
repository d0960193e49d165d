/** Sizes in bytes. What a document may cost is bounded, whoever writes in it and however. */
export const documentBounds = {
  /** One update. */
  update: 65_536,
  /** What a client says it knows when it asks for the rest. */
  stateVector: 262_144,
  /** The document, encoded; what only deletes is still taken. */
  document: 4_194_304,
  /** Pieces of a document; each costs memory on every node and in every browser. */
  structs: 300_000,
  /** Pieces, and ranges of what is deleted, in one update. */
  structsAnUpdate: 3_000,
  deletesAnUpdate: 3_000,
  /** Clients that one update writes for, and that ever wrote in a document. */
  clientsAnUpdate: 8,
  clients: 10_000,
  clientsAParticipant: 500,
  /** By how much one update moves a client's clock. */
  lengthAnUpdate: 1_000_000,
  /** Types within types, and values within one piece. */
  typeDepth: 12,
  valueDepth: 12,
  /** Types at the top of the document, and the letters of their names. */
  roots: 32,
  name: 200,
  /** Pieces of others that are gone through to find where one piece belongs, and all of an update. */
  stepsAPiece: 5_000,
  stepsAnUpdate: 50_000,
} as const

/**
 * So many updates, or bytes of them, and the document is kept as one state again; a large document later, as that goes
 * through all of it.
 */
export const compactAfter = { updates: 200, bytes: 262_144 } as const
export type CompactAfter = { readonly [K in keyof typeof compactAfter]: number }

/** Milliseconds of a node's time that one participant may take for a document: at once, and again every second. */
export const labourBounds = { atOnceMs: 3_000, msPerSecond: 200 } as const

export const awarenessBounds = {
  /** One message. */
  update: 16_384,
  /** What one client says of itself, as JSON. */
  state: 2_048,
  depth: 6,
  /** Clients of one participant: tabs. */
  clients: 16,
  /** Without a word for so long, a client is not there any more; y-protocols says one every 15 s. */
  idleMs: 30_000,
} as const
